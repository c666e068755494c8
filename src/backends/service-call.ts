import type { RequiredPermission } from '../protocols/service.ts';
import type { BackendRequest, BackendResponse } from './backend.ts';

/** A call with what is known of it when it came over the network. */
export interface ServiceCall extends BackendRequest {
  /** Host and port as the client wrote them, for addresses in answers; the gateway's own by default. */
  readonly host?: string;
  readonly sourceIp?: string;
  readonly userAgent?: string;
  /** Came over TLS (default no). */
  readonly secure?: boolean;
}

/** What a call would do. */
export interface Described {
  /** What the caller must be allowed, each of it. */
  readonly permissions: readonly RequiredPermission[];
  /** Whose resources the call is about. */
  readonly account: string;
  /** The operation and its input, where they had to be read to say so. */
  readonly operation?: string;
  readonly input?: Readonly<Record<string, unknown>>;
}

/** A place where one service is. */
export interface ServiceTarget {
  /** Makes a call that has been authorized. Throws BackendError, and the signal's reason. */
  send(call: ServiceCall, described: Described): Promise<BackendResponse>;
  /** The policy attached to a resource (JSON text), where the target keeps them. */
  policyOf?(call: ServiceCall, permission: RequiredPermission): Promise<string | undefined>;
}
