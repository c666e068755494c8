import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import type { BackendRequest, BackendResponse, Backends } from '../../../../backends/backend.ts';

const require = createRequire(import.meta.url);

export interface EmbeddedBackends extends Backends {
  /** What was called, oldest first, as `dynamodb DynamoDB_20120810.CreateTable` or `s3 PUT /bucket`. */
  readonly calls: string[];
}

/** The emulators of DynamoDB, SQS, SNS and S3, in memory, each started by its first call; they believe every caller. */
export function embeddedBackends(t: TestContext): EmbeddedBackends {
  const ports = new Map<string, Promise<number>>();
  const calls: string[] = [];
  return {
    calls,
    send: async (request) => {
      const { service, method, path, headers } = request;
      const target = headers[headers.indexOf('X-Amz-Target') + 1];
      calls.push(`${service} ${headers.includes('X-Amz-Target') ? target : `${method} ${path}`}`);
      const emulator = service === 'dynamodb' ? 'dynalite' : 'fauxqs';
      const port = ports.get(emulator) ?? (emulator === 'dynalite' ? startDynalite(t) : startFauxqs(t));
      ports.set(emulator, port);
      return forward(await port, request);
    },
  };
}

async function startDynalite(t: TestContext): Promise<number> {
  const dynalite: (options: object) => Server = require('dynalite');
  const server = dynalite({ createTableMs: 30, updateTableMs: 30, deleteTableMs: 30 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => new Promise((resolve) => server.close(resolve)));
  const { port } = server.address() as AddressInfo;
  return port;
}

async function startFauxqs(t: TestContext): Promise<number> {
  const { startFauxqs: start } = await import('fauxqs');
  const server = await start({ port: 0, logger: false });
  t.after(() => server.stop());
  return server.port;
}

async function forward(port: number, request: BackendRequest): Promise<BackendResponse> {
  const { service, region, method, path, query, headers, body, signal } = request;
  const scope = `AKIDEXAMPLE/20261121/${region}/${service}/aws4_request`;
  const sent = httpRequest({
    ...{ host: '127.0.0.1', port, method, signal },
    path: query === '' ? path : `${path}?${query}`,
    headers: [
      ...headers,
      ...['Host', `127.0.0.1:${port}`, 'Content-Length', String(body.length)],
      ...['X-Amz-Date', '20261121T000000Z'],
      ...[
        'Authorization',
        `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host;x-amz-date, Signature=0`,
      ],
    ],
  });
  sent.end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: response.statusCode ?? 0, rawHeaders: response.rawHeaders, body: response };
}
