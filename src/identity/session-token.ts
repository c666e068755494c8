import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Clock } from '../clock.ts';
import {
  type CollectionDefinition,
  GLOBAL_REGION,
  RevisionConflictError,
  type Scope,
  type Store,
} from '../store/store.ts';
import { newAccessKeyId, newSecretAccessKey } from './access-key-generation.ts';
import { BoundedCache } from './bounded-cache.ts';
import type { Principal, Session } from './principal.ts';

/** What temporary credentials carry besides who they are of. */
export interface SessionOptions {
  /** How long they are good for; the caller has checked the limits of its operation. */
  readonly durationSeconds: number;
  readonly policy?: string | undefined;
  readonly policyArns?: readonly string[] | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly transitiveTagKeys?: readonly string[] | undefined;
  readonly sourceIdentity?: string | undefined;
  readonly externalId?: string | undefined;
}

/** Temporary credentials, as `Credentials` of AWS STS. */
export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

/** What a session token says. */
export interface OpenedToken {
  readonly secretAccessKey: string;
  readonly principal: Principal;
  /** With `expiresAt`, which may be past. */
  readonly session: Session & { readonly expiresAt: number };
}

/** Makes and opens temporary credentials. They are nowhere stored: the session token holds all there is to know. */
export interface SessionTokens {
  issueSession(principal: Principal, options: SessionOptions): Promise<SessionCredentials>;
  /** Undefined when the token is not one of ours for this key. It may have expired. */
  open(accessKeyId: string, sessionToken: string): Promise<OpenedToken | undefined>;
}

interface TokenKey {
  /** 32 bytes, base64. */
  readonly key: string;
}

const tokenKeys: CollectionDefinition<TokenKey> = { name: 'session-token-keys', version: 1 };
const TOKEN_KEY_SCOPE: Scope = { account: '000000000000', region: GLOBAL_REGION };
const TOKEN_KEY_ID = 'current';

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = 1 + NONCE_BYTES;
const MAXIMUM_TOKEN_LENGTH = 16_384;
const MAXIMUM_CONTENT_BYTES = 65_536;
const OPENED_TOKENS = 1000;

export function createSessionTokens(store: Store, clock: Clock): SessionTokens {
  const opened = new BoundedCache<{ readonly accessKeyId: string; readonly content: OpenedToken }>(
    OPENED_TOKENS,
  );
  let key: Promise<Buffer> | undefined;
  const loadKey = (): Promise<Buffer> => {
    key ??= ensureTokenKey(store).catch((error: unknown) => {
      key = undefined;
      throw error;
    });
    return key;
  };
  return {
    async issueSession(principal, options) {
      const issuedAt = clock();
      const expiresAt = issuedAt + options.durationSeconds * 1000;
      const accessKeyId = newAccessKeyId('ASIA');
      const secretAccessKey = newSecretAccessKey();
      const session = { accessKeyId, issuedAt, expiresAt, ...given(options) };
      const content: OpenedToken = { secretAccessKey, principal, session };
      const sessionToken = seal(content, accessKeyId, await loadKey());
      return { accessKeyId, secretAccessKey, sessionToken, expiration: new Date(expiresAt) };
    },
    async open(accessKeyId, sessionToken) {
      if (sessionToken.length > MAXIMUM_TOKEN_LENGTH) return undefined;
      const known = opened.get(sessionToken);
      if (known) return known.accessKeyId === accessKeyId ? known.content : undefined;
      const content = unseal(sessionToken, accessKeyId, await loadKey());
      if (content) opened.set(sessionToken, { accessKeyId, content });
      return content;
    },
  };
}

/** The session's members that were given, so that none is there as undefined. */
function given(options: SessionOptions): Omit<Session, 'accessKeyId'> {
  const { policy, policyArns, tags, transitiveTagKeys, sourceIdentity, externalId } = options;
  return {
    ...(policy !== undefined && { policy }),
    ...(policyArns !== undefined && { policyArns }),
    ...(tags !== undefined && { tags }),
    ...(transitiveTagKeys !== undefined && { transitiveTagKeys }),
    ...(sourceIdentity !== undefined && { sourceIdentity }),
    ...(externalId !== undefined && { externalId }),
  };
}

/** One key for all nodes of a store; whoever comes first makes it. */
async function ensureTokenKey(store: Store): Promise<Buffer> {
  const collection = store.collection(tokenKeys);
  const found = await collection.get(TOKEN_KEY_SCOPE, TOKEN_KEY_ID);
  if (found) return Buffer.from(found.value.key, 'base64');
  const key = randomBytes(32);
  try {
    await collection.put(TOKEN_KEY_SCOPE, TOKEN_KEY_ID, { key: key.toString('base64') }, 0);
    return key;
  } catch (error) {
    if (!(error instanceof RevisionConflictError)) throw error;
    return ensureTokenKey(store);
  }
}

/** base64(version, nonce, AES-256-GCM of the deflated JSON, tag); the key id is authenticated with it. */
function seal(content: OpenedToken, accessKeyId: string, key: Buffer): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(additionalData(accessKeyId));
  const sealed = Buffer.concat([cipher.update(deflateRawSync(JSON.stringify(content))), cipher.final()]);
  return Buffer.concat([Buffer.of(VERSION), nonce, sealed, cipher.getAuthTag()]).toString('base64');
}

function unseal(token: string, accessKeyId: string, key: Buffer): OpenedToken | undefined {
  const bytes = Buffer.from(token, 'base64');
  // Decoding forgives what is not base64; only the one spelling that was issued is good.
  if (bytes.length <= HEADER_BYTES + TAG_BYTES || bytes[0] !== VERSION) return undefined;
  if (bytes.toString('base64') !== token) return undefined;
  const nonce = bytes.subarray(1, HEADER_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(additionalData(accessKeyId));
  decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
  let deflated: Buffer;
  try {
    deflated = Buffer.concat([
      decipher.update(bytes.subarray(HEADER_BYTES, bytes.length - TAG_BYTES)),
      decipher.final(),
    ]);
  } catch {
    return undefined;
  }
  // Authentic, so written by `seal` above.
  const json = inflateRawSync(deflated, { maxOutputLength: MAXIMUM_CONTENT_BYTES }).toString('utf8');
  const content: OpenedToken = JSON.parse(json);
  return content;
}

function additionalData(accessKeyId: string): Buffer {
  return Buffer.from(`session-token ${VERSION} ${accessKeyId}`, 'utf8');
}
