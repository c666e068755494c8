import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { BackendError } from '../backends/backend.ts';
import type { ServiceBackends } from '../backends/backends.ts';
import { errorAnswer } from '../backends/error-answer.ts';
import { surfaceOf } from '../backends/surface.ts';
import { type AuthenticationFailure, type Authenticator, failureFor } from '../identity/authenticator.ts';
import type { ApiResponse } from '../protocols/http.ts';
import { ServiceError } from '../protocols/service-error.ts';
import type { Protocol } from '../protocols/service-schema.ts';
import type { Log } from '../telemetry/log.ts';
import type { BodyReader } from './body.ts';
import { payloadOf } from './chunked-payload.ts';
import type { ReadClientConnection } from './client-connection.ts';
import { type CalledService, hasSignatureVersion2 } from './service-name.ts';
import { unsignedHeaders, unsignedQuery } from './signed-request-parts.ts';

export interface BackendCallParts {
  readonly backends: ServiceBackends;
  readonly authenticator: Authenticator;
  readonly bodies: BodyReader;
  readonly clientConnection: ReadClientConnection;
  readonly region: string;
  readonly log: Log;
}

interface Call {
  readonly called: CalledService;
  readonly path: string;
  readonly query: string;
  readonly requestId: string;
}

/** Answers calls of services that are not this process's own: read the body, verify who calls, pass it on. */
export class BackendCalls {
  readonly #parts: BackendCallParts;

  constructor(parts: BackendCallParts) {
    this.#parts = parts;
  }

  async handle(
    request: IncomingMessage,
    response: ServerResponse,
    called: CalledService,
    path: string,
    query: string,
  ): Promise<void> {
    const { backends, bodies } = this.#parts;
    const call: Call = { called, path, query, requestId: randomUUID() };
    const maximum = backends.maximumBodySize(called.service);
    const result = await bodies.read(request, maximum, (body) => this.#answer(request, response, call, body));
    if (result !== 'too-large' && result !== 'busy') return;
    // What was not read would be taken for the next request.
    response.shouldKeepAlive = false;
    send(response, this.#error(request, call, bodyError(called.service, result, maximum)));
  }

  async #answer(
    request: IncomingMessage,
    response: ServerResponse,
    call: Call,
    body: Uint8Array,
  ): Promise<void> {
    const { backends, authenticator, log } = this.#parts;
    const { method = 'GET', headers, rawHeaders } = request;
    const { path, query, called } = call;
    const { service } = called;
    const region = called.region ?? this.#parts.region;
    const authentication = await authenticator.authenticate(
      { method, path, query, headers, rawHeaders, body },
      { service, region },
    );
    if (!authentication.ok) {
      log.info('refused an API call', {
        service,
        requestId: call.requestId,
        why: authentication.failure.kind,
      });
      const surface = surfaceOf({ service, headers: rawHeaders, query });
      const { failure } = authentication;
      send(
        response,
        this.#error(
          request,
          call,
          surface === 's3'
            ? s3Failure(failure, hasSignatureVersion2(headers, query))
            : failed(surface, failure),
        ),
      );
      return;
    }
    const payload = payloadOf(service, headers, rawHeaders, body);
    if (payload === undefined) {
      const message = 'The request body terminated unexpectedly';
      send(response, this.#error(request, call, new ServiceError('IncompleteBody', 400, message)));
      return;
    }
    const { caller } = authentication;
    const { sourceIp, secure } = this.#parts.clientConnection(request);
    const abort = new AbortController();
    response.once('close', () => abort.abort());
    try {
      const answer = await backends.send({
        service,
        region,
        account: caller.principal.account,
        method,
        path,
        query: unsignedQuery(query),
        headers: unsignedHeaders(payload.rawHeaders),
        body: payload.body,
        caller,
        signal: abort.signal,
        ...(headers.host !== undefined && { host: headers.host }),
        secure,
        ...(sourceIp && { sourceIp }),
        ...(headers['user-agent'] && { userAgent: headers['user-agent'] }),
      });
      response.writeHead(answer.status, [...answer.rawHeaders]);
      await pipeline(answer.body, response);
    } catch (error) {
      if (abort.signal.aborted || response.headersSent) {
        response.destroy();
        return;
      }
      if (!(error instanceof BackendError)) throw error;
      log.error('a service could not be asked', { service, requestId: call.requestId, why: error.message });
      send(response, this.#error(request, call, unavailable()));
    }
  }

  #error(request: IncomingMessage, { called, query, requestId }: Call, error: ServiceError): ApiResponse {
    return errorAnswer({ service: called.service, headers: request.rawHeaders, query }, error, requestId);
  }
}

function failed(surface: Protocol, failure: AuthenticationFailure): ServiceError {
  const { code, statusCode, message } = failureFor(surface, failure);
  return new ServiceError(code, statusCode, message);
}

/** S3 has names of its own for what other services share. https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
function s3Failure(failure: AuthenticationFailure, isVersion2: boolean): ServiceError {
  if (isVersion2) {
    // As in the regions that are younger than Signature Version 4.
    return new ServiceError(
      'InvalidRequest',
      400,
      'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
    );
  }
  switch (failure.kind) {
    case 'missing':
    case 'not-sigv4':
      return new ServiceError('AccessDenied', 403, 'Access Denied');
    case 'unknown-key':
    case 'unknown-token':
      return new ServiceError(
        'InvalidAccessKeyId',
        403,
        'The AWS Access Key Id you provided does not exist in our records.',
      );
    case 'expired-token':
      return new ServiceError('ExpiredToken', 400, 'The provided token has expired.');
    case 'incomplete':
      return new ServiceError('AuthorizationHeaderMalformed', 400, failure.message);
    default:
      return failed('awsQuery', failure);
  }
}

function unavailable(): ServiceError {
  return new ServiceError('ServiceUnavailable', 503, 'The service could not be asked. The log says why.');
}

function bodyError(service: string, failure: 'too-large' | 'busy', maximum: number): ServiceError {
  if (failure === 'busy') {
    return new ServiceError('ServiceUnavailable', 503, 'Too many large requests at this moment. Try again.');
  }
  return service === 's3'
    ? new ServiceError('EntityTooLarge', 400, 'Your proposed upload exceeds the maximum allowed size')
    : new ServiceError('RequestEntityTooLarge', 413, `Request must be smaller than ${maximum} bytes`);
}

function send(response: ServerResponse, { status, headers, body }: ApiResponse): void {
  if (response.destroyed) return;
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
