import { createHash, randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { type PoolUserRecord, userPoolGroups } from '../definitions/user-pools.ts';
import type { Store } from '../store/store.ts';
import {
  accessTokenClaims,
  type Claims,
  type GroupClaims,
  groupClaims,
  idTokenClaims,
  overrideClaims,
  type TokenFacts,
  tokenTriggerCall,
} from './claims.ts';
import { RefreshTokens, validityMs } from './refresh-tokens.ts';
import type { SigningKey, SigningKeys } from './signing-keys.ts';
import {
  type IssuedTokens,
  type IssuerOf,
  type RefreshOptions,
  SIGNED_IN_USER_SCOPE,
  type TokenGrant,
  type TokenTrigger,
  type UserPoolTokens,
  type VerifiedAccessToken,
} from './tokens.ts';
import type { Triggers } from './triggers.ts';
import type { ClientOfPool, UserPool, UserPools } from './user-pool.ts';
import { UserPoolError } from './user-pool-error.ts';
import type { PoolUsers } from './users.ts';

/** Characters; ours are some thousand. */
const MAXIMUM_TOKEN_LENGTH = 32_768;

export interface JwtTokenParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly pools: UserPools;
  readonly users: PoolUsers;
  readonly keys: SigningKeys;
  readonly triggers: Triggers;
  readonly issuerOf: IssuerOf;
}

/** What new id and access tokens are made for. */
interface SignInFacts extends ClientOfPool {
  readonly user: PoolUserRecord;
  readonly trigger: TokenTrigger;
  readonly scopes: readonly string[] | undefined;
  readonly nonce?: string | undefined;
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
  /** Seconds since 1970. */
  readonly authTime: number;
  readonly originJti: string | undefined;
}

/** The tokens of user pools, signed by jose. */
export class JwtTokens implements UserPoolTokens {
  readonly #parts: JwtTokenParts;
  readonly #refreshTokens: RefreshTokens;

  constructor(parts: JwtTokenParts) {
    this.#parts = parts;
    this.#refreshTokens = new RefreshTokens(parts.store, parts.clock);
  }

  async issue(grant: TokenGrant, { refreshToken = true } = {}): Promise<IssuedTokens> {
    const { pool, client, user, trigger, scopes, nonce, clientMetadata } = grant;
    const authTime = grant.authTime ?? this.#seconds();
    const prolonged = refreshToken
      ? await this.#refreshTokens.create(pool, user, {
          clientId: client.id,
          ...(scopes && { scopes: [...scopes] }),
          authTime,
          expiresAt: this.#parts.clock() + validityMs(client.refreshTokenValidity),
        })
      : undefined;
    const originJti = client.enableTokenRevocation ? prolonged?.originJti : undefined;
    const facts = { pool, client, user, trigger, scopes, nonce, clientMetadata, authTime, originJti };
    const issued = await this.#sign(facts);
    return { ...issued, ...(prolonged && { refreshToken: prolonged.token }) };
  }

  async issueToClient({ pool, client }: ClientOfPool, scopes: readonly string[]): Promise<IssuedTokens> {
    const now = this.#seconds();
    const expiresIn = validityMs(client.accessTokenValidity) / 1000;
    const { access } = await this.#parts.keys.of(pool);
    const accessToken = await sign(access, {
      sub: client.id,
      token_use: 'access',
      scope: scopes.join(' '),
      auth_time: now,
      iss: this.#parts.issuerOf(pool),
      exp: now + expiresIn,
      iat: now,
      version: 2,
      jti: randomUUID(),
      client_id: client.id,
    });
    return { accessToken, expiresIn };
  }

  async refresh(
    { pool, client }: ClientOfPool,
    refreshToken: string,
    options: RefreshOptions = {},
  ): Promise<IssuedTokens> {
    const known = await this.#refreshTokens.find(pool, refreshToken);
    if (!known || known.record.clientId !== client.id) throw notAuthorized('Invalid Refresh Token');
    const { record, originJti } = known;
    if (record.revoked) throw notAuthorized('Refresh Token has been revoked');
    if (record.expiresAt <= this.#parts.clock()) throw notAuthorized('Refresh Token has expired');
    const user = await this.#parts.users.find(pool, record.username);
    if (user?.sub !== known.sub) throw notAuthorized('Invalid Refresh Token');
    if (!user.enabled) throw notAuthorized('User is disabled.');
    options.check?.(user);
    return this.#sign({
      pool,
      client,
      user,
      trigger: 'TokenGeneration_RefreshTokens',
      scopes: record.scopes,
      clientMetadata: options.clientMetadata,
      authTime: record.authTime,
      originJti: client.enableTokenRevocation ? originJti : undefined,
    });
  }

  async revoke({ pool, client }: ClientOfPool, refreshToken: string): Promise<void> {
    const known = await this.#refreshTokens.find(pool, refreshToken);
    if (!known) return;
    const { sub, record, originJti } = known;
    if (record.clientId !== client.id)
      throw new UserPoolError('UnauthorizedException', 'Refresh token was issued to a different client');
    await this.#refreshTokens.revoke(pool, sub, originJti);
  }

  async revokeAll(pool: UserPool, user: PoolUserRecord): Promise<void> {
    await this.#refreshTokens.revokeAll(pool, user);
  }

  async verifyAccessToken(accessToken: string): Promise<VerifiedAccessToken> {
    const { pool, claims } = await this.#readAccessToken(accessToken);
    const { sub, username, client_id: clientId, origin_jti: originJti, scope } = claims;
    if (typeof sub !== 'string' || typeof username !== 'string' || typeof clientId !== 'string')
      throw notAuthorized('Invalid Access Token');
    const owner = await this.#parts.pools.client(clientId);
    if (owner?.pool.id !== pool.id) throw notAuthorized('Invalid Access Token');
    const user = await this.#parts.users.find(pool, username);
    if (user?.sub !== sub) throw new UserPoolError('UserNotFoundException', 'User does not exist.');
    if (!user.enabled) throw notAuthorized('User is disabled.');
    if (typeof originJti === 'string' && !(await this.#refreshTokens.isLive(pool, sub, originJti)))
      throw notAuthorized('Access Token has been revoked');
    const scopes = typeof scope === 'string' ? scope.split(' ') : [];
    return { pool, client: owner.client, user, scopes, claims };
  }

  /** Whose it is follows from its issuer's last part; then that pool's key decides. */
  async #readAccessToken(token: string): Promise<{ pool: UserPool; claims: Claims }> {
    const { decodeJwt, errors, jwtVerify } = await import('jose');
    if (token.length > MAXIMUM_TOKEN_LENGTH) throw notAuthorized('Invalid Access Token');
    let poolId: string | undefined;
    try {
      poolId = decodeJwt(token).iss?.split('/').at(-1);
    } catch {
      // Not a JWT.
    }
    const pool = poolId === undefined ? undefined : await this.#parts.pools.pool(poolId);
    if (!pool) throw notAuthorized('Invalid Access Token');
    const { access } = await this.#parts.keys.of(pool);
    try {
      const { payload } = await jwtVerify(token, access.publicKey, {
        algorithms: ['RS256'],
        currentDate: new Date(this.#parts.clock()),
        requiredClaims: ['exp'],
      });
      if (payload.token_use === 'access') return { pool, claims: payload };
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw notAuthorized('Access Token has expired');
      if (error instanceof errors.JWSSignatureVerificationFailed)
        throw notAuthorized('Could not verify signature for Access Token');
      if (!(error instanceof errors.JOSEError)) throw error;
    }
    throw notAuthorized('Invalid Access Token');
  }

  async #sign(signIn: SignInFacts): Promise<IssuedTokens> {
    const { pool, client, user, scopes = [SIGNED_IN_USER_SCOPE], authTime, originJti, nonce } = signIn;
    const hosted = signIn.scopes !== undefined;
    const issuedAt = this.#seconds();
    const facts: TokenFacts = {
      pool,
      client,
      user,
      issuer: this.#parts.issuerOf(pool),
      issuedAt,
      authTime,
      ...(originJti !== undefined && { originJti }),
      eventId: randomUUID(),
      scopes,
      hosted,
      nonce,
      groups: await this.#groupsOf(pool, user),
    };
    const expiresIn = validityMs(client.accessTokenValidity) / 1000;
    const claims = {
      id: idTokenClaims(facts, issuedAt + validityMs(client.idTokenValidity) / 1000),
      access: accessTokenClaims(facts, issuedAt + expiresIn),
    };
    await this.#override(signIn, facts, claims);
    const keys = await this.#parts.keys.of(pool);
    const accessToken = await sign(keys.access, claims.access);
    if (hosted && !scopes.includes('openid')) return { accessToken, expiresIn };
    if (hosted) claims.id.at_hash = halfHash(accessToken);
    return { accessToken, expiresIn, idToken: await sign(keys.id, claims.id) };
  }

  async #override(
    { pool, client, user, trigger, clientMetadata }: SignInFacts,
    facts: TokenFacts,
    claims: { readonly id: Claims; readonly access: Claims },
  ): Promise<void> {
    const version = pool.triggers.preTokenGeneration?.version ?? 'V1_0';
    const response = await this.#parts.triggers.preTokenGeneration({ pool, client, user }, () =>
      tokenTriggerCall(trigger, version, facts, clientMetadata),
    );
    if (response) overrideClaims(claims, version, response);
  }

  async #groupsOf(pool: UserPool, user: PoolUserRecord): Promise<GroupClaims> {
    const collection = this.#parts.store.collection(userPoolGroups);
    const groups = await Promise.all(
      user.groups.map((name) => collection.get(pool.scope, `${pool.id}/${name}`)),
    );
    return groupClaims(groups.flatMap((stored) => (stored ? [stored.value] : [])));
  }

  /** Seconds since 1970. */
  #seconds(): number {
    return Math.floor(this.#parts.clock() / 1000);
  }
}

async function sign({ kid, privateKey }: SigningKey, claims: Claims): Promise<string> {
  const { SignJWT } = await import('jose');
  return new SignJWT(claims).setProtectedHeader({ kid, alg: 'RS256' }).sign(privateKey);
}

/** `at_hash` of OpenID Connect Core 3.1.3.6. */
function halfHash(token: string): string {
  return createHash('sha256').update(token, 'ascii').digest().subarray(0, 16).toString('base64url');
}

function notAuthorized(message: string): UserPoolError {
  return new UserPoolError('NotAuthorizedException', message);
}
