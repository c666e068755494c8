import type { AccessRequest } from '../identity/access.ts';
import type { Caller } from '../identity/principal.ts';
import type { ServiceFacts, ServiceSchema } from './service-schema.ts';

/** What a handler knows of the call besides its input. */
export interface CallContext {
  /** The service's signing name, e.g. `lambda`. */
  readonly service: string;
  /** e.g. `CreateFunction` */
  readonly operation: string;
  /** UUID, also in the response's header. */
  readonly requestId: string;
  /** The account called: the caller's own. */
  readonly account: string;
  /** The region called. */
  readonly region: string;
  readonly caller: Caller;
  /** The client's address; absent for calls from within (CloudFormation). */
  readonly sourceIp?: string;
  readonly userAgent?: string;
  /** Came over TLS, or from within (default no). */
  readonly secure?: boolean;
  /** Made by a service of this process on the caller's behalf (default no). */
  readonly viaService?: boolean;
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal;
}

/** Throws ServiceError for what goes wrong; anything else thrown is an InternalFailure. */
export type Handler<Input, Output> = (input: Input, context: CallContext) => Promise<Output>;

/** Says by name that an operation of the model is not offered. Calling it answers a clear error with this reason. */
export interface Unsupported {
  readonly unsupported: string;
}

export function unsupported(reason: string): Unsupported {
  return { unsupported: reason };
}

/** Operation name to its input and output types. */
export type Operations = Record<string, { input: unknown; output: unknown }>;

/** A handler, or its declared absence, for every operation: one left out is a compile error. */
export type Handlers<Ops> = {
  [Name in keyof Ops]: Ops[Name] extends { input: infer Input; output: infer Output }
    ? Handler<Input, Output> | Unsupported
    : never;
};

type NotAnOperation =
  | `paginate${string}`
  | `waitUntil${string}`
  | 'initConfig'
  | 'send'
  | 'destroy'
  | 'config'
  | 'middlewareStack';

/**
 * The operations of an SDK's aggregated client, typed by that package:
 * `type LambdaOperations = ClientOperations<import('@aws-sdk/client-lambda').Lambda>`.
 */
export type ClientOperations<Client> = {
  [Method in Exclude<keyof Client, NotAnOperation> as Capitalize<Method & string>]: Client[Method] extends (
    args: infer Input,
    options: infer _Options,
    callback: (error: infer _Error, data?: infer Output) => void,
  ) => void
    ? { input: Input; output: Omit<NonNullable<Output>, '$metadata'> }
    : never;
};

/** A permission that a call needs, with the policy attached to the resource (JSON text) where it has one. */
export interface RequiredPermission extends AccessRequest {
  readonly resourcePolicy?: string;
  /** How denials name the resource where AWS does not give its ARN: IAM says `role NAME`. */
  readonly resourceName?: string;
}

/** One AWS API: its schema, its handlers, and what each call needs permission for. */
export interface Service {
  /** Signing name and endpoint prefix, e.g. `lambda`. */
  readonly name: string;
  /** What rendering an error needs before the schema is loaded; AWS's own services have theirs in `aws-services.ts`. */
  readonly facts?: ServiceFacts;
  /** Loaded on the first call, once. */
  readonly loadSchema: () => Promise<ServiceSchema>;
  readonly handlers: Readonly<Record<string, Handler<never, unknown> | Unsupported>>;
  /**
   * What the caller must be allowed to do, each of them, before the handler runs; an empty list needs no permission
   * (GetCallerIdentity). The input has passed validation.
   */
  readonly permissions: (
    operation: string,
    input: never,
    context: CallContext,
  ) => readonly RequiredPermission[] | Promise<readonly RequiredPermission[]>;
  /** Largest request body in bytes (default 10 MiB). */
  readonly maximumBodySize?: number;
}

/** Calls a service of this process as `caller`, with the same validation and authorization as over the network. */
export interface ServiceCaller {
  call(
    service: string,
    operation: string,
    input: unknown,
    context: { caller: Caller; account: string; region: string; signal?: AbortSignal },
  ): Promise<unknown>;
}
