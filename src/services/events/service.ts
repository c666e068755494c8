import type { Clock } from '../../clock.ts';
import { loadAwsService } from '../../protocols/aws-services.ts';
import type { Handlers, Service } from '../../protocols/service.ts';
import type { Store } from '../../store/store.ts';
import { DeliveryQueue } from './delivery/delivery-queue.ts';
import { createTargets, type TargetParts } from './delivery/targets.ts';
import { eventBusHandlers } from './event-buses.ts';
import type { EventBridgeOperations, EventBridgeParts } from './operations.ts';
import { requiredPermissions } from './permissions.ts';
import { putEventsHandler } from './put-events.ts';
import { RuleIndex } from './rule-index.ts';
import { ruleHandlers } from './rules.ts';
import { tagHandlers } from './tags.ts';
import { targetHandlers } from './targets.ts';
import { UNSUPPORTED } from './unsupported.ts';

/** What EventBridge needs. */
export interface EventBridgeDependencies extends TargetParts {
  readonly store: Store;
  readonly clock: Clock;
}

/** A service that delivers after it has answered. */
export interface EventBridgeService extends Service {
  /** Takes up deliveries that an earlier process left. */
  resume(): Promise<void>;
  /** Starts deliveries that are due by the clock; happens by itself in real time. */
  poll(): void;
  /** Begins no further delivery; what is queued stays in the store. */
  close(): Promise<void>;
}

/** Amazon EventBridge, 2015-10-07. https://docs.aws.amazon.com/eventbridge/latest/APIReference/ */
export function createEventBridgeService(dependencies: EventBridgeDependencies): EventBridgeService {
  const { store, clock } = dependencies;
  const rules = new RuleIndex(store);
  const queue = new DeliveryQueue({ store, clock, targets: createTargets(dependencies) });
  return {
    name: 'events',
    loadSchema: () => loadAwsService('events'),
    handlers: eventBridgeHandlers({ store, clock, rules, queue }),
    permissions: requiredPermissions(store),
    resume: () => queue.resume(),
    poll: () => queue.poll(),
    async close() {
      rules.close();
      await queue.close();
    },
  };
}

function eventBridgeHandlers(parts: EventBridgeParts) {
  return {
    ...UNSUPPORTED,
    ...putEventsHandler(parts),
    ...eventBusHandlers(parts),
    ...ruleHandlers(parts),
    ...targetHandlers(parts),
    ...tagHandlers(parts),
  } satisfies Handlers<EventBridgeOperations>;
}
