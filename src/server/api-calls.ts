import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { ServiceBackends } from '../backends/backends.ts';
import { type Authenticator, failureFor } from '../identity/authenticator.ts';
import { ANONYMOUS } from '../identity/principal.ts';
import { missing } from '../identity/sigv4/failures.ts';
import type { ServiceRegistry } from '../protocols/engine.ts';
import type { ApiResponse } from '../protocols/http.ts';
import type { Service } from '../protocols/service.ts';
import { ServiceError } from '../protocols/service-error.ts';
import type { Log } from '../telemetry/log.ts';
import type { BackendCalls } from './backend-calls.ts';
import type { BodyReader } from './body.ts';
import type { ReadClientConnection } from './client-connection.ts';
import type { ControlPlaneLoader } from './control-plane-loader.ts';
import { type CalledService, calledService } from './service-name.ts';
import { isPreflight, needsNoSignature, preflightAnswer, readableByPages } from './unsigned-calls.ts';

/** Bytes; what a service doesn't say otherwise. */
const MAXIMUM_BODY_SIZE = 10 * 1024 * 1024;
const FORM = 'application/x-www-form-urlencoded';
/** Services without regions are called, and sign, as in the region that AWS keeps them in. */
const GLOBAL_SERVICE_REGION = 'us-east-1';

/** Who calls an operation that needs no signature; a signature that is there proves nothing more. */
const UNSIGNED = { ok: true, caller: ANONYMOUS } as const;

export interface ApiCallParts {
  readonly controlPlane: Pick<ControlPlaneLoader, 'get'>;
  readonly backends: ServiceBackends;
  readonly authenticator: Authenticator;
  readonly bodies: BodyReader;
  readonly clientConnection: ReadClientConnection;
  readonly region: string;
  readonly log: Log;
}

/** Answers calls of the AWS APIs: find the service, read the body, verify who calls, let the engine do the rest. */
export class ApiCalls {
  readonly #parts: ApiCallParts;
  #backendCalls: Promise<BackendCalls> | undefined;

  constructor(parts: ApiCallParts) {
    this.#parts = parts;
  }

  async handle(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    query: string,
  ): Promise<void> {
    if (isPreflight(request)) {
      request.resume();
      send(response, preflightAnswer(randomUUID()));
      return;
    }
    const called = calledService(request.headers, query);
    const { backends } = this.#parts;
    const passOn = async (known: CalledService) =>
      (await this.#loadBackendCalls()).handle(request, response, known, path, query);
    if (called !== undefined && backends.serves(called.service)) return passOn(called);
    const requestId = randomUUID();
    const { registry } = await this.#parts.controlPlane.get();
    const service = called && registry.service(called.service);
    if (called !== undefined && !service && backends.servesOthers) return passOn(called);
    if (!service) {
      send(response, this.#unknownService(registry, request, called?.service, requestId));
      return;
    }
    const region = called.region ?? (service.name === 'iam' ? GLOBAL_SERVICE_REGION : this.#parts.region);
    const maximum = service.maximumBodySize ?? MAXIMUM_BODY_SIZE;
    const abort = new AbortController();
    response.on('close', () => abort.abort());
    const answer = await this.#parts.bodies.read(request, maximum, (body) =>
      this.#answer(registry, service, region, request, {
        path,
        query,
        body,
        requestId,
        signal: abort.signal,
      }),
    );
    if (answer === 'aborted') return;
    if (answer === 'too-large' || answer === 'busy') {
      // What was not read would be taken for the next request.
      response.shouldKeepAlive = false;
      send(response, registry.renderError(service, bodyError(answer, maximum), requestId));
      return;
    }
    send(response, answer);
  }

  /** Loaded with the first such call, as the control plane is with its own. */
  #loadBackendCalls(): Promise<BackendCalls> {
    this.#backendCalls ??= import('./backend-calls.ts').then(
      ({ BackendCalls }) => new BackendCalls(this.#parts),
    );
    return this.#backendCalls;
  }

  async #answer(
    registry: ServiceRegistry,
    service: Service,
    region: string,
    request: IncomingMessage,
    call: { path: string; query: string; body: Uint8Array; requestId: string; signal: AbortSignal },
  ): Promise<ApiResponse> {
    const { authenticator, log } = this.#parts;
    const { method = 'GET', headers, rawHeaders } = request;
    const { path, query, body, requestId, signal } = call;
    const unsigned = needsNoSignature(headers, service.name);
    const authentication = unsigned
      ? UNSIGNED
      : await authenticator.authenticate(
          { method, path, query, headers, rawHeaders, body },
          { service: service.name, region },
        );
    if (!authentication.ok) {
      const { code, statusCode, message } = failureFor(registry.protocolOf(service), authentication.failure);
      log.info('refused an API call', { service: service.name, requestId, why: authentication.failure.kind });
      return registry.renderError(service, new ServiceError(code, statusCode, message), requestId);
    }
    const { caller } = authentication;
    const { sourceIp, secure } = this.#parts.clientConnection(request);
    const answer = await registry.handle(
      service,
      { method, path, query, headers, body },
      {
        caller,
        account: caller.principal.account,
        region,
        requestId,
        signal,
        secure,
        ...(sourceIp && { sourceIp }),
        ...(headers['user-agent'] && { userAgent: headers['user-agent'] }),
      },
    );
    return unsigned ? readableByPages(answer) : answer;
  }

  /**
   * AWS has no such address; say what there is. Unsigned requests get what API Gateway says to them, forms what the services
   * that take forms say, which their clients can read.
   */
  #unknownService(
    registry: ServiceRegistry,
    request: IncomingMessage,
    name: string | undefined,
    requestId: string,
  ): ApiResponse {
    const headers = { 'content-type': 'application/json', 'x-amzn-requestid': requestId };
    request.resume();
    if (name === undefined && request.headers['content-type']?.startsWith(FORM)) {
      const { code, statusCode, message } = failureFor('awsQuery', missing());
      return registry.renderError('awsQuery', new ServiceError(code, statusCode, message), requestId);
    }
    if (name === undefined) {
      return {
        status: 403,
        headers: { ...headers, 'x-amzn-errortype': 'MissingAuthenticationTokenException' },
        body: '{"message":"Missing Authentication Token"}',
      };
    }
    const own = registry.services.map((service) => service.name);
    const offered = [...own, ...this.#parts.backends.embedded].join(', ');
    const message =
      `The service ${JSON.stringify(name.slice(0, 64))} is not offered here; these are: ${offered}. ` +
      'Others are reached through an endpoint: alicorn start --backend SERVICE=URL.';
    return {
      status: 501,
      headers: { ...headers, 'x-amzn-errortype': 'NotImplementedException' },
      body: JSON.stringify({ __type: 'NotImplementedException', message }),
    };
  }
}

function bodyError(failure: 'too-large' | 'busy', maximum: number): ServiceError {
  return failure === 'too-large'
    ? new ServiceError('RequestEntityTooLargeException', 413, `Request must be smaller than ${maximum} bytes`)
    : new ServiceError(
        'ServiceUnavailable',
        503,
        'Too many large requests at this moment. Please try again.',
      );
}

function send(response: ServerResponse, { status, headers, body, stream }: ApiResponse): void {
  if (response.destroyed) return;
  if (stream) {
    response.writeHead(status, headers);
    // A client that is gone, or a stream that breaks off: both end with the connection.
    pipeline(stream, response).catch(() => response.destroy());
    return;
  }
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
