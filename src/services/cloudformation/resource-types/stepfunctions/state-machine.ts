import type { StateMachineType } from '@aws-sdk/client-sfn';
import type { TemplateObject } from '../../template/value.ts';
import { differs, tagDifference } from '../differences.ts';
import {
  boolean,
  json,
  list,
  map,
  object,
  oneOf,
  type PropertiesOf,
  string,
  tags,
} from '../property-type.ts';
import { HandlerError, type ResourceContext, resourceType } from '../resource-type.ts';
import { unlessMissing } from '../service-clients.ts';

const NO_BUCKETS = 'give the definition inline as DefinitionString or Definition.';

const properties = {
  Definition: { type: json },
  DefinitionS3Location: { type: object({}), unsupported: NO_BUCKETS },
  DefinitionString: { type: string },
  DefinitionSubstitutions: { type: map(string) },
  EncryptionConfiguration: { type: object({}), unsupported: 'there are no KMS keys here.' },
  LoggingConfiguration: {
    type: object({
      Destinations: { type: list(json) },
      IncludeExecutionData: { type: boolean },
      Level: { type: oneOf('ALL', 'ERROR', 'FATAL', 'OFF') },
    }),
  },
  RoleArn: { type: string, required: true },
  StateMachineName: { type: string, replacement: true },
  StateMachineType: { type: oneOf('STANDARD', 'EXPRESS'), replacement: true },
  Tags: { type: tags },
  TracingConfiguration: { type: object({ Enabled: { type: boolean } }) },
} as const;

type Properties = PropertiesOf<typeof properties>;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachine.html */
export const stateMachine = resourceType({
  name: 'AWS::StepFunctions::StateMachine',
  tags: 'Tags',
  naming: { property: 'StateMachineName', maximumLength: 80 },
  attributes: ['Arn', 'Name', 'StateMachineRevisionId'],
  properties,

  async find(_properties, context) {
    const stateMachineArn = arnOf(context);
    const found = await unlessMissing(context.states.DescribeStateMachine({ stateMachineArn }));
    return found === undefined ? [] : [stateMachineArn];
  },

  async create(properties, { states, name, started }) {
    const created = await states.CreateStateMachine({
      name,
      definition: definitionOf(properties),
      roleArn: properties.RoleArn,
      type: typeOf(properties),
      loggingConfiguration: logging(properties),
      tracingConfiguration: tracing(properties),
      tags: (properties.Tags ?? []).map(({ Key, Value }) => ({ key: Key, value: Value })),
    });
    const physicalId = created.stateMachineArn ?? '';
    const attributes = { Arn: physicalId, Name: name, StateMachineRevisionId: 'INITIAL' };
    await started(physicalId, attributes);
    return { physicalId, attributes };
  },

  async update({ physicalId: stateMachineArn, attributes }, properties, previous, { states }) {
    const { removedKeys, changed } = tagDifference(previous.Tags, properties.Tags);
    if (removedKeys.length > 0) {
      await states.UntagResource({ resourceArn: stateMachineArn, tagKeys: removedKeys });
    }
    if (changed.length > 0) {
      const added = changed.map(({ Key, Value }) => ({ key: Key, value: Value }));
      await states.TagResource({ resourceArn: stateMachineArn, tags: added });
    }
    if (!differs(previous, properties, ...UPDATED)) return attributes;
    const updated = await states.UpdateStateMachine({
      stateMachineArn,
      definition: definitionOf(properties),
      roleArn: properties.RoleArn,
      loggingConfiguration: logging(properties),
      tracingConfiguration: tracing(properties),
    });
    return { ...attributes, StateMachineRevisionId: updated.revisionId ?? '' };
  },

  async delete({ physicalId: stateMachineArn }, _properties, { states }) {
    await unlessMissing(states.DeleteStateMachine({ stateMachineArn }));
  },
});

/** What UpdateStateMachine changes. */
const UPDATED = [
  'Definition',
  'DefinitionString',
  'DefinitionSubstitutions',
  'LoggingConfiguration',
  'RoleArn',
  'TracingConfiguration',
] as const;

function arnOf({ partition, region, account, name }: ResourceContext): string {
  return `arn:${partition}:states:${region}:${account}:stateMachine:${name}`;
}

function typeOf({ StateMachineType }: Properties): StateMachineType {
  return StateMachineType ?? 'STANDARD';
}

/** Throws HandlerError. */
function definitionOf({ Definition, DefinitionString, DefinitionSubstitutions }: Properties): string {
  if ((Definition === undefined) === (DefinitionString === undefined)) {
    throw new HandlerError('InvalidRequest', 'Specify exactly one of Definition and DefinitionString.');
  }
  const text = DefinitionString ?? textOf(Definition ?? '');
  return substituted(text, DefinitionSubstitutions ?? {});
}

function textOf(definition: TemplateObject | string): string {
  return typeof definition === 'string' ? definition : JSON.stringify(definition);
}

/** "Specifies substitutions as `${key_1}` mappings": names of letters, digits and underscores; others stay as they are. */
function substituted(definition: string, substitutions: Readonly<Record<string, string>>): string {
  const values = new Map(Object.entries(substitutions));
  return definition.replace(
    /\$\{([A-Za-z0-9_]{1,256})\}/g,
    (whole, name: string) => values.get(name) ?? whole,
  );
}

function logging({ LoggingConfiguration: given }: Properties) {
  if (given?.Destinations !== undefined && given.Destinations.length > 0) {
    throw new HandlerError('InvalidRequest', 'Executions are not logged to log groups here.');
  }
  return {
    level: given?.Level ?? ('OFF' as const),
    includeExecutionData: given?.IncludeExecutionData ?? false,
  };
}

function tracing({ TracingConfiguration }: Properties) {
  return { enabled: TracingConfiguration?.Enabled ?? false };
}
