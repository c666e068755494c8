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
import type {
  Integration,
  Method,
  Resource,
  RestApi,
  RestApiSnapshot,
  Stage,
} from '../definitions/rest-api.ts';
import { deployments, restApis, stages } from '../definitions/rest-api.ts';
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
import type { Scope, Store } from '../store/store.ts';
import { createGateway, type Gateway } from './gateway.ts';
import type { GatewayOptions } from './gateway-options.ts';
import type { InvocationTarget } from './target.ts';

export const SCOPE: Scope = { account: '123456789012', region: 'us-east-1' };
export const API_ID = 'a1b2c3d4e5';
/** 2024-08-02T23:34:43.210Z */
export const NOW = 1_722_641_683_210;
export const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:123456789012:function:echo';

export const ALICE: Caller = {
  principal: {
    type: 'User',
    account: SCOPE.account,
    arn: 'arn:aws:iam::123456789012:user/alice',
    userId: 'AIDAALICE',
    userName: 'alice',
  },
  session: { accessKeyId: 'AKIAALICE' },
};

export function lambdaUri(functionArn: string): string {
  return `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${functionArn}/invocations`;
}

export function lambdaProxy(changes: Partial<Integration> = {}): Integration {
  return {
    type: 'AWS_PROXY',
    httpMethod: 'POST',
    uri: lambdaUri(FUNCTION_ARN),
    passthroughBehavior: 'WHEN_NO_MATCH',
    timeoutInMillis: 29_000,
    cacheNamespace: 'none',
    cacheKeyParameters: [],
    ...changes,
  };
}

/** A method with a response for each integration response, unless it is said otherwise. */
export function method(httpMethod: string, changes: Partial<Method> = {}): Method {
  const answers = Object.values(changes.methodIntegration?.integrationResponses ?? {});
  return {
    httpMethod,
    methodResponses: Object.fromEntries(answers.map(({ statusCode }) => [statusCode, { statusCode }])),
    authorizationType: 'NONE',
    apiKeyRequired: false,
    methodIntegration: lambdaProxy(),
    ...changes,
  };
}

/** Resources by path, each with its methods. */
export type Paths = Readonly<Record<string, readonly Method[]>>;

export function resourcesOf(paths: Paths): Resource[] {
  return Object.entries(paths).map(([path, methods], index) => ({
    id: `res${index}`,
    path,
    methods: Object.fromEntries(methods.map((each) => [each.httpMethod, each])),
  }));
}

export interface Deployed {
  readonly apiId?: string;
  readonly stageName?: string;
  readonly deploymentId?: string;
  readonly paths: Paths;
  readonly api?: Partial<RestApi>;
  /** What the deployment froze beside the API and its resources (default: nothing). */
  readonly parts?: Partial<RestApiSnapshot>;
  readonly stage?: Partial<Stage>;
}

/** Writes the records of an API, a deployment of it and a stage that points there. */
export async function deploy(store: Store, deployed: Deployed): Promise<void> {
  const { apiId = API_ID, stageName = 'stage', deploymentId = 'dep1', paths } = deployed;
  const api: RestApi = {
    id: apiId,
    name: 'test',
    createdDate: NOW,
    apiKeySource: 'HEADER',
    endpointConfiguration: { types: ['EDGE'], ipAddressType: 'ipv4' },
    disableExecuteApiEndpoint: false,
    rootResourceId: 'root',
    ...deployed.api,
  };
  const none = { models: [], requestValidators: [], gatewayResponses: [], authorizers: [] };
  const snapshot = { api, resources: resourcesOf(paths), ...none, ...deployed.parts };
  const stage: Stage = {
    stageName,
    deploymentId,
    cacheClusterEnabled: false,
    cacheClusterStatus: 'NOT_AVAILABLE',
    methodSettings: {},
    tracingEnabled: false,
    createdDate: NOW,
    lastUpdatedDate: NOW,
    ...deployed.stage,
  };
  await store.commit([
    store.collection(restApis).putting(SCOPE, apiId, api),
    store
      .collection(deployments)
      .putting(SCOPE, `${apiId}/${deploymentId}`, { id: deploymentId, createdDate: NOW, snapshot }),
    store.collection(stages).putting(SCOPE, `${apiId}/${stageName}`, stage),
  ]);
}

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
