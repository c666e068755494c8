import { once } from 'node:events';
import {
  Agent,
  createServer,
  request as httpRequest,
  type IncomingHttpHeaders,
  type Server,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough, Readable } from 'node:stream';
import type { BackendRequest, BackendResponse } from '../backends/backend.ts';
import type { AccessControl, AccessRequest, Decision } from '../identity/access.ts';
import type { IamAccessControl } from '../identity/access-control.ts';
import type { Authenticator } from '../identity/authenticator.ts';
import type { Caller } from '../identity/principal.ts';
import type {
  Invocation,
  InvocationResult,
  StreamCompletion,
  StreamedInvocation,
  StreamedResult,
} from '../lambda/invoker.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import type { Store } from '../store/store.ts';
import { ALICE, API_ID, type Deployed, deploy, NOW, SCOPE } from './api-records.fixture.ts';
import { createGateway, type Gateway } from './gateway.ts';
import type { GatewayOptions } from './gateway-options.ts';
import type { InvocationTarget } from './target.ts';

export interface Answer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders;
  /** Names and values in turn, as they came. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  readonly text: string;
}

export interface Sent {
  readonly method?: string;
  readonly headers?: Record<string, string | string[]>;
  readonly body?: string | Uint8Array;
}

/** What a function returns for an event; may throw what an invoker throws. */
export type Behaviour = (
  event: Record<string, unknown>,
  invocation: Invocation,
) => unknown | Promise<Partial<InvocationResult> | unknown>;

export const ALLOW: Decision = { allowed: true, explicitDeny: false, source: 'identity' };

/** A gateway behind a real HTTP server, with stand-ins for what it asks. Addresses are path-style: `/API/STAGE/...`. */
export class Rig {
  readonly store: Store = openSqliteStore(':memory:');
  readonly gateway: Gateway;
  readonly invocations: Invocation[] = [];
  readonly permissionQuestions: { arn?: string; account?: string }[] = [];
  /** What of a request's target is not as usual. */
  target: Partial<InvocationTarget> = {};
  readonly decisions: { caller: Caller; request: AccessRequest; policy: string | undefined }[] = [];
  readonly logged: string[] = [];
  /** By default the function returns its event. */
  behaviour: Behaviour = (event) => ({ statusCode: 200, body: JSON.stringify(event) });
  readonly streamedInvocations: StreamedInvocation[] = [];
  /** What a function answers that is invoked with a response stream: by default nothing. */
  stream: (invocation: StreamedInvocation) => StreamedResult | Promise<StreamedResult> = () => streamOf([]);
  permitted = true;
  authentication: () => ReturnType<Authenticator['authenticate']> = async () => ({
    ok: true,
    caller: ALICE,
    signedHeaders: [],
  });
  decide: (...question: Parameters<AccessControl['decide']>) => Decision = () => ALLOW;
  readonly backendRequests: BackendRequest[] = [];
  /** What AWS services answer: by default 200 and what they were sent. */
  backend: (request: BackendRequest) => Promise<BackendResponse> = async ({ body }) => answerOf(200, body);
  /** Whether a role's trust policy lets API Gateway in. */
  mayAssume: IamAccessControl['mayAssume'] = async () => ALLOW;
  readonly #server: Server;
  readonly #agent = new Agent({ keepAlive: true });

  constructor(options: Partial<GatewayOptions> = {}) {
    const note = (message: string) => this.logged.push(message);
    this.gateway = createGateway({
      store: this.store,
      clock: () => NOW,
      authenticator: { authenticate: () => this.authentication() },
      access: {
        decide: async (caller, request, policy) => {
          this.decisions.push({ caller, request, policy });
          return this.decide(caller, request, policy);
        },
        mayAssume: (...question) => this.mayAssume(...question),
      },
      backends: {
        send: (request) => {
          this.backendRequests.push(request);
          return this.backend(request);
        },
      },
      invoker: {
        invoke: (invocation) => this.#invoke(invocation),
        invokeWithResponseStream: async (invocation) => {
          this.streamedInvocations.push(invocation);
          return this.stream(invocation);
        },
      },
      functionAccess: {
        mayInvoke: async (_caller, _target, source = {}) => {
          this.permissionQuestions.push(source);
          return this.permitted;
        },
      },
      log: { error: note, warn: note, info: note, debug: note },
      ...options,
    });
    this.#server = createServer((request, response) => {
      void this.gateway.handle(request, response, {
        ...targetOf(request.url ?? '/', request.headers.host ?? ''),
        ...this.target,
      });
    });
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  async stop(): Promise<void> {
    this.#agent.destroy();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await this.gateway.close();
    await this.store.close();
  }

  get port(): number {
    const address = this.#server.address() as AddressInfo | null;
    return address?.port ?? 0;
  }

  deploy(deployed: Deployed): Promise<void> {
    return deploy(this.store, deployed);
  }

  /** @param path `/API/STAGE/...`, or what follows the stage of the API that {@link deploy} makes by default */
  send(path: string, sent: Sent = {}): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const outgoing = httpRequest(
      {
        host: '127.0.0.1',
        port: this.port,
        agent: this.#agent,
        method: sent.method ?? 'GET',
        path: path.startsWith('/@') ? `/${path.slice(2)}` : `/${API_ID}/stage${path}`,
        headers: sent.headers ?? {},
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject);
        incoming.on('end', () => {
          const body = Buffer.concat(chunks);
          const { statusCode: status = 0, headers, rawHeaders } = incoming;
          resolve({ status, headers, rawHeaders, body, text: body.toString() });
        });
      },
    );
    outgoing.on('error', reject).end(sent.body);
    return promise;
  }

  async #invoke(invocation: Invocation): Promise<InvocationResult> {
    this.invocations.push(invocation);
    const event: unknown = JSON.parse(Buffer.from(invocation.payload).toString());
    const result = await this.behaviour(event as Record<string, unknown>, invocation);
    if (isResult(result)) return { executedVersion: '$LATEST', ...result };
    const payload = Buffer.from(JSON.stringify(result) ?? 'null');
    return { executedVersion: '$LATEST', payload };
  }
}

function isResult(value: unknown): value is Omit<InvocationResult, 'executedVersion'> {
  return typeof value === 'object' && value !== null && 'payload' in value;
}

/** What a function streams, and the error object with which it then fails. */
export function streamOf(
  chunks: Iterable<string | Buffer> | AsyncIterable<string | Buffer>,
  error?: string,
): StreamedResult {
  const body = new PassThrough();
  const { promise: completion, resolve } = Promise.withResolvers<StreamCompletion>();
  body.once('close', () => resolve(error === undefined ? {} : { error: Buffer.from(error) }));
  void (async () => {
    for await (const chunk of chunks) {
      if (body.destroyed) return;
      if (!body.write(chunk)) await Promise.race([once(body, 'drain'), once(body, 'close')]);
    }
    body.end();
  })();
  return { executedVersion: '$LATEST', contentType: 'application/octet-stream', body, completion };
}

/** What a backend answers, whole. */
export function answerOf(
  status: number,
  body: string | Buffer,
  headers: readonly string[] = ['Content-Type', 'application/json'],
): BackendResponse {
  return { status, rawHeaders: headers, body: Readable.from([Buffer.from(body)], { objectMode: false }) };
}

/** As the program's server makes it of a path-style address. */
function targetOf(url: string, host: string): InvocationTarget {
  const question = url.indexOf('?');
  const path = question < 0 ? url : url.slice(0, question);
  const [, apiId = '', stageName = ''] = path.split('/', 3);
  const rawPath = path.slice(`/${apiId}/${stageName}`.length) || '/';
  return {
    apiId,
    region: SCOPE.region,
    stageName,
    rawPath,
    rawQuery: question < 0 ? '' : url.slice(question + 1),
    domainName: `${apiId}.execute-api.${SCOPE.region}.amazonaws.com`,
    pathStyle: !host.startsWith('custom.'),
    sourceIp: '203.0.113.7',
    protocol: 'HTTP/1.1',
  };
}
