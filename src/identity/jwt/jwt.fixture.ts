import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT } from 'jose';
import { KeySet, verificationKey } from './key-set.ts';
import type { KeySource } from './key-source.ts';
import { type Refusal, TokenRefused } from './token-refused.ts';
import { TokenVerifier, type TrustedIssuer } from './token-verifier.ts';

/** ms since 1970: 2024-08-02T23:34:43.210Z */
export const NOW = 1_722_641_683_210;
export const NOW_SECONDS = Math.floor(NOW / 1000);
export const ISSUER = 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Example01';

export interface TestKey {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** Keys take time to make: a test file makes the few that it needs once. */
export function rsaKey(kid: string, alg = 'RS256'): TestKey {
  return { kid, alg, ...generateKeyPairSync('rsa', { modulusLength: 2048 }) };
}

export function ecKey(kid: string, namedCurve: string, alg: string): TestKey {
  return { kid, alg, ...generateKeyPairSync('ec', { namedCurve }) };
}

export function ed25519Key(kid: string): TestKey {
  return { kid, alg: 'EdDSA', ...generateKeyPairSync('ed25519') };
}

export function jwkOf({ kid, publicKey }: TestKey): Record<string, unknown> {
  return { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig' };
}

/** Claims of an id token of a user pool, with changes; undefined takes a claim away. */
export function idClaims(changes: Record<string, unknown> = {}): Record<string, unknown> {
  const claims = {
    sub: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
    iss: ISSUER,
    aud: 'client1',
    token_use: 'id',
    auth_time: NOW_SECONDS - 60,
    iat: NOW_SECONDS - 60,
    exp: NOW_SECONDS + 3600,
    ...changes,
  };
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
}

export function accessClaims(scope: string, changes: Record<string, unknown> = {}): Record<string, unknown> {
  return idClaims({ aud: undefined, token_use: 'access', client_id: 'client1', scope, ...changes });
}

/** As another implementation makes a token. */
export function signed(key: TestKey, claims: Record<string, unknown>): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: key.alg, kid: key.kid }).sign(key.privateKey);
}

export function encoded(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return Buffer.from(text).toString('base64url');
}

/** A token of any header and any payload text, signed with SHA-256 and an RSA key. */
export function rawToken({ privateKey }: TestKey, header: unknown, payload: unknown): string {
  const text = `${encoded(header)}.${encoded(payload)}`;
  return `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`;
}

export function keysOf(...keys: readonly TestKey[]): KeySource {
  return new KeySet(keys.map(({ kid, publicKey }) => verificationKey(kid, publicKey)));
}

/** Why a token of some issuer is refused at {@link NOW}; undefined when it is good. Fails when anything else is thrown. */
export function refusalBy(trusted: TrustedIssuer, token: string): Refusal | undefined {
  try {
    new TokenVerifier(() => NOW).verify(token, [trusted], { remember: 0, partition: '' });
    return undefined;
  } catch (error) {
    if (error instanceof TokenRefused) return error.refusal;
    throw error;
  }
}

/** An issuer's HTTP server: serves what `answer` says and counts what it is asked. */
export class StandInIssuer {
  readonly asked: string[] = [];
  answer: RequestListener = (_, response) => response.writeHead(404).end();
  readonly #server: Server = createServer((request, response) => {
    this.asked.push(request.url ?? '');
    this.answer(request, response);
  });

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Serves these keys at `/keys`, as an OpenID provider does. */
  publish(...keys: readonly TestKey[]): void {
    const documents = new Map<string, unknown>([
      ['/.well-known/openid-configuration', { issuer: this.url, jwks_uri: `${this.url}/keys` }],
      ['/keys', { keys: keys.map(jwkOf) }],
    ]);
    this.answer = ({ url = '' }, response) => {
      const document = documents.get(url);
      if (document === undefined) response.writeHead(404).end();
      else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document));
    };
  }
}
