import type { EventBridge } from '@aws-sdk/client-eventbridge';
import type { Clock } from '../../clock.ts';
import type { ClientOperations, Handler } from '../../protocols/service.ts';
import type { Store } from '../../store/store.ts';
import type { DeliveryQueue } from './delivery/delivery-queue.ts';
import type { RuleIndex } from './rule-index.ts';

/** Every operation of EventBridge 2015-10-07 with the input and output types of the official client. */
export type EventBridgeOperations = ClientOperations<EventBridge>;

/** Handlers for the named operations. */
export type EventBridgeHandlers<Names extends keyof EventBridgeOperations> = {
  [Name in Names]: Handler<EventBridgeOperations[Name]['input'], EventBridgeOperations[Name]['output']>;
};

/** What the operations work with. */
export interface EventBridgeParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly rules: RuleIndex;
  readonly queue: DeliveryQueue;
}
