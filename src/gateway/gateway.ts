import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Backends } from '../backends/backend.ts';
import type { Clock } from '../clock.ts';
import type { TestInvoker } from '../definitions/test-invocation.ts';
import { ACCOUNT_THROTTLE, type ThrottleSettings } from '../definitions/usage-plans.ts';
import type { IamAccessControl } from '../identity/access-control.ts';
import type { Authenticator } from '../identity/authenticator.ts';
import type { Organization } from '../identity/organization.ts';
import type { FunctionAccess, FunctionInvoker, ResponseStreamInvoker } from '../lambda/invoker.ts';
import type { Store } from '../store/store.ts';
import type { TokenBuckets } from '../store/token-buckets.ts';
import type { Log } from '../telemetry/log.ts';
import type { LogGroups } from '../telemetry/log-groups.ts';
import { noOperation } from './authorizers/access-denied.ts';
import { authenticate, carriesCredentials, missingToken } from './authorizers/authenticate.ts';
import { type UserPoolIssuers, UserPoolTokens } from './authorizers/cognito-user-pools.ts';
import { LambdaAuthorizers } from './authorizers/lambda-authorizers.ts';
import { ResponseKeeper } from './caching/keep-response.ts';
import { MemoryResponseCache } from './caching/memory-response-cache.ts';
import type { ResponseCache } from './caching/response-cache.ts';
import { ResponseSeal } from './caching/response-seal.ts';
import type { MethodDependencies } from './compile/compile-method.ts';
import { compileStage } from './compile/compile-stage.ts';
import type { ExecutableStage } from './compile/executable-stage.ts';
import { StageCache } from './compile/stage-cache.ts';
import type { MethodFacts } from './compile/stage-facts.ts';
import { HttpConnections, type VpcLinkTargets } from './integrations/http-connections.ts';
import { IntegrationRoles } from './integrations/integration-roles.ts';
import { InvokePermissions } from './integrations/invoke-permission.ts';
import { createInvocation, createRequestIds, type RequestIds } from './invocation.ts';
import { openInvocationLog } from './logging/invocation-log.ts';
import { type BodyLimits, BodyReader, ClientGoneError } from './request/body.ts';
import { routedMethod } from './request/method.ts';
import { GatewayError } from './responses/gateway-error.ts';
import { type Reply, writeReply } from './responses/reply.ts';
import { decodeUnreserved, withOneLeadingSlash, withoutTrailingSlashes } from './routing/path.ts';
import { gatewayErrorOf, runMethod } from './run-method.ts';
import type { InvocationTarget } from './target.ts';
import { createTestInvoker } from './test-invocation.ts';
import type { QuotaCounters } from './throttling/quota-counters.ts';
import { Throttling } from './throttling/throttling.ts';
import { type VpcEndpoint, type VpcEndpointSettings, VpcEndpoints } from './vpc-endpoints.ts';

export interface GatewayOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly authenticator: Pick<Authenticator, 'authenticate'>;
  readonly access: Pick<IamAccessControl, 'decide' | 'mayAssume'>;
  /** That all accounts belong to; none by default. */
  readonly organization?: Organization | undefined;
  readonly backends: Backends;
  /** Where VPC links lead; one that is not among them leads to the host of an integration's URI. */
  readonly vpcLinkTargets?: VpcLinkTargets | undefined;
  /** Through which private APIs may be invoked; none by default. */
  readonly vpcEndpoints?: readonly VpcEndpointSettings[] | undefined;
  readonly invoker: FunctionInvoker & ResponseStreamInvoker;
  readonly functionAccess: FunctionAccess;
  readonly log: Log;
  /** Where executions and accesses are logged; they are not when absent. */
  readonly logGroups?: LogGroups;
  readonly limits?: Partial<GatewayLimits>;
  /** Who signs the tokens of user pools; nobody by default. */
  readonly userPools?: UserPoolIssuers;
  /** In memory by default. */
  readonly responseCache?: ResponseCache;
  /** Of all APIs of an account in a region together; AWS's own by default. */
  readonly accountThrottle?: ThrottleSettings;
  /** In the memory of this process by default. */
  readonly tokenBuckets?: TokenBuckets;
  /** In the records of the store by default. */
  readonly quotaCounters?: QuotaCounters;
  /** From 0 to less than 1: decides which requests go to a canary. */
  readonly random?: () => number;
}

/** Quotas. https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
export interface GatewayLimits extends BodyLimits {
  /** Request line and header values together, in bytes. */
  readonly maximumHeaderSize: number;
  /** Bytes of all cached responses together. */
  readonly maximumCachedBytes: number;
  /** Bytes of all kept results of Lambda authorizers together, about. */
  readonly maximumAuthorizerBytes: number;
  /** Milliseconds that the function of a Lambda authorizer may take. */
  readonly authorizerTimeout: number;
}

const DEFAULT_LIMITS: GatewayLimits = {
  maximumBodySize: 10 * 1024 * 1024,
  maximumHeldBytes: 256 * 1024 * 1024,
  bodyTimeout: 60_000,
  maximumHeaderSize: 10_240,
  maximumCachedBytes: 256 * 1024 * 1024,
  maximumAuthorizerBytes: 64 * 1024 * 1024,
  authorizerTimeout: 29_000,
};

/** The data plane of REST APIs: answers requests to the APIs that have been deployed. */
export interface Gateway {
  /** Answers one request, always; resolves when the answer has been handed over or the client is gone. */
  handle(request: IncomingMessage, response: ServerResponse, target: InvocationTarget): Promise<void>;
  /** Executes methods that are not deployed, for TestInvokeMethod. */
  readonly testInvoker: TestInvoker;
  /** Waits for the requests in flight, then lets go of the store. */
  close(): Promise<void>;
}

export function createGateway(options: GatewayOptions): Gateway {
  return new RestGateway(options);
}

/** The method of a request for which there is none. */
const UNROUTED: MethodFacts = { httpMethod: '', resourceId: '', resourcePath: '' };

class RestGateway implements Gateway {
  readonly testInvoker: TestInvoker;
  readonly #dependencies: MethodDependencies;
  readonly #permissions: InvokePermissions;
  readonly #roles: IntegrationRoles;
  readonly #bodies: BodyReader;
  readonly #connections: HttpConnections;
  readonly #throttling: Throttling;
  readonly #stages: StageCache;
  readonly #vpcEndpoints: VpcEndpoints;
  readonly #maximumHeaderSize: number;
  readonly #random: () => number;
  #inFlight = 0;
  #onIdle: (() => void) | undefined;

  constructor(options: GatewayOptions) {
    const limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#maximumHeaderSize = limits.maximumHeaderSize;
    this.#random = options.random ?? Math.random;
    const responseCache =
      options.responseCache ?? new MemoryResponseCache(limits.maximumCachedBytes, options.clock);
    this.#bodies = new BodyReader(limits);
    this.#vpcEndpoints = new VpcEndpoints(options.vpcEndpoints ?? []);
    this.#connections = new HttpConnections(options.store, options.vpcLinkTargets);
    this.#permissions = new InvokePermissions(options.functionAccess, options.store);
    this.#roles = new IntegrationRoles(options.access, options.store, options.clock);
    const permissions = this.#permissions;
    const roles = this.#roles;
    this.#throttling = new Throttling({ accountThrottle: ACCOUNT_THROTTLE, ...options });
    this.#dependencies = {
      ...options,
      bodies: this.#bodies,
      throttling: this.#throttling,
      responseCache,
      responseSeal: new ResponseSeal(),
      responseKeeper: new ResponseKeeper(),
      connections: this.#connections,
      permissions,
      roles,
      userPoolTokens: new UserPoolTokens(options.clock, options.userPools),
      lambdaAuthorizers: new LambdaAuthorizers(
        { ...options, permissions, roles, authorizerTimeout: limits.authorizerTimeout },
        options.clock,
        limits.maximumAuthorizerBytes,
      ),
    };
    this.testInvoker = createTestInvoker(this.#dependencies);
    const compile = (definition: Parameters<typeof compileStage>[0]) => {
      const stage = compileStage(definition, this.#dependencies);
      if (stage.isPrivate && this.#vpcEndpoints.isEmpty) warnOfNoEndpoint(stage, options.log);
      return stage;
    };
    this.#stages = new StageCache(options.store, compile, options.log, ({ cachePartition: old }, after) => {
      if (!old || old.id === after?.cachePartition?.id) return;
      // Nobody looks there any more, so that what can't be thrown away now is only in the way.
      Promise.resolve(responseCache.flush(old)).catch(() => {});
    });
  }

  async handle(request: IncomingMessage, response: ServerResponse, target: InvocationTarget): Promise<void> {
    const ids = createRequestIds();
    const lifetime = new AbortController();
    response.once('close', () => {
      if (!response.writableFinished) lifetime.abort(new ClientGoneError());
    });
    this.#inFlight++;
    try {
      const reply = await this.#invoke(request, response, target, ids, lifetime);
      await writeReply(response, reply, ids.requestId, ids.extendedRequestId);
    } catch (error) {
      if (error instanceof ClientGoneError || response.destroyed) return;
      if (response.headersSent) {
        // A streamed answer broke off: nothing but the end of the connection can say so now.
        response.destroy();
        return;
      }
      const reply = this.#errorOf(error, target, ids).toReply();
      writeReply(response, reply, ids.requestId, ids.extendedRequestId);
    } finally {
      if (--this.#inFlight === 0) this.#onIdle?.();
    }
  }

  async close(): Promise<void> {
    if (this.#inFlight > 0) {
      await new Promise<void>((resolve) => {
        this.#onIdle = resolve;
      });
    }
    this.#stages.close();
    this.#permissions.close();
    this.#roles.close();
    await this.#throttling.close();
    await this.#connections.close();
  }

  async #invoke(
    request: IncomingMessage,
    response: ServerResponse,
    target: InvocationTarget,
    ids: RequestIds,
    lifetime: AbortController,
  ): Promise<Reply> {
    if (headerSize(request) > this.#maximumHeaderSize) throw GatewayError.edge('HEADERS_TOO_LARGE', true);
    const found = this.#stages.get(target.apiId, target.stageName ?? '');
    const served = found instanceof Promise ? await found : found;
    const stage = served && this.#release(served);
    if (!stage || (stage.executeApiDisabled && isExecuteApi(target))) throw GatewayError.edge('FORBIDDEN');
    const vpcEndpoint = this.#enter(stage, target);
    const path = withOneLeadingSlash(target.rawPath);
    const routedPath = withoutTrailingSlashes(decodeUnreserved(path));
    const httpMethod = routedMethod(request);
    const match = httpMethod === undefined ? undefined : stage.router.find(httpMethod, routedPath);
    const startedAt = this.#dependencies.clock();
    const invocation = createInvocation({
      ids,
      request,
      target,
      httpMethod: httpMethod ?? request.method ?? '',
      path,
      routedPath,
      startedAt,
      stage,
      method: match?.value ?? UNROUTED,
      parameters: match?.parameters,
      vpcEndpoint,
      lifetime,
    });
    const log = openInvocationLog(stage, match?.value, invocation, response, this.#dependencies.clock);
    try {
      if (!match) throw await this.#unrouted(request, target, stage);
      const reply = await runMethod(match.value, invocation, this.#bodies);
      log?.succeeded(reply);
      return reply;
    } catch (error) {
      if (error instanceof ClientGoneError) throw error;
      const failure = this.#errorOf(error, target, ids);
      const reply = stage.gatewayResponses.replyTo(invocation, failure);
      log?.failed(failure, reply);
      return reply;
    }
  }

  /** The stage itself, or its canary for a random part of its traffic. */
  #release(stage: ExecutableStage): ExecutableStage {
    const { canary } = stage;
    return canary && this.#random() * 100 < canary.percentTraffic ? canary.stage : stage;
  }

  /**
   * The VPC endpoint that a request to a private API came through. "You can only invoke a private API from within a VPC
   * using a VPC endpoint. Your private API must have a resource policy", and "VPC endpoints can route traffic only to
   * private APIs, the result is an HTTP 403 error."
   * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-test-invoke-url.html
   * https://repost.aws/knowledge-center/api-gateway-vpc-connections
   */
  #enter(stage: ExecutableStage, target: InvocationTarget): VpcEndpoint | undefined {
    if (!stage.isPrivate) {
      if (target.vpcEndpointId !== undefined) throw GatewayError.edge('FORBIDDEN');
      return undefined;
    }
    const endpoint = this.#vpcEndpoints.of(target);
    if (!endpoint || stage.resourcePolicy === undefined) throw GatewayError.edge('FORBIDDEN');
    return endpoint;
  }

  /** What to answer for a path or method that the API does not have: AWS looks at the signature first, if there is one. */
  async #unrouted(
    request: IncomingMessage,
    target: InvocationTarget,
    stage: ExecutableStage,
  ): Promise<GatewayError> {
    if (!carriesCredentials(request, target.rawQuery)) return missingToken();
    const body = await this.#bodies.read(request);
    try {
      await authenticate(this.#dependencies.authenticator, request, body, stage.scope.region);
    } finally {
      this.#bodies.release(body);
    }
    return noOperation();
  }

  #errorOf(error: unknown, { apiId: restApiId }: InvocationTarget, { requestId }: RequestIds): GatewayError {
    return gatewayErrorOf(error, { requestId, restApiId }, this.#dependencies.log);
  }
}

/** Bytes of the request line and the header values. */
function headerSize({ url = '', method = '', rawHeaders }: IncomingMessage): number {
  let size = method.length + url.length;
  for (let index = 1; index < rawHeaders.length; index += 2) size += rawHeaders[index]?.length ?? 0;
  return size;
}

function warnOfNoEndpoint({ apiId, stageName }: ExecutableStage, log: Log): void {
  const reason = 'no VPC endpoint is configured: alicorn start --vpc-endpoint VPCE=CIDR';
  log.warn(`A private API can't be invoked by anybody, for ${reason}`, {
    restApiId: apiId,
    stage: stageName,
  });
}

/** True for the API's default endpoint, by host or by path; false for a custom domain name. */
function isExecuteApi({ pathStyle, domainName, apiId, vpcEndpointId }: InvocationTarget): boolean {
  const [name = '', service] = domainName.toLowerCase().split('.', 2);
  return pathStyle || vpcEndpointId !== undefined || (name === apiId && service === 'execute-api');
}
