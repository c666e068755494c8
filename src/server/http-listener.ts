import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, type Socket, Server as TcpServer } from 'node:net';
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
/** How long a kept connection may still bring a request once the gateway stops: one that is on its way is answered. */
const IDLE_GRACE = 500;

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
  const active = new Set<ServerResponse>();
  const connections = new Set<Socket>();
  let draining = false;
  server.on('connection', (socket: Socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  server.on('request', (request, response) => {
    active.add(response);
    response.on('close', () => active.delete(response));
    if (draining) response.shouldKeepAlive = false;
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
  return {
    address: bound,
    drain() {
      draining = true;
      // Tells clients not to use their connections again.
      for (const response of active) response.shouldKeepAlive = false;
      return drain(server, () => endUnused(connections, active));
    },
  };
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

/** Ends the connections without a request: also those on which one has begun and not come further. */
function endUnused(connections: ReadonlySet<Socket>, active: ReadonlySet<ServerResponse>): void {
  const used = new Set([...active].map((response) => response.req.socket));
  for (const socket of connections) if (!used.has(socket)) socket.destroy();
}

function drain(server: Server, endUnused: () => void): Promise<void> {
  return new Promise((resolve) => {
    const limit = setTimeout(() => server.closeAllConnections(), DRAIN_TIMEOUT);
    const grace = setTimeout(() => {
      server.close();
      endUnused();
    }, IDLE_GRACE);
    // Stops listening alone: the HTTP server's own close would at once end connections with requests on their way.
    TcpServer.prototype.close.call(server, () => {
      clearTimeout(limit);
      clearTimeout(grace);
      resolve();
    });
  });
}
