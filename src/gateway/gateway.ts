import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';
import type { TestInvoker } from '../definitions/test-invocation.ts';
import { noOperation } from './authorizers/access-denied.ts';
import { authenticate, carriesCredentials, missingToken } from './authorizers/authenticate.ts';
import type { MethodDependencies } from './compile/compile-method.ts';
import type { ExecutableStage } from './compile/executable-stage.ts';
import type { MethodFacts } from './compile/stage-facts.ts';
import { DEFAULT_LIMITS, type GatewayOptions } from './gateway-options.ts';
import { createGatewayParts, type GatewayParts } from './gateway-parts.ts';
import { createInvocation, createRequestIds, type RequestIds } from './invocation.ts';
import { openInvocationLog } from './logging/invocation-log.ts';
import { type BodyReader, ClientGoneError } from './request/body.ts';
import { routedMethod } from './request/method.ts';
import { GatewayError } from './responses/gateway-error.ts';
import { type Reply, writeReply } from './responses/reply.ts';
import { decodeUnreserved, withOneLeadingSlash, withoutTrailingSlashes } from './routing/path.ts';
import { gatewayErrorOf, runMethod } from './run-method.ts';
import type { InvocationTarget } from './target.ts';
import type { VpcEndpoint } from './vpc-endpoints.ts';

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
  readonly #parts: GatewayParts;
  readonly #bodies: BodyReader;
  readonly #clock: Clock;
  readonly #maximumHeaderSize: number;
  readonly #random: () => number;
  #inFlight = 0;
  #onIdle: (() => void) | undefined;

  constructor(options: GatewayOptions) {
    const limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#parts = createGatewayParts(options, limits);
    this.#bodies = this.#parts.dependencies.bodies;
    this.#clock = options.clock;
    this.#maximumHeaderSize = limits.maximumHeaderSize;
    this.#random = options.random ?? Math.random;
    this.testInvoker = testInvokerOf(this.#parts.dependencies);
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
    await this.#parts.close();
  }

  async #invoke(
    request: IncomingMessage,
    response: ServerResponse,
    target: InvocationTarget,
    ids: RequestIds,
    lifetime: AbortController,
  ): Promise<Reply> {
    if (headerSize(request) > this.#maximumHeaderSize) throw GatewayError.edge('HEADERS_TOO_LARGE', true);
    const found = this.#parts.stages.get(target.apiId, target.stageName ?? '');
    const served = found instanceof Promise ? await found : found;
    const stage = served && this.#release(served);
    if (!stage || (stage.executeApiDisabled && isExecuteApi(target))) throw GatewayError.edge('FORBIDDEN');
    const vpcEndpoint = this.#enter(stage, target);
    const path = withOneLeadingSlash(target.rawPath);
    const routedPath = withoutTrailingSlashes(decodeUnreserved(path));
    const httpMethod = routedMethod(request);
    const match = httpMethod === undefined ? undefined : stage.router.find(httpMethod, routedPath);
    const startedAt = this.#clock();
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
    const log = openInvocationLog(stage, match?.value, invocation, response, this.#clock);
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
    const endpoint = this.#parts.vpcEndpoints.of(target);
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
      await authenticate(this.#parts.dependencies.authenticator, request, body, stage.scope.region);
    } finally {
      this.#bodies.release(body);
    }
    return noOperation();
  }

  #errorOf(error: unknown, { apiId: restApiId }: InvocationTarget, { requestId }: RequestIds): GatewayError {
    return gatewayErrorOf(error, { requestId, restApiId }, this.#parts.dependencies.log);
  }
}

/** Loaded with the first test. */
function testInvokerOf(dependencies: MethodDependencies): TestInvoker {
  const load = async () => (await import('./test-invocation.ts')).createTestInvoker(dependencies);
  return {
    invokeMethod: async (test) => (await load()).invokeMethod(test),
    invokeAuthorizer: async (test) => (await load()).invokeAuthorizer(test),
  };
}

/** Bytes of the request line and the header values. */
function headerSize({ url = '', method = '', rawHeaders }: IncomingMessage): number {
  let size = method.length + url.length;
  for (let index = 1; index < rawHeaders.length; index += 2) size += rawHeaders[index]?.length ?? 0;
  return size;
}

/** True for the API's default endpoint, by host or by path; false for a custom domain name. */
function isExecuteApi({ pathStyle, domainName, apiId, vpcEndpointId }: InvocationTarget): boolean {
  const [name = '', service] = domainName.toLowerCase().split('.', 2);
  return pathStyle || vpcEndpointId !== undefined || (name === apiId && service === 'execute-api');
}
