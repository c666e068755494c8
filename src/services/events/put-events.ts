import { randomUUID } from 'node:crypto';
import type { PutEventsRequestEntry, PutEventsResultEntry } from '@aws-sdk/client-eventbridge';
import { isRecord } from '../../protocols/safe-record.ts';
import type { CallContext } from '../../protocols/service.ts';
import type { Scope } from '../../store/store.ts';
import { busAddress } from './addresses.ts';
import { targetInput } from './delivery/target-input.ts';
import { validation } from './errors.ts';
import type { EventBridgeHandlers, EventBridgeParts } from './operations.ts';
import type { DeliveryRecord, TargetRecord } from './records.ts';

/** Bytes: "The maximum size for a PutEvents event entry is 1MB." */
const MAXIMUM_SIZE = 1024 * 1024;
const TIME_SIZE = 14;
/** Deeper details are malformed: "PutEvents will only process nested JSON up to 1000 levels deep." */
const MAXIMUM_DEPTH = 1000;

type Refused = { ErrorCode: string; ErrorMessage: string };

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
export function putEventsHandler({
  clock,
  rules,
  queue,
}: EventBridgeParts): EventBridgeHandlers<'PutEvents'> {
  return {
    /** An event of a bus that does not exist is accepted, and goes nowhere. */
    async PutEvents(input, context) {
      if (input.EndpointId !== undefined) throw validation('Global endpoints are not offered here.');
      const entries = input.Entries ?? [];
      if (entries.reduce((sum, entry) => sum + sizeOf(entry), 0) > MAXIMUM_SIZE) {
        throw validation('Total size of the entries in the request is over the limit.');
      }
      const now = clock();
      const results: PutEventsResultEntry[] = [];
      const found: { scope: Scope; delivery: Pick<DeliveryRecord, 'ruleArn' | 'target' | 'payload'> }[] = [];
      for (const entry of entries) {
        const detail = detailOf(entry);
        if ('ErrorCode' in detail) {
          results.push(detail);
          continue;
        }
        const id = randomUUID();
        results.push({ EventId: id });
        const bus = busAddress(entry.EventBusName, context);
        const event = eventOf(id, entry, detail.value, context, now);
        for (const { rule, matches } of await rules.rulesOf(bus)) {
          if (rule.targets.length === 0 || !matches(event)) continue;
          const scope = { account: bus.account, region: bus.region };
          for (const target of rule.targets) {
            const payload = targetInput(target, event, rule, now);
            found.push({ scope, delivery: { ruleArn: rule.arn, target: sentTo(target), payload } });
          }
        }
      }
      await queue.add(found);
      return {
        Entries: results,
        FailedEntryCount: results.filter(({ EventId }) => EventId === undefined).length,
      };
    },
  };
}

/** What is sent is already made. */
function sentTo({ id, arn, roleArn, messageGroupId, deadLetterArn, retryPolicy }: TargetRecord) {
  return {
    id,
    arn,
    ...(roleArn !== undefined && { roleArn }),
    ...(messageGroupId !== undefined && { messageGroupId }),
    ...(deadLetterArn !== undefined && { deadLetterArn }),
    ...(retryPolicy !== undefined && { retryPolicy }),
  };
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html */
function eventOf(
  id: string,
  entry: PutEventsRequestEntry,
  detail: Record<string, unknown>,
  { account, region }: CallContext,
  now: number,
): Record<string, unknown> {
  const time = entry.Time?.getTime() ?? now;
  return {
    version: '0',
    id,
    'detail-type': entry.DetailType,
    source: entry.Source,
    account,
    time: new Date(time).toISOString().replace(/\.\d{3}Z$/, 'Z'),
    region,
    resources: entry.Resources ?? [],
    detail,
  };
}

function detailOf(entry: PutEventsRequestEntry): { value: Record<string, unknown> } | Refused {
  for (const name of ['Source', 'DetailType', 'Detail'] as const) {
    if (!entry[name]) {
      return invalidArgument(`Parameter ${name} is not valid. Reason: ${name} is a required argument.`);
    }
  }
  if (entry.Source?.startsWith('aws.')) {
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
  }
  if (entry.Time !== undefined && Number.isNaN(entry.Time.getTime())) {
    return invalidArgument('Parameter Time is not valid.');
  }
  const value = parsed(entry.Detail ?? '');
  return isRecord(value) ? { value } : { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
}

function invalidArgument(message: string): Refused {
  return { ErrorCode: 'InvalidArgument', ErrorMessage: message };
}

function parsed(json: string): unknown {
  try {
    const value: unknown = JSON.parse(json);
    return isShallow(value, MAXIMUM_DEPTH) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isShallow(value: unknown, left: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return left > 0 && Object.values(value).every((one) => isShallow(one, left - 1));
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html#eb-putevent-size */
function sizeOf(entry: PutEventsRequestEntry): number {
  const texts = [entry.Source, entry.DetailType, entry.Detail, ...(entry.Resources ?? [])];
  const size = texts.reduce((sum, text) => sum + (text === undefined ? 0 : Buffer.byteLength(text)), 0);
  return size + (entry.Time === undefined ? 0 : TIME_SIZE);
}
