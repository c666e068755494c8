import type { PutRuleRequest } from '@aws-sdk/client-eventbridge';
import type { Store } from '../../store/store.ts';
import {
  type BusAddress,
  busAddress,
  DEFAULT_BUS,
  type RuleAddress,
  ruleAddress,
  ruleArn,
  ruleId,
} from './addresses.ts';
import {
  busDoesNotExist,
  invalidEventPattern,
  limitExceeded,
  ruleDoesNotExist,
  unlessModified,
  validation,
} from './errors.ts';
import type { EventBridgeHandlers, EventBridgeParts } from './operations.ts';
import { pageOf } from './pages.ts';
import { compileEventPattern, type EventPattern } from './pattern/compile-pattern.ts';
import { PatternError } from './pattern/pattern-error.ts';
import { eventBuses, type RuleRecord, rules } from './records.ts';
import { mergedTags } from './tags.ts';

/** "Rules: 300 per event bus" */
const MAXIMUM_RULES = 300;

type Names =
  | 'PutRule'
  | 'DescribeRule'
  | 'EnableRule'
  | 'DisableRule'
  | 'DeleteRule'
  | 'ListRules'
  | 'ListRuleNamesByTarget'
  | 'TestEventPattern';

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html and its neighbours. */
export function ruleHandlers({ store }: EventBridgeParts): EventBridgeHandlers<Names> {
  const collection = store.collection(rules);
  const listed = async (address: BusAddress) => {
    await requireBus(store, address);
    const found = await collection.list(address, { prefix: `${address.busName}/` });
    return found.map(({ value }) => value).filter(({ busName }) => busName === address.busName);
  };
  const enable = (enabled: boolean) => async (address: RuleAddress) => {
    const changed = await collection.update(address, ruleId(address), (rule) => ({ ...rule, enabled }));
    if (!changed) throw ruleDoesNotExist(address.ruleName, address.busName);
    return {};
  };

  return {
    /** Changes what it is given, and removes what it is not; targets and tags stay. */
    async PutRule(input, context) {
      const address = ruleAddress(input.Name, input.EventBusName, context);
      requirePattern(input);
      const present = await collection.get(address, ruleId(address));
      const others = await listed(address);
      if (!present && others.length >= MAXIMUM_RULES) {
        throw limitExceeded('The requested resource exceeds the maximum number allowed.');
      }
      const record: RuleRecord = {
        name: address.ruleName,
        arn: ruleArn(address),
        busName: address.busName,
        eventPattern: input.EventPattern ?? '',
        enabled: input.State !== 'DISABLED',
        ...(input.Description !== undefined && { description: input.Description }),
        ...(input.RoleArn !== undefined && { roleArn: input.RoleArn }),
        targets: present?.value.targets ?? [],
        tags: present?.value.tags ?? mergedTags([], input.Tags ?? []),
      };
      await unlessModified(collection.put(address, ruleId(address), record, present?.revision ?? 0));
      return { RuleArn: record.arn };
    },

    async DescribeRule(input, context) {
      const address = ruleAddress(input.Name, input.EventBusName, context);
      const rule = await requireRule(store, address);
      return { ...ruleView(rule), CreatedBy: address.account };
    },

    async EnableRule(input, context) {
      return enable(true)(ruleAddress(input.Name, input.EventBusName, context));
    },

    async DisableRule(input, context) {
      return enable(false)(ruleAddress(input.Name, input.EventBusName, context));
    },

    /** What is not there any more is no error. */
    async DeleteRule(input, context) {
      const address = ruleAddress(input.Name, input.EventBusName, context);
      await requireBus(store, address);
      const present = await collection.get(address, ruleId(address));
      if (present && present.value.targets.length > 0) {
        throw validation("Rule can't be deleted since it has targets.");
      }
      if (present) await unlessModified(collection.delete(address, ruleId(address), present.revision));
      return {};
    },

    async ListRules(input, context) {
      const all = await listed(busAddress(input.EventBusName, context));
      const wanted = all.filter(({ name }) => name.startsWith(input.NamePrefix ?? ''));
      const { page, NextToken } = pageOf(wanted, input, ({ name }) => name);
      return { Rules: page.map(ruleView), ...(NextToken !== undefined && { NextToken }) };
    },

    async ListRuleNamesByTarget(input, context) {
      const all = await listed(busAddress(input.EventBusName, context));
      const wanted = all.filter(({ targets }) => targets.some(({ arn }) => arn === input.TargetArn));
      const { page, NextToken } = pageOf(wanted, input, ({ name }) => name);
      return { RuleNames: page.map(({ name }) => name), ...(NextToken !== undefined && { NextToken }) };
    },

    async TestEventPattern(input) {
      const matches = compiled(input.EventPattern ?? '');
      return { Result: matches(testEvent(input.Event ?? '')) };
    },
  };
}

/** Throws ResourceNotFoundException. */
export async function requireRule(
  store: Pick<Store, 'collection'>,
  address: RuleAddress,
): Promise<RuleRecord> {
  await requireBus(store, address);
  const found = await store.collection(rules).get(address, ruleId(address));
  if (!found) throw ruleDoesNotExist(address.ruleName, address.busName);
  return found.value;
}

/** Throws ResourceNotFoundException. */
async function requireBus(store: Pick<Store, 'collection'>, address: BusAddress): Promise<void> {
  if (address.busName === DEFAULT_BUS) return;
  if (!(await store.collection(eventBuses).get(address, address.busName)))
    throw busDoesNotExist(address.busName);
}

/** Throws ValidationException, InvalidEventPatternException. */
function requirePattern({ EventPattern, ScheduleExpression, State }: PutRuleRequest): void {
  if (!EventPattern && !ScheduleExpression) {
    throw validation('Parameter(s) EventPattern or ScheduleExpression must be specified.');
  }
  if (ScheduleExpression) {
    throw validation(
      'Schedules are not offered here: give the rule an EventPattern without ScheduleExpression.',
    );
  }
  if (State === 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS') {
    throw validation('CloudTrail management events are not offered here.');
  }
  compiled(EventPattern ?? '');
}

/** Throws InvalidEventPatternException. */
function compiled(pattern: string): EventPattern {
  try {
    return compileEventPattern(pattern);
  } catch (error) {
    throw error instanceof PatternError ? invalidEventPattern(error.message) : error;
  }
}

const EVENT_MEMBERS = ['id', 'account', 'source', 'time', 'region', 'resources', 'detail-type'];

/** Throws ValidationException. */
function testEvent(text: string): Record<string, unknown> {
  const event = parsedEvent(text);
  const missing = event && EVENT_MEMBERS.filter((name) => !Object.hasOwn(event, name));
  if (!event || (missing && missing.length > 0)) throw validation('Parameter Event is not valid.');
  return event;
}

function parsedEvent(text: string): Record<string, unknown> | undefined {
  try {
    const event: unknown = JSON.parse(text);
    return typeof event === 'object' && event !== null && !Array.isArray(event) ? { ...event } : undefined;
  } catch {
    return undefined;
  }
}

function ruleView(rule: RuleRecord) {
  return {
    Name: rule.name,
    Arn: rule.arn,
    EventPattern: rule.eventPattern,
    State: rule.enabled ? ('ENABLED' as const) : ('DISABLED' as const),
    ...(rule.description !== undefined && { Description: rule.description }),
    ...(rule.roleArn !== undefined && { RoleArn: rule.roleArn }),
    EventBusName: rule.busName,
  };
}
