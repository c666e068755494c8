import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { AccessControl } from '../identity/access.ts';
import type { Caller } from '../identity/principal.ts';
import { accessDeniedMessage } from './access-denied-message.ts';
import { awsServiceFacts } from './aws-services.ts';
import { checkTypes } from './check-types.ts';
import { decompress } from './content-encoding.ts';
import { errorShapeOf, renderServiceError } from './error-rendering.ts';
import { fillDefaults } from './fill-defaults.ts';
import {
  accessDenied,
  internalFailure,
  notImplemented,
  requestTooLarge,
  validationError,
} from './framework-errors.ts';
import type { ApiRequest, ApiResponse } from './http.ts';
import { serverProtocol } from './protocols.ts';
import { requestConditions } from './request-conditions.ts';
import type { ServerProtocol } from './server-protocol.ts';
import type { CallContext, Service, ServiceCaller } from './service.ts';
import { ServiceError } from './service-error.ts';
import type { OperationSchema, Protocol, ServiceFacts, ServiceSchema } from './service-schema.ts';
import { validate } from './validation.ts';
import { bodyPrefix } from './validation-path.ts';

const DEFAULT_MAXIMUM_BODY_SIZE = 10 * 1024 * 1024;

/** Who calls, and from where. */
export interface ApiCall {
  readonly caller: Caller;
  /** The account called. */
  readonly account: string;
  readonly region: string;
  /** UUID, also in the answer's header. */
  readonly requestId: string;
  readonly sourceIp?: string;
  readonly userAgent?: string;
  /** Came over TLS (default no). */
  readonly secure?: boolean;
  readonly signal: AbortSignal;
}

/** Told of every error that a client sees as InternalFailure. */
export type FaultListener = (
  error: unknown,
  call: { readonly service: string; readonly operation?: string; readonly requestId: string },
) => void;

interface Served {
  readonly schema: ServiceSchema;
  readonly protocol: ServerProtocol;
}

/** How a call is run, over the network or from within. */
interface Invocation {
  readonly service: Service;
  readonly schema: ServiceSchema;
  readonly operation: OperationSchema;
  readonly context: CallContext;
}

/**
 * Serves AWS APIs: finds a request's operation, reads and checks its input, authorizes the caller, runs the handler and
 * writes its output or error, each as the service's wire protocol has it.
 */
export class ServiceRegistry implements ServiceCaller {
  readonly #services = new Map<string, Service>();
  readonly #loading = new Map<Service, Promise<Served>>();
  readonly #loaded = new Map<Service, ServiceSchema>();
  readonly #access: AccessControl;
  readonly #clock: Clock;
  readonly #onFault: FaultListener | undefined;

  constructor(dependencies: {
    services: readonly Service[];
    access: AccessControl;
    clock: Clock;
    onFault?: FaultListener;
  }) {
    for (const service of dependencies.services) this.add(service);
    this.#access = dependencies.access;
    this.#clock = dependencies.clock;
    this.#onFault = dependencies.onFault;
  }

  /** Throws when a service of that name is there already. */
  add(service: Service): void {
    if (this.#services.has(service.name)) throw new Error(`service ${service.name} is registered twice`);
    this.#services.set(service.name, service);
  }

  /** By signing name. */
  service(name: string): Service | undefined {
    return this.#services.get(name);
  }

  get services(): readonly Service[] {
    return [...this.#services.values()];
  }

  /** Known without loading for AWS's own services and those with facts; others are taken for restJson1 until loaded. */
  protocolOf(service: Service): Protocol {
    return this.#factsOf(service).protocol;
  }

  /** Answers one request of the service. Never throws: errors are answers too. */
  async handle(service: Service, request: ApiRequest, call: ApiCall): Promise<ApiResponse> {
    let schema: ServiceSchema | undefined;
    let operation: OperationSchema | undefined;
    try {
      const served = await this.#load(service);
      schema = served.schema;
      const maximum = service.maximumBodySize ?? DEFAULT_MAXIMUM_BODY_SIZE;
      if (request.body.byteLength > maximum) throw requestTooLarge(schema.protocol, maximum);
      const { protocol } = served;
      const readable = protocol.routesByBody ? await decompress(request, schema.protocol, maximum) : request;
      const routed = protocol.route(readable);
      operation = routed.operation;
      const compressible = !protocol.routesByBody && operation.requestCompression?.includes('gzip') === true;
      const input = routed.readInput(
        compressible ? await decompress(readable, schema.protocol, maximum) : readable,
      );
      const context: CallContext = {
        service: service.name,
        operation: operation.name,
        requestId: call.requestId,
        account: call.account,
        region: call.region,
        caller: call.caller,
        secure: call.secure === true,
        viaService: false,
        signal: call.signal,
        ...(call.sourceIp !== undefined && { sourceIp: call.sourceIp }),
        ...(call.userAgent !== undefined && { userAgent: call.userAgent }),
      };
      const output = await this.#run({ service, schema, operation, context }, input);
      return protocol.writeOutput(operation, output, call.requestId);
    } catch (thrown) {
      const where = { service: service.name, requestId: call.requestId };
      const error = this.#toServiceError(
        thrown,
        operation === undefined ? where : { ...where, operation: operation.name },
      );
      if (schema === undefined) return this.renderError(service, error, call.requestId);
      return renderServiceError(schema, error, call.requestId, errorShapeOf(schema, operation, error.code));
    }
  }

  /**
   * Calls a service of this process: input and output are the SDK's objects, checked and authorized as over the network.
   * Throws ServiceError.
   */
  async call(
    serviceName: string,
    operationName: string,
    input: unknown,
    call: { caller: Caller; account: string; region: string; signal?: AbortSignal },
  ): Promise<unknown> {
    const service = this.#services.get(serviceName);
    if (service === undefined) throw new Error(`there is no service ${serviceName}`);
    const requestId = randomUUID();
    try {
      const { schema } = await this.#load(service);
      const operation = schema.operations.get(operationName);
      if (operation === undefined) throw new Error(`${serviceName} has no operation ${operationName}`);
      const context: CallContext = {
        service: serviceName,
        operation: operationName,
        requestId,
        account: call.account,
        region: call.region,
        caller: call.caller,
        secure: true,
        viaService: true,
        signal: call.signal ?? NEVER_ABORTED,
      };
      const checked = checkTypes(operation.input, input ?? {});
      return await this.#run({ service, schema, operation, context }, checked);
    } catch (thrown) {
      throw this.#toServiceError(thrown, { service: serviceName, operation: operationName, requestId });
    }
  }

  /**
   * Renders an error from before routing, such as a failed authentication, without loading the service's schema.
   * @param target a service, or just a protocol when the service is unknown
   */
  renderError(target: Service | Protocol, error: ServiceError, requestId: string): ApiResponse {
    const facts =
      typeof target === 'string'
        ? { signingName: '', protocol: target, apiVersion: '' }
        : this.#factsOf(target);
    return renderServiceError(facts, error, requestId);
  }

  async #run(invocation: Invocation, given: Record<string, unknown>): Promise<unknown> {
    const { service, schema, operation, context } = invocation;
    const handler = Object.hasOwn(service.handlers, operation.name)
      ? service.handlers[operation.name]
      : undefined;
    if (handler === undefined)
      throw notImplemented(schema.protocol, operation.name, 'it is not offered here');
    if (typeof handler !== 'function') {
      throw notImplemented(schema.protocol, operation.name, handler.unsupported);
    }
    const input = fillDefaults(operation.input, given);
    const prefixOf = schema.namesBody === true ? bodyPrefix(operation) : undefined;
    const broken = validate(operation.input, input, prefixOf);
    if (broken !== undefined) throw validationError(schema, broken);
    await this.#authorize(invocation, input);
    // Handlers are typed by the operation's own input, which the schema has just established.
    return handler(input as never, context);
  }

  async #authorize(invocation: Invocation, input: Record<string, unknown>): Promise<void> {
    const { service, schema, operation, context } = invocation;
    const requests = await service.permissions(operation.name, input as never, context);
    if (requests.length === 0) return;
    const shared = requestConditions({ ...context, now: this.#clock() });
    for (const request of requests) {
      const complete = { ...request, conditions: { ...shared, ...request.conditions } };
      const decision = await this.#access.decide(context.caller, complete, request.resourcePolicy);
      if (!decision.allowed) {
        throw accessDenied(schema.protocol, accessDeniedMessage(context.caller, request, decision));
      }
    }
  }

  #load(service: Service): Promise<Served> {
    let loading = this.#loading.get(service);
    if (loading === undefined) {
      loading = service.loadSchema().then((schema) => {
        this.#loaded.set(service, schema);
        return { schema, protocol: serverProtocol(schema) };
      });
      this.#loading.set(service, loading);
      loading.catch(() => this.#loading.delete(service));
    }
    return loading;
  }

  #factsOf(service: Service): ServiceFacts {
    const facts = this.#loaded.get(service) ?? service.facts ?? awsServiceFacts(service.name);
    return facts ?? { signingName: service.name, protocol: 'restJson1', apiVersion: '' };
  }

  #toServiceError(thrown: unknown, where: Parameters<FaultListener>[1]): ServiceError {
    if (thrown instanceof ServiceError) return thrown;
    this.#onFault?.(thrown, where);
    return internalFailure();
  }
}

const NEVER_ABORTED = new AbortController().signal;
