import {
  boolean,
  integer,
  json,
  jsonText,
  oneOf,
  type PropertiesOf,
  string,
  tags,
} from '../property-type.ts';

const NO_KEYS = 'messages are not encrypted here.';

/** Properties of AWS::SQS::Queue. */
export const queueProperties = {
  ContentBasedDeduplication: { type: boolean },
  DeduplicationScope: { type: oneOf('messageGroup', 'queue') },
  DelaySeconds: { type: integer },
  FifoQueue: { type: boolean, replacement: true },
  FifoThroughputLimit: { type: oneOf('perQueue', 'perMessageGroupId') },
  KmsDataKeyReusePeriodSeconds: { type: integer, unsupported: NO_KEYS },
  KmsMasterKeyId: { type: string, unsupported: NO_KEYS },
  MaximumMessageSize: { type: integer },
  MessageRetentionPeriod: { type: integer },
  QueueName: { type: string, replacement: true },
  ReceiveMessageWaitTimeSeconds: { type: integer },
  RedriveAllowPolicy: { type: json },
  RedrivePolicy: { type: json },
  SqsManagedSseEnabled: { type: boolean, unsupported: NO_KEYS },
  Tags: { type: tags },
  VisibilityTimeout: { type: integer },
} as const;

export type QueueProperties = PropertiesOf<typeof queueProperties>;

/** What attributes are when nothing is said of them: SetQueueAttributes, and in the order of its reference. */
const DEFAULTS: ReadonlyMap<keyof QueueProperties, string> = new Map([
  ['DelaySeconds', '0'],
  ['MaximumMessageSize', '1048576'],
  ['MessageRetentionPeriod', '345600'],
  ['ReceiveMessageWaitTimeSeconds', '0'],
  ['VisibilityTimeout', '30'],
  ['RedrivePolicy', ''],
  ['RedriveAllowPolicy', ''],
  ['ContentBasedDeduplication', 'false'],
  ['DeduplicationScope', 'queue'],
  ['FifoThroughputLimit', 'perQueue'],
]);

/** A queue's attributes as CreateQueue takes them: those that are given. */
export function queueAttributes(properties: QueueProperties): Record<string, string> {
  const given = [...DEFAULTS.keys()].flatMap((name) => {
    const text = attributeText(properties, name);
    return text === undefined ? [] : [[name, text]];
  });
  return Object.fromEntries(properties.FifoQueue ? [...given, ['FifoQueue', 'true']] : given);
}

/** Attributes that differ, as SetQueueAttributes takes them; those that are no longer given get their defaults. */
export function changedAttributes(
  properties: QueueProperties,
  previous: QueueProperties,
): Record<string, string> {
  const changed = [...DEFAULTS].flatMap(([name, fallback]) => {
    const text = attributeText(properties, name);
    return text === attributeText(previous, name) ? [] : [[name, text ?? fallback]];
  });
  return Object.fromEntries(changed);
}

function attributeText(properties: QueueProperties, name: keyof QueueProperties): string | undefined {
  if (name === 'RedrivePolicy' || name === 'RedriveAllowPolicy') {
    const policy = properties[name];
    return policy === undefined ? undefined : jsonText(policy);
  }
  const value = properties[name];
  return value === undefined ? undefined : String(value);
}
