import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Log } from '../telemetry/log.ts';

/** How long a client may take to send its headers, and its whole request, in ms. */
const HEADERS_TIMEOUT = 20_000;
const REQUEST_TIMEOUT = 120_000;
/** Longer than the idle time of the usual clients and proxies, so that they end connections and not we. */
const KEEP_ALIVE_TIMEOUT = 75_000;
/** Bytes. API Gateway's own limit, 10,240 bytes for all headers, is checked by the gateway with AWS's answer. */
const MAXIMUM_HEADER_SIZE = 32_768;
/** How long requests in flight may go on once the gateway stops: an integration may take 29 s. */
const DRAIN_TIMEOUT = 30_000;

/** Handles one request to its end. What it throws is answered with a 500 and logged. */
export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** One port. */
export interface Listener {
  readonly address: AddressInfo;
  /** Takes no more connections, lets requests in flight finish (at most 30 s), then resolves. */
  drain(): Promise<void>;
}

export async function listen(
  address: { host: string; port: number },
  handler: RequestHandler,
  log: Log,
): Promise<Listener> {
  const server = createServer({
    headersTimeout: HEADERS_TIMEOUT,
    requestTimeout: REQUEST_TIMEOUT,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT,
    maxHeaderSize: MAXIMUM_HEADER_SIZE,
  });
  server.on('request', (request, response) => {
    handler(request, response).catch((error: unknown) => fail(response, error, log));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(address, () => {
      server.off('error', reject);
      resolve();
    });
  });
  server.on('error', (error) => log.error('the listener failed', { error: error.message }));
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('the listener has no address');
  return { address: bound, drain: () => drain(server) };
}

/** The last resort: a defect of ours. */
function fail(response: ServerResponse, error: unknown, log: Log): void {
  log.error('a request failed for a reason that is our own', {
    error: error instanceof Error ? (error.stack ?? error.message) : String(error),
  });
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(500, { 'content-type': 'application/json', 'x-amzn-errortype': 'InternalFailure' });
  response.end('{"message":"Internal server error"}');
}

function drain(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const limit = setTimeout(() => server.closeAllConnections(), DRAIN_TIMEOUT);
    server.close(() => {
      clearTimeout(limit);
      resolve();
    });
    server.closeIdleConnections();
  });
}
