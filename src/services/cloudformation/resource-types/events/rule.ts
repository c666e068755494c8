import { differs, listDifference, tagDifference } from '../differences.ts';
import { json, jsonText, oneOf, type PropertiesOf, string, tags } from '../property-type.ts';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import { unlessMissing } from '../service-clients.ts';
import { ruleTargets, targetsOf } from './rule-targets.ts';

const properties = {
  Description: { type: string },
  EventBusName: { type: string, replacement: true },
  EventPattern: { type: json },
  Name: { type: string, replacement: true },
  RoleArn: { type: string },
  ScheduleExpression: { type: string },
  State: { type: oneOf('DISABLED', 'ENABLED', 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS') },
  Tags: { type: tags },
  Targets: { type: ruleTargets },
} as const;

type Properties = PropertiesOf<typeof properties>;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-rule.html */
export const rule = resourceType({
  name: 'AWS::Events::Rule',
  tags: 'Tags',
  naming: { property: 'Name', maximumLength: 64 },
  attributes: ['Arn'],
  properties,

  async find({ EventBusName }, { eventBridge, name }) {
    const found = await unlessMissing(eventBridge.DescribeRule({ Name: name, EventBusName }));
    return found === undefined ? [] : [physicalIdOf(name, EventBusName)];
  },

  async create(properties, context) {
    const { eventBridge, name, started } = context;
    const { EventBusName, Targets = [] } = properties;
    const created = await put(properties, context, name);
    const physicalId = physicalIdOf(name, EventBusName);
    const attributes = { Arn: created.RuleArn ?? '' };
    await started(physicalId, attributes);
    if (Targets.length > 0) {
      await eventBridge.PutTargets({ Rule: name, EventBusName, Targets: targetsOf(Targets) });
    }
    return { physicalId, attributes };
  },

  async update({ physicalId, attributes }, properties, previous, context) {
    const { eventBridge } = context;
    const { EventBusName, Targets = [] } = properties;
    const Rule = nameOf(physicalId);
    if (differs(previous, properties, ...PUT)) await put(properties, context, Rule);
    const { removed } = listDifference((previous.Targets ?? []).map(idOf), Targets.map(idOf));
    if (removed.length > 0) await eventBridge.RemoveTargets({ Rule, EventBusName, Ids: removed });
    if (Targets.length > 0 && differs(previous, properties, 'Targets')) {
      await eventBridge.PutTargets({ Rule, EventBusName, Targets: targetsOf(Targets) });
    }
    const { removedKeys, changed } = tagDifference(previous.Tags, properties.Tags);
    const ResourceARN = attributes.Arn ?? '';
    if (removedKeys.length > 0) await eventBridge.UntagResource({ ResourceARN, TagKeys: removedKeys });
    if (changed.length > 0) await eventBridge.TagResource({ ResourceARN, Tags: changed });
    return attributes;
  },

  async delete({ physicalId }, { EventBusName }, { eventBridge }) {
    const Name = nameOf(physicalId);
    const found = await unlessMissing(eventBridge.ListTargetsByRule({ Rule: Name, EventBusName }));
    const Ids = (found?.Targets ?? []).map(({ Id = '' }) => Id);
    if (Ids.length > 0) await eventBridge.RemoveTargets({ Rule: Name, EventBusName, Ids });
    await unlessMissing(eventBridge.DeleteRule({ Name, EventBusName }));
  },
});

/** What PutRule changes. */
const PUT = ['Description', 'EventPattern', 'RoleArn', 'ScheduleExpression', 'State'] as const;

function put(properties: Properties, { eventBridge }: ResourceContext, Name: string) {
  const { Description, EventBusName, EventPattern, RoleArn, ScheduleExpression, State, Tags } = properties;
  return eventBridge.PutRule({
    Name,
    Description,
    EventBusName,
    EventPattern: EventPattern && jsonText(EventPattern),
    RoleArn,
    ScheduleExpression,
    State,
    Tags,
  });
}

function idOf({ Id }: { readonly Id: string }): string {
  return Id;
}

/** "For a custom event bus: `MyEventBus|ScheduledRule`" */
function physicalIdOf(name: string, bus: string | undefined): string {
  if (bus === undefined || bus === 'default') return name;
  return `${bus.slice(bus.lastIndexOf('/') + 1)}|${name}`;
}

function nameOf(physicalId: string): string {
  return physicalId.slice(physicalId.lastIndexOf('|') + 1);
}
