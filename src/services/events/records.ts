import type { CollectionDefinition } from '../../store/store.ts';

interface Tagged {
  tags: { Key: string; Value: string }[];
}

/** An event bus; the default one has no record before it is changed. Id: its name. */
export interface EventBusRecord extends Tagged {
  name: string;
  arn: string;
  description?: string;
  /** Resource policy, JSON text. */
  policy?: string;
  /** ms since 1970. */
  createdAt: number;
  modifiedAt: number;
}

/** A rule with its targets, which are changed with it. Id: `busName/ruleName`. */
export interface RuleRecord extends Tagged {
  name: string;
  arn: string;
  busName: string;
  /** JSON text. */
  eventPattern: string;
  enabled: boolean;
  description?: string;
  roleArn?: string;
  targets: TargetRecord[];
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Target.html */
export interface TargetRecord {
  id: string;
  arn: string;
  roleArn?: string;
  /** JSON text that is sent in place of the event. */
  input?: string;
  inputPath?: string;
  inputTransformer?: { inputPathsMap: Record<string, string>; inputTemplate: string };
  messageGroupId?: string;
  deadLetterArn?: string;
  retryPolicy?: { maximumRetryAttempts?: number; maximumEventAgeInSeconds?: number };
}

/** What is to be sent to a target. Id: time and event id, so that ids are in order of arrival. */
export interface DeliveryRecord {
  ruleArn: string;
  target: Pick<TargetRecord, 'id' | 'arn' | 'roleArn' | 'messageGroupId' | 'deadLetterArn' | 'retryPolicy'>;
  /** JSON text, as the target gets it. */
  payload: string;
  /** ms since 1970. */
  createdAt: number;
  /** Attempts that failed. */
  failures: number;
  /** Not to be tried before, ms since 1970. */
  notBefore: number;
}

export const eventBuses: CollectionDefinition<EventBusRecord> = { name: 'events-buses', version: 1 };
export const rules: CollectionDefinition<RuleRecord> = { name: 'events-rules', version: 1 };
export const deliveries: CollectionDefinition<DeliveryRecord> = { name: 'events-deliveries', version: 1 };
