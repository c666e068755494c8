import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { IAM } from '@aws-sdk/client-iam';
import { STS } from '@aws-sdk/client-sts';
import { createAccessControl } from '../../identity/access-control.ts';
import { createAuthenticator, failureFor } from '../../identity/authenticator.ts';
import { createCredentials } from '../../identity/credentials.ts';
import { ensureRootKey } from '../../identity/root-key.ts';
import { createSessionTokens } from '../../identity/session-token.ts';
import { ServiceRegistry } from '../../protocols/engine.ts';
import { ServiceError } from '../../protocols/service-error.ts';
import { openSqliteStore } from '../../store/sqlite-store.ts';
import { createIamService } from '../iam/service.ts';
import { createStsService } from './service.ts';

export const ACCOUNT = '123456789012';
export const OTHER_ACCOUNT = '210987654321';
const REGION = 'us-east-1';

/** Keys as the SDK takes them. */
export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** IAM and STS behind verified signatures on a loopback socket, spoken to by the official clients. */
export async function startIdentity() {
  const store = openSqliteStore(':memory:');
  const clock = () => Date.now();
  const sessionTokens = createSessionTokens(store, clock);
  const credentials = createCredentials({ store, clock, sessionTokens });
  const access = createAccessControl({ store, clock });
  const authenticator = createAuthenticator({ credentials, clock, mode: 'enforce', account: ACCOUNT });
  const faults: unknown[] = [];
  const registry = new ServiceRegistry({
    services: [createIamService({ store, clock }), createStsService({ store, clock, access, sessionTokens })],
    access,
    clock,
    onFault: (error) => faults.push(error),
  });
  const server = createServer(async (request, response) => {
    const { method = '', headers, rawHeaders } = request;
    const [path = '', query = ''] = (request.url ?? '').split('?');
    const body = await buffer(request);
    const service = registry.service(
      /\/(iam|sts)\/aws4_request/.exec(headers.authorization ?? '')?.[1] ?? 'sts',
    );
    if (service === undefined) throw new Error('no such service');
    const requestId = randomUUID();
    const signed = { method, path, query, headers, rawHeaders, body };
    const known = await authenticator.authenticate(signed, { service: service.name, region: REGION });
    const refused = known.ok ? undefined : failureFor('awsQuery', known.failure);
    const answer = known.ok
      ? await registry.handle(service, signed, {
          caller: known.caller,
          account: known.caller.principal.account,
          region: REGION,
          requestId,
          sourceIp: '127.0.0.1',
          signal: new AbortController().signal,
        })
      : registry.renderError(
          service,
          new ServiceError(refused?.code ?? '', refused?.statusCode ?? 403, refused?.message ?? ''),
          requestId,
        );
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const configuration = (keys: Keys) => ({
    endpoint: `http://127.0.0.1:${port}`,
    region: REGION,
    credentials: keys,
    maxAttempts: 1,
  });
  return {
    faults,
    root: await ensureRootKey(store, ACCOUNT, clock),
    otherRoot: await ensureRootKey(store, OTHER_ACCOUNT, clock),
    iam: (keys: Keys) => new IAM(configuration(keys)),
    sts: (keys: Keys) => new STS(configuration(keys)),
    async close() {
      server.close();
      server.closeAllConnections();
      access.close();
      credentials.close();
      await store.close();
    },
  };
}

/** Makes a user with an inline policy and an access key. */
export async function makeUser(iam: IAM, UserName: string, ...statements: object[]): Promise<Keys> {
  await iam.createUser({ UserName });
  if (statements.length > 0) {
    await iam.putUserPolicy({ UserName, PolicyName: 'own', PolicyDocument: policy(...statements) });
  }
  const { AccessKey } = await iam.createAccessKey({ UserName });
  return { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
}

/** A policy document of these statements. */
export function policy(...statements: object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

export const allow = (Action: string | string[], Resource = '*') => ({ Effect: 'Allow', Action, Resource });

/** The keys in an answer of STS. */
export function keysOf(
  credentials:
    | {
        AccessKeyId?: string | undefined;
        SecretAccessKey?: string | undefined;
        SessionToken?: string | undefined;
      }
    | undefined,
): Keys {
  return {
    accessKeyId: credentials?.AccessKeyId ?? '',
    secretAccessKey: credentials?.SecretAccessKey ?? '',
    sessionToken: credentials?.SessionToken ?? '',
  };
}
