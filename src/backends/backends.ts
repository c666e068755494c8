import type { BackendResponse, Backends } from './backend.ts';
import type { BackendParts } from './backend-parts.ts';
import type { ServiceCall } from './service-call.ts';
import type { ServiceSender } from './service-sender.ts';

const MB = 1024 * 1024;
/** DynamoDB's own limit, more than a batch of messages takes, and what fauxqs takes of an object or a part; in bytes. */
const EMBEDDED_BODY: ReadonlyMap<string, number> = new Map([
  ['dynamodb', 16 * MB],
  ['s3', 11 * MB],
  ['sns', 8 * MB],
  ['sqs', 8 * MB],
]);
const REMOTE_BODY = 16 * MB;
/** A part of an object, as AWS's tools cut them, is at most some tens of MB. */
const REMOTE_S3_BODY = 128 * MB;

/** {@link Backends}, and what the listener needs of them. */
export interface ServiceBackends extends Backends {
  send(call: ServiceCall): Promise<BackendResponse>;
  /** Whether calls of a service go to an endpoint or an embedded library, whatever services this process has. */
  serves(service: string): boolean;
  /** Whether calls of services that nobody else serves go somewhere. */
  readonly servesOthers: boolean;
  /** The largest body of a request that a service takes, in bytes. */
  maximumBodySize(service: string): number;
  /** Names of the services that are embedded. */
  readonly embedded: readonly string[];
  close(): Promise<void>;
}

/** Nothing is loaded, and no connection made, before the first call. */
export function createBackends(parts: BackendParts): ServiceBackends {
  const { places } = parts.settings;
  let loading: Promise<ServiceSender> | undefined;
  const load = () => {
    loading ??= import('./service-sender.ts').then(({ createServiceSender }) => createServiceSender(parts));
    return loading;
  };
  return {
    async send(call) {
      return (await load()).send(call);
    },
    serves: (service) => places.has(service) || EMBEDDED_BODY.has(service),
    servesOthers: places.has('*'),
    maximumBodySize(service) {
      const embedded = places.has(service) ? undefined : EMBEDDED_BODY.get(service);
      return embedded ?? (service === 's3' ? REMOTE_S3_BODY : REMOTE_BODY);
    },
    embedded: [...EMBEDDED_BODY.keys()].filter((service) => !places.has(service)),
    async close() {
      await (await loading)?.close();
    },
  };
}
