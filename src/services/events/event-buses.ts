import { validatePolicy } from '../../identity/policy/validate.ts';
import { type BusAddress, busAddress, busArn, DEFAULT_BUS } from './addresses.ts';
import { statementOf, withoutStatement, withStatement } from './bus-policy.ts';
import {
  busAlreadyExists,
  busDoesNotExist,
  limitExceeded,
  noPolicy,
  policyTooLong,
  unlessModified,
  validation,
} from './errors.ts';
import type { EventBridgeHandlers, EventBridgeParts } from './operations.ts';
import { pageOf } from './pages.ts';
import { type EventBusRecord, eventBuses, rules } from './records.ts';
import { mergedTags } from './tags.ts';

/** "Event buses: 100" */
const MAXIMUM_BUSES = 100;
/** Bytes: "Event bus policy size: 10,240 characters" */
const MAXIMUM_POLICY = 10_240;

type Names =
  | 'CreateEventBus'
  | 'DescribeEventBus'
  | 'UpdateEventBus'
  | 'DeleteEventBus'
  | 'ListEventBuses'
  | 'PutPermission'
  | 'RemovePermission';

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateEventBus.html and its neighbours. */
export function eventBusHandlers({ store, clock }: EventBridgeParts): EventBridgeHandlers<Names> {
  const collection = store.collection(eventBuses);
  const stored = async (address: BusAddress): Promise<EventBusRecord> => {
    const found = await collection.get(address, address.busName);
    if (found) return found.value;
    if (address.busName !== DEFAULT_BUS) throw busDoesNotExist(address.busName);
    return { name: DEFAULT_BUS, arn: busArn(address), createdAt: 0, modifiedAt: 0, tags: [] };
  };
  const change = async (address: BusAddress, changed: (bus: EventBusRecord) => EventBusRecord) => {
    const present = await collection.get(address, address.busName);
    const before = present?.value ?? (await stored(address));
    const after = { ...changed(before), modifiedAt: clock() };
    const put = collection.put(address, address.busName, after, present?.revision ?? 0);
    return (await unlessModified(put)).value;
  };

  return {
    async CreateEventBus(input, context) {
      const name = input.Name ?? '';
      refuseWhatIsNotOffered(input);
      if (input.EventSourceName !== undefined || name.includes('/')) {
        throw validation('Partner event sources are not offered here.');
      }
      const address = busAddress(name, context);
      if (name === DEFAULT_BUS || (await collection.get(address, name))) throw busAlreadyExists(name);
      if ((await collection.list(address)).length >= MAXIMUM_BUSES) {
        throw limitExceeded('The requested resource exceeds the maximum number allowed.');
      }
      const now = clock();
      const arn = busArn(address);
      const record: EventBusRecord = {
        name,
        arn,
        ...(input.Description !== undefined && { description: input.Description }),
        createdAt: now,
        modifiedAt: now,
        tags: mergedTags([], input.Tags ?? []),
      };
      await unlessModified(collection.put(address, name, record, 0));
      return { EventBusArn: arn, ...(input.Description !== undefined && { Description: input.Description }) };
    },

    async DescribeEventBus(input, context) {
      return busView(await stored(busAddress(input.Name, context)));
    },

    async UpdateEventBus(input, context) {
      refuseWhatIsNotOffered(input);
      const bus = await change(busAddress(input.Name, context), ({ description: _before, ...rest }) => ({
        ...rest,
        ...(input.Description !== undefined && { description: input.Description }),
      }));
      const { Arn, Name, Description } = busView(bus);
      return { Arn, Name, ...(Description !== undefined && { Description }) };
    },

    /** What is not there any more is no error. */
    async DeleteEventBus(input, context) {
      const address = busAddress(input.Name, context);
      if (address.busName === DEFAULT_BUS) throw validation('Cannot delete event bus default.');
      const left = await store.collection(rules).list(address, { prefix: `${address.busName}/`, limit: 1 });
      if (left.length > 0) throw validation("Event bus can't be deleted since it has rules.");
      await collection.delete(address, address.busName);
      return {};
    },

    async ListEventBuses(input, context) {
      const present = (await collection.list(context)).map(({ value }) => value);
      const all = present.some(({ name }) => name === DEFAULT_BUS)
        ? present
        : [...present, await stored(busAddress(undefined, context))].sort((one, other) =>
            one.name < other.name ? -1 : 1,
          );
      const wanted = all.filter(({ name }) => name.startsWith(input.NamePrefix ?? ''));
      const { page, NextToken } = pageOf(wanted, input, ({ name }) => name);
      return { EventBuses: page.map(busView), ...(NextToken !== undefined && { NextToken }) };
    },

    async PutPermission(input, context) {
      const address = busAddress(input.EventBusName, context);
      await change(address, (bus) => {
        const policy = input.Policy ?? withStatement(bus.policy, statementOf(input, bus.arn));
        if (policy.length > MAXIMUM_POLICY) throw policyTooLong();
        const fault = validatePolicy(policy, 'resource');
        if (fault !== undefined) throw validation(`Invalid policy: ${fault}`);
        return { ...bus, policy };
      });
      return {};
    },

    async RemovePermission(input, context) {
      const address = busAddress(input.EventBusName, context);
      await change(address, ({ policy, ...bus }) => {
        if (input.RemoveAllPermissions) return bus;
        if (policy === undefined) throw noPolicy();
        const rest = withoutStatement(policy, input.StatementId ?? '');
        return rest === undefined ? bus : { ...bus, policy: rest };
      });
      return {};
    },
  };
}

function refuseWhatIsNotOffered(input: {
  readonly KmsKeyIdentifier?: string | undefined;
  readonly DeadLetterConfig?: { readonly Arn?: string | undefined } | undefined;
  readonly LogConfig?: { readonly Level?: string | undefined } | undefined;
}): void {
  if (input.KmsKeyIdentifier) throw validation('Encryption by a KMS key is not offered here.');
  if (input.DeadLetterConfig?.Arn)
    throw validation('Dead-letter queues of event buses are not offered here.');
  if (input.LogConfig?.Level && input.LogConfig.Level !== 'OFF')
    throw validation('Logs of event buses are not offered here.');
}

function busView({ name, arn, description, policy, createdAt, modifiedAt }: EventBusRecord) {
  return {
    Name: name,
    Arn: arn,
    ...(description !== undefined && { Description: description }),
    ...(policy !== undefined && { Policy: policy }),
    ...(createdAt > 0 && { CreationTime: new Date(createdAt) }),
    ...(modifiedAt > 0 && { LastModifiedTime: new Date(modifiedAt) }),
  };
}
