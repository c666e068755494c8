import type { IncomingMessage, ServerResponse } from 'node:http';

/** What `/_alicorn/` answers: whether the gateway is there. Needs no credentials, tells nothing about what it holds. */
export function handleInternal(request: IncomingMessage, response: ServerResponse, path: string): void {
  request.resume();
  const health = path === '/_alicorn/health' && (request.method === 'GET' || request.method === 'HEAD');
  const body = health ? '{"status":"ok"}' : '{"message":"Not Found"}';
  response.writeHead(health ? 200 : 404, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}
