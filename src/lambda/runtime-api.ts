import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { isOwnConnection, peerOwnerIsKnown } from './peer-owner.ts';
import { trailingError } from './response-stream.ts';

const VERSION = '/2018-06-01';
const NEXT = `${VERSION}/runtime/invocation/next`;
const INIT_ERROR = `${VERSION}/runtime/init/error`;
/** `streaming` for a response that comes in pieces. */
const RESPONSE_MODE = 'lambda-runtime-function-response-mode';
const RESULT = /^\/2018-06-01\/runtime\/invocation\/([^/]{1,64})\/(response|error)$/;

/** What the runtime of one environment says. */
export interface RuntimeEvents {
  /** It asks for work: `answer` is to be called once, when there is some. */
  onNext(answer: (headers: Record<string, string>, payload: Uint8Array) => void): void;
  /** The result of an invocation; undefined body: it was larger than allowed. False if that invocation isn't running. */
  onResponse(requestId: string, body: Buffer | undefined): boolean;
  onError(requestId: string, body: Buffer | undefined, errorType: string | undefined): boolean;
  /**
   * The result of an invocation begins. Resolves when it has been taken from `source`, `whole` leaves it to be read and
   * given to the others.
   */
  onResponseStream(requestId: string, source: IncomingMessage): 'unknown' | 'whole' | Promise<void>;
  onInitError(body: Buffer | undefined, errorType: string | undefined): void;
}

/** The Lambda Runtime API of one environment. */
export interface RuntimeApi {
  /** Value of AWS_LAMBDA_RUNTIME_API. */
  readonly address: string;
  close(): void;
}

/**
 * Serves the Runtime API to one environment: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 *
 * Each environment has a listener of its own on 127.0.0.1. Runtimes know it by AWS_LAMBDA_RUNTIME_API only, and most of
 * them take that for `host:port` and nothing more. Other users of the machine can connect to that port, so a request is
 * heard only if its path begins with a secret of this environment (`host:port/secret`, which our own runtimes and
 * bootstraps that join texts understand), or if the system says that the connection belongs to our own user. So a
 * `provided` bootstrap gets plain `host:port` where the system can tell that (Linux), else the form with the secret.
 */
export async function startRuntimeApi(
  events: RuntimeEvents,
  options: { maximumBody: number; plainAddress: boolean },
): Promise<RuntimeApi> {
  const secret = `/${randomBytes(24).toString('base64url')}`;
  const server = createServer({ keepAliveTimeout: 0, requestTimeout: 0 }, (request, response) => {
    authorizedPath(request, secret).then(
      (path) => {
        if (path === undefined) answerError(response, 403, 'Forbidden', 'Unknown runtime');
        else serve(path, request, response, events, options.maximumBody);
      },
      () => request.socket.destroy(),
    );
  });
  const port = await listen(server);
  const plain = options.plainAddress && peerOwnerIsKnown;
  return {
    address: plain ? `127.0.0.1:${port}` : `127.0.0.1:${port}${secret}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (isAddressInfo(address)) resolve(address.port);
      else reject(new Error('the Runtime API has no port'));
    });
  });
}

function isAddressInfo(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === 'object' && address !== null;
}

const ownConnections = new WeakSet<Socket>();

async function authorizedPath(request: IncomingMessage, secret: string): Promise<string | undefined> {
  const url = request.url ?? '';
  const given = Buffer.from(url.slice(0, secret.length));
  if (given.length === secret.length && timingSafeEqual(given, Buffer.from(secret)))
    return url.slice(secret.length);
  if (!ownConnections.has(request.socket)) {
    if (!(await isOwnConnection(request.socket))) return undefined;
    ownConnections.add(request.socket);
  }
  return url;
}

function serve(
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
  events: RuntimeEvents,
  maximumBody: number,
): void {
  if (request.method === 'GET' && path === NEXT) {
    events.onNext((headers, payload) => {
      response.writeHead(200, {
        'Content-Type': 'application/json',
        'Content-Length': payload.byteLength,
        ...headers,
      });
      response.end(payload);
    });
    return;
  }
  if (request.method !== 'POST') {
    answerError(response, 404, 'NotFound', 'Not found');
    return;
  }
  const [, requestId, kind] = RESULT.exec(path) ?? [];
  const streamed = kind === 'response' && request.headers[RESPONSE_MODE] === 'streaming';
  if (requestId !== undefined && streamed) {
    const taken = events.onResponseStream(requestId, request);
    if (taken === 'unknown') {
      request.resume();
      answerError(response, 400, 'InvalidRequestID', 'Invalid request ID');
    } else if (taken !== 'whole') taken.then(() => accept(response));
    if (taken !== 'whole') return;
  }
  readBody(request, maximumBody, (body) => {
    const errorType = headerText(request.headers['lambda-runtime-function-error-type']);
    if (path === INIT_ERROR) {
      events.onInitError(body, errorType);
      accept(response);
      return;
    }
    if (requestId === undefined) {
      answerError(response, 404, 'NotFound', 'Not found');
      return;
    }
    const late = streamed ? trailingError(request) : undefined;
    const taken = late
      ? events.onError(requestId, Buffer.from(late.payload), late.errorType)
      : kind === 'response'
        ? events.onResponse(requestId, body)
        : events.onError(requestId, body, errorType);
    if (!taken) answerError(response, 400, 'InvalidRequestID', 'Invalid request ID');
    else if (body === undefined) answerError(response, 413, 'RequestEntityTooLarge', 'Payload too large');
    else accept(response);
  });
}

/** Gives undefined when there is more than `maximum`; the rest is then read and thrown away. */
function readBody(request: IncomingMessage, maximum: number, done: (body: Buffer | undefined) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= maximum) chunks.push(chunk);
    else chunks.length = 0;
  });
  request.on('end', () =>
    done(size > maximum ? undefined : chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)),
  );
}

function headerText(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value.slice(0, 256) : undefined;
}

const ACCEPTED = Buffer.from('{"status":"OK"}');

function accept(response: ServerResponse): void {
  response.writeHead(202, { 'Content-Type': 'application/json', 'Content-Length': ACCEPTED.length });
  response.end(ACCEPTED);
}

function answerError(
  response: ServerResponse,
  status: number,
  errorType: string,
  errorMessage: string,
): void {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify({ errorType, errorMessage }));
}
