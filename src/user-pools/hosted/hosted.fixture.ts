import { createHash, randomBytes, scryptSync } from 'node:crypto';
import {
  type PasswordRecord,
  type PoolUserRecord,
  resourceServers,
  type UserPoolClientRecord,
  type UserPoolRecord,
  userPoolClients,
  userPoolDomains,
  userPools,
} from '../../definitions/user-pools.ts';
import { openSqliteStore } from '../../store/sqlite-store.ts';
import { DEFAULT_PASSWORD_POLICY } from '../password-policy.ts';
import { STANDARD_ATTRIBUTES } from '../standard-attributes.ts';
import type { TriggerInvoker } from '../triggers.ts';
import { createUserPools, type UserPoolParts } from '../user-pool-service.ts';
import { HostedEndpoints } from './hosted-endpoints.ts';
import type { HostedResponse } from './hosted-request.ts';
import type { SelfService } from './self-service.ts';

export const SCOPE = { account: '123456789012', region: 'eu-west-1' };
export const PASSWORD = 'Correct-Horse-7';
export const CALLBACK = 'https://app.example.com/callback';
export const SECRET = 's'.repeat(51);
/** RFC 7636 appendix B. */
export const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
export const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');

/** A pool with a domain, clients and one user, and a browser that goes through its pages. */
export class HostedBench {
  readonly store = openSqliteStore(':memory:');
  now = Date.UTC(2026, 10, 21);
  readonly parts: UserPoolParts;
  readonly hosted: HostedEndpoints;
  readonly issuer = 'http://127.0.0.1:4566';
  trigger: TriggerInvoker['invoke'] = async (_pool, _arn, _trigger, event) => event;
  selfService: SelfService = {
    signUp: async () => ({ confirmed: false }),
    confirm: async () => undefined,
  };
  readonly pool: UserPoolRecord = poolRecord('eu-west-1_AbCd12345', { domain: 'my-app' });

  constructor() {
    const clock = () => this.now;
    this.parts = createUserPools({
      store: this.store,
      clock,
      logGroups: { append: () => undefined },
      triggerInvoker: { invoke: (...call) => this.trigger(...call) },
      issuerOf: ({ id }) => `${this.issuer}/${id}`,
    });
    this.hosted = new HostedEndpoints(this.parts, {
      ...{ store: this.store, clock },
      selfService: {
        signUp: (...person) => this.selfService.signUp(...person),
        confirm: (...code) => this.selfService.confirm(...code),
      },
    });
  }

  static async open(): Promise<HostedBench> {
    const bench = new HostedBench();
    await bench.addPool(bench.pool);
    await bench.addClient('public', {});
    await bench.addClient('web', { secret: SECRET });
    await bench.addClient('machine', {
      ...{ secret: SECRET, oauthFlows: ['client_credentials'], callbackUrls: [] },
      oauthScopes: ['links/read', 'links/write', 'gone/read'],
    });
    await bench.store.collection(resourceServers).put(SCOPE, `${bench.pool.id}/links`, {
      identifier: 'links',
      name: 'Links',
      scopes: ['read', 'write', 'admin'].map((name) => ({ name, description: name })),
    });
    await bench.addUser('ann');
    return bench;
  }

  async addPool(pool: UserPoolRecord): Promise<void> {
    await this.store.collection(userPools).put(SCOPE, pool.id, pool);
    if (pool.domain === undefined) return;
    const record = { domain: pool.domain, poolId: pool.id, createdAt: this.now };
    await this.store.collection(userPoolDomains).put(SCOPE, pool.domain, record);
  }

  async addClient(id: string, more: Partial<UserPoolClientRecord>): Promise<void> {
    await this.store
      .collection(userPoolClients)
      .put(SCOPE, id, { ...clientRecord(id, this.pool.id), ...more });
  }

  async addUser(username: string, more: Partial<PoolUserRecord> = {}): Promise<void> {
    const pool = { ...this.pool, scope: SCOPE };
    await this.parts.users.create(pool, {
      ...{ username, sub: subOf(username), enabled: true },
      ...{ status: 'CONFIRMED', groups: [], codes: {}, createdAt: this.now, modifiedAt: this.now },
      attributes: [
        { name: 'email', value: `${username}@example.com` },
        { name: 'email_verified', value: 'true' },
        { name: 'name', value: username },
      ],
      password: passwordRecord(this.now),
      ...more,
    });
  }

  /** The application's link. */
  authorize(more: Record<string, string> = {}, browser: Browser = this.browser()): Promise<HostedResponse> {
    return browser.get(`/oauth2/authorize?${new URLSearchParams(authorization(more))}`);
  }

  /** A code, as the login page's answer brings it to the application. */
  async newCode(more: Record<string, string> = {}, username = 'ann'): Promise<string> {
    const { code } = returned(await this.browser().signIn(authorization(more), username));
    if (code === undefined) throw new Error('nobody was signed in');
    return code;
  }

  /** What the token endpoint says to a code. */
  exchange(code: string, more: Record<string, string> = {}, headers: Record<string, string> = {}) {
    return this.token(codeForm(code, more), headers);
  }

  changeUser(username: string, change: (user: PoolUserRecord) => PoolUserRecord) {
    return this.parts.users.update({ ...this.pool, scope: SCOPE }, username, change);
  }

  browser(): Browser {
    return new Browser(this);
  }

  /** A form sent by a program. */
  post(
    path: string,
    form: Record<string, string> | string,
    headers: Record<string, string> = {},
  ): Promise<HostedResponse> {
    return this.hosted.handle('my-app', {
      ...{ method: 'POST', path, query: '', base: '', secure: false },
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: typeof form === 'string' ? form : new URLSearchParams(form).toString(),
    });
  }

  /** What the token endpoint says. */
  async token(
    form: Record<string, string> | string,
    headers: Record<string, string> = {},
  ): Promise<Record<string, unknown>> {
    const { status, body } = await this.post('/oauth2/token', form, headers);
    const answer: Record<string, unknown> = JSON.parse(body);
    return { status, ...answer };
  }
}

/** Of PASSWORD, at a cost that tests can bear. */
function passwordRecord(setAt: number): PasswordRecord {
  const [N, r, p] = [1024, 8, 1];
  const salt = randomBytes(16);
  return {
    hash: scryptSync(PASSWORD, salt, 32, { N, r, p }).toString('base64'),
    hashSalt: salt.toString('base64'),
    ...{ cost: [N, r, p], srpSalt: '', srpVerifier: '', setAt },
  };
}

/** What an application asks for. */
export function authorization(more: Record<string, string> = {}): Record<string, string> {
  return {
    ...{ response_type: 'code', client_id: 'public', redirect_uri: CALLBACK, state: 'st ate&1' },
    ...{ code_challenge: CHALLENGE, code_challenge_method: 'S256' },
    ...more,
  };
}

export function codeForm(code: string, more: Record<string, string> = {}): Record<string, string> {
  return {
    ...{ grant_type: 'authorization_code', client_id: 'public', code, redirect_uri: CALLBACK },
    ...{ code_verifier: VERIFIER, ...more },
  };
}

/** Keeps cookies, and sends forms as they were shown. */
export class Browser {
  readonly #bench: HostedBench;
  readonly cookies = new Map<string, string>();
  readonly host = 'my-app.auth.eu-west-1.amazoncognito.com';

  constructor(bench: HostedBench) {
    this.#bench = bench;
  }

  get(address: string): Promise<HostedResponse> {
    return this.#send('GET', address, '', {});
  }

  post(
    address: string,
    form: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<HostedResponse> {
    return this.#send('POST', address, new URLSearchParams(form).toString(), {
      ...{ 'content-type': 'application/x-www-form-urlencoded', origin: `https://${this.host}` },
      ...{ 'sec-fetch-site': 'same-origin', ...headers },
    });
  }

  /** Fills in the form of a page and sends it. */
  submit(page: HostedResponse, fields: Record<string, string>): Promise<HostedResponse> {
    const action = unescaped(/action="([^"]*)"/.exec(page.body)?.[1] ?? '');
    const hidden = page.body.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g);
    const form = Object.fromEntries([...hidden].map(([, name = '', value = '']) => [name, unescaped(value)]));
    return this.post(action, { ...form, ...fields });
  }

  /** From the application's link to the answer to its form. */
  async signIn(authorization: Record<string, string>, username = 'ann', password = PASSWORD) {
    const redirect = await this.get(`/oauth2/authorize?${new URLSearchParams(authorization)}`);
    const page = await this.get(location(redirect));
    return this.submit(page, { username, password });
  }

  async #send(method: string, address: string, body: string, headers: Record<string, string>) {
    const [path = '', query = ''] = address.split('?');
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await this.#bench.hosted.handle('my-app', {
      ...{ method, path, query, body, base: '', secure: true },
      headers: { host: this.host, ...(cookie !== '' && { cookie }), ...headers },
    });
    for (const text of [response.headers['set-cookie'] ?? []].flat()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(text) ?? [];
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }
}

/** A UUID that follows from the name. */
export function subOf(username: string): string {
  return `00000000-0000-4000-8000-${Buffer.from(username).toString('hex').padStart(12, '0')}`;
}

export function location(response: HostedResponse): string {
  return String(response.headers.location);
}

/** What was returned to the application, in the query or the fragment. */
export function returned(response: HostedResponse): Record<string, string> {
  const url = new URL(location(response));
  return Object.fromEntries(new URLSearchParams(url.hash === '' ? url.search : url.hash.slice(1)));
}

export function basic(id: string, secret: string): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` };
}

/** What a JWT says; not verified. */
export function claimsOf(token: unknown): Record<string, unknown> {
  return JSON.parse(Buffer.from(String(token).split('.')[1] ?? '', 'base64url').toString());
}

export function poolRecord(id: string, more: Partial<UserPoolRecord> = {}): UserPoolRecord {
  return {
    ...{ id, name: 'pool', arn: `arn:aws:cognito-idp:eu-west-1:${SCOPE.account}:userpool/${id}` },
    ...{ createdAt: 0, modifiedAt: 0, passwordPolicy: DEFAULT_PASSWORD_POLICY },
    ...{ schema: [...STANDARD_ATTRIBUTES], aliasAttributes: ['email'], usernameAttributes: [] },
    ...{ autoVerifiedAttributes: [], caseSensitive: false, adminCreateUserOnly: false },
    ...{ deletionProtection: false, triggers: {}, messages: {}, recovery: [], settings: '{}', tags: {} },
    ...more,
  };
}

export function clientRecord(id: string, poolId: string): UserPoolClientRecord {
  return {
    ...{ id, poolId, name: id, createdAt: 0, modifiedAt: 0, explicitAuthFlows: [] },
    accessTokenValidity: { value: 1, unit: 'hours' },
    idTokenValidity: { value: 1, unit: 'hours' },
    refreshTokenValidity: { value: 30, unit: 'days' },
    authSessionValidity: 3,
    ...{ oauthEnabled: true, oauthFlows: ['code'] },
    oauthScopes: ['openid', 'email', 'profile', 'aws.cognito.signin.user.admin'],
    ...{ callbackUrls: [CALLBACK, 'myapp://signed-in'], logoutUrls: ['https://app.example.com/bye'] },
    ...{ supportedIdentityProviders: ['COGNITO'], preventUserExistenceErrors: 'ENABLED' },
    enableTokenRevocation: true,
  };
}

function unescaped(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
