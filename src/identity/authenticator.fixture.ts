import type { IncomingHttpHeaders } from 'node:http';
import { openSqliteStore } from '../store/sqlite-store.ts';
import { GLOBAL_REGION, type Store } from '../store/store.ts';
import {
  type Authentication,
  type AuthenticatorOptions,
  createAuthenticator,
  failureFor,
  type Surface,
} from './authenticator.ts';
import { createCredentials } from './credentials.ts';
import type { AssumedRolePrincipal } from './principal.ts';
import {
  type AccessKeyRecord,
  accessKeys,
  type RoleRecord,
  roles,
  type UserRecord,
  users,
} from './records.ts';
import { createSessionTokens, type SessionTokens } from './session-token.ts';
import { type SignableRequest, type SigningCredentials, type SigningOptions, sign } from './sigv4/sign.ts';
import type { SignedRequest } from './sigv4/signed-request.ts';

// What the tests of authentication share: an account with a user, a role and a key, and requests signed with it.

export const ACCOUNT = '111122223333';
export const SCOPE = { account: ACCOUNT, region: GLOBAL_REGION };
export const EXPECTED = { service: 'execute-api', region: 'us-east-1' };
export const SIGNED_AT = Date.UTC(2015, 7, 30, 12, 36);

export const KEY: AccessKeyRecord = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  userName: 'Alice',
  status: 'Active',
  createdAt: 0,
};

export const ALICE: UserRecord = {
  name: 'Alice',
  path: '/',
  arn: `arn:aws:iam::${ACCOUNT}:user/Alice`,
  id: 'AIDAALICE',
  createdAt: 0,
  inlinePolicies: {},
  attachedPolicies: [],
  groups: [],
  tags: [],
};

export const ROLE: RoleRecord = {
  name: 'Unicorn',
  path: '/',
  arn: `arn:aws:iam::${ACCOUNT}:role/Unicorn`,
  id: 'AROAUNICORN',
  createdAt: 0,
  inlinePolicies: {},
  attachedPolicies: [],
  assumeRolePolicyDocument: '{}',
  maxSessionDuration: 3600,
  tags: [],
};

export const ROLE_SESSION: AssumedRolePrincipal = {
  type: 'AssumedRole',
  account: ACCOUNT,
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/Unicorn/one`,
  userId: 'AROAUNICORN:one',
  roleArn: ROLE.arn,
  roleName: 'Unicorn',
  sessionName: 'one',
};

export const REQUEST: SignableRequest = {
  method: 'POST',
  path: '/prod/items',
  query: 'a=1',
  headers: ['Host', 'api.example', 'Content-Type', 'application/json'],
  body: Buffer.from('{"name":"Calypso"}'),
};

export function received(
  request: SignableRequest,
  more: readonly string[] = [],
  query = request.query,
): SignedRequest {
  const rawHeaders = [...request.headers, ...more];
  const headers: IncomingHttpHeaders = {};
  for (let index = 0; index < rawHeaders.length; index += 2) {
    headers[(rawHeaders[index] ?? '').toLowerCase()] = rawHeaders[index + 1];
  }
  return { ...request, query, rawHeaders, headers };
}

export function signed(
  credentials: SigningCredentials = KEY,
  options: Partial<SigningOptions> = {},
  request: SignableRequest = REQUEST,
): SignedRequest {
  const made = sign(request, credentials, { ...EXPECTED, now: SIGNED_AT, ...options });
  return received(request, made.headers, made.query);
}

export function withHeader(request: SignedRequest, name: string, value: string | undefined): SignedRequest {
  const rawHeaders: string[] = [];
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    const field = request.rawHeaders[index] ?? '';
    if (field.toLowerCase() === name) continue;
    rawHeaders.push(field, request.rawHeaders[index + 1] ?? '');
  }
  if (value !== undefined) rawHeaders.push(name, value);
  return { ...request, rawHeaders, headers: { ...request.headers, [name]: value } };
}

export function shown(result: Authentication, surface: Surface = 'execute-api'): string {
  if (result.ok) return `accepted ${result.caller.principal.arn}`;
  const { code, statusCode, message } = failureFor(surface, result.failure);
  return `${statusCode} ${code}: ${message}`;
}

/** An authenticator on a store of its own, with the time in the test's hands. */
export class Bench {
  now = SIGNED_AT;
  options: Partial<AuthenticatorOptions> = {};
  readonly store: Store;
  readonly tokens: SessionTokens;
  readonly #credentials;

  private constructor(store: Store) {
    const clock = (): number => this.now;
    this.store = store;
    this.tokens = createSessionTokens(store, clock);
    this.#credentials = createCredentials({ store, clock, sessionTokens: this.tokens });
  }

  static async open(store: Store = openSqliteStore(':memory:')): Promise<Bench> {
    const bench = new Bench(store);
    await store.collection(users).put(SCOPE, 'alice', ALICE);
    await store.collection(roles).put(SCOPE, 'unicorn', ROLE);
    await store.collection(accessKeys).put(SCOPE, KEY.accessKeyId, KEY);
    return bench;
  }

  async authenticate(request: SignedRequest, expected = EXPECTED): Promise<Authentication> {
    const clock = (): number => this.now;
    const fixed = { credentials: this.#credentials, clock, mode: 'enforce', account: ACCOUNT } as const;
    return createAuthenticator({ ...fixed, ...this.options }).authenticate(request, expected);
  }

  async answer(request: SignedRequest, surface?: Surface, expected = EXPECTED): Promise<string> {
    return shown(await this.authenticate(request, expected), surface);
  }

  async close(): Promise<void> {
    this.#credentials.close();
    await this.store.close();
  }
}
