import type { Invocation } from '../invocation.ts';
import type { GatewayError } from '../responses/gateway-error.ts';

/** An access, when it is over. */
export interface AccessRecord {
  readonly invocation: Invocation;
  /** HTTP status that the client got. */
  readonly status: number;
  /** Bytes of the body that the client got. */
  readonly responseLength: number;
  /** Milliseconds from the request until all of the answer had been handed over. */
  readonly responseLatency: number;
  /** Why the gateway itself answered; undefined when an integration did. */
  readonly error: GatewayError | undefined;
}
