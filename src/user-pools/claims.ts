import { randomUUID } from 'node:crypto';
import type { PoolUserRecord, UserPoolGroupRecord } from '../definitions/user-pools.ts';
import { isRecord, type TriggerCall } from './triggers.ts';
import { readableAttributes } from './user-attributes.ts';
import type { ClientOfPool } from './user-pool.ts';

/** Claims of a JWT. */
export type Claims = Record<string, unknown>;

/** What both tokens of a sign-in say. */
export interface TokenFacts extends ClientOfPool {
  readonly user: PoolUserRecord;
  readonly issuer: string;
  /** Seconds since 1970. */
  readonly issuedAt: number;
  readonly authTime: number;
  /** Absent when the client's tokens can't be revoked. */
  readonly originJti?: string;
  readonly eventId: string;
  readonly scopes: readonly string[];
  /** From the hosted endpoints. */
  readonly hosted: boolean;
  readonly nonce?: string | undefined;
  readonly groups: GroupClaims;
}

/** What a user's groups say. */
export interface GroupClaims {
  readonly names: readonly string[];
  readonly roles: readonly string[];
  readonly preferredRole?: string;
}

/** Which attributes a scope beside `openid` lets the id token have. */
const SCOPE_ATTRIBUTES: ReadonlyMap<string, readonly string[]> = new Map([
  ['email', ['email', 'email_verified']],
  ['phone', ['phone_number', 'phone_number_verified']],
]);
const OF_OTHER_SCOPES = new Set([...SCOPE_ATTRIBUTES.values()].flat());

/**
 * Groups in order of their precedence; the first one's role is preferred, unless another role has the same precedence.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-user-groups.html
 */
export function groupClaims(groups: readonly UserPoolGroupRecord[]): GroupClaims {
  const rank = (group: UserPoolGroupRecord) => group.precedence ?? Number.POSITIVE_INFINITY;
  const sorted = [...groups].sort((a, b) => Math.sign(rank(a) - rank(b)) || (a.name < b.name ? -1 : 1));
  const withRoles = sorted.filter(({ roleArn }) => roleArn !== undefined);
  const [first] = withRoles;
  const best = first ? withRoles.filter((group) => rank(group) === rank(first)) : [];
  const preferred = new Set(best.map(({ roleArn }) => roleArn));
  return {
    names: sorted.map(({ name }) => name),
    roles: withRoles.map(({ roleArn }) => roleArn ?? ''),
    ...(first?.roleArn !== undefined && preferred.size === 1 && { preferredRole: first.roleArn }),
  };
}

/** https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html */
export function idTokenClaims(facts: TokenFacts, expiresAt: number): Claims {
  const { user, client, groups, originJti, nonce } = facts;
  return {
    sub: user.sub,
    ...(groups.names.length > 0 && { 'cognito:groups': groups.names }),
    ...(groups.preferredRole !== undefined && { 'cognito:preferred_role': groups.preferredRole }),
    iss: facts.issuer,
    'cognito:username': user.username,
    ...(groups.roles.length > 0 && { 'cognito:roles': groups.roles }),
    ...(originJti !== undefined && { origin_jti: originJti }),
    ...(nonce !== undefined && { nonce }),
    aud: client.id,
    event_id: facts.eventId,
    token_use: 'id',
    auth_time: facts.authTime,
    exp: expiresAt,
    iat: facts.issuedAt,
    jti: randomUUID(),
    ...attributeClaims(facts),
  };
}

/** https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html */
export function accessTokenClaims(facts: TokenFacts, expiresAt: number): Claims {
  const { user, client, groups, originJti } = facts;
  return {
    sub: user.sub,
    ...(groups.names.length > 0 && { 'cognito:groups': groups.names }),
    iss: facts.issuer,
    ...(facts.hosted && { version: 2 }),
    client_id: client.id,
    ...(originJti !== undefined && { origin_jti: originJti }),
    event_id: facts.eventId,
    token_use: 'access',
    scope: facts.scopes.join(' '),
    auth_time: facts.authTime,
    exp: expiresAt,
    iat: facts.issuedAt,
    jti: randomUUID(),
    username: user.username,
  };
}

/** The user's attributes as OpenID Connect writes them; `openid` alone gives all that the client may read. */
export function attributeClaims({
  client,
  user,
  scopes,
  hosted,
}: Pick<TokenFacts, 'client' | 'user' | 'scopes' | 'hosted'>): Claims {
  const everything = !hosted || !scopes.some((scope) => ['email', 'phone', 'profile'].includes(scope));
  const allowed = new Set(scopes.flatMap((scope) => SCOPE_ATTRIBUTES.get(scope) ?? []));
  const profile = scopes.includes('profile');
  const claims: [string, unknown][] = [];
  for (const { name, value } of readableAttributes(client, user)) {
    if (name === 'sub') continue;
    if (!everything && !(OF_OTHER_SCOPES.has(name) ? allowed.has(name) : profile)) continue;
    claims.push([name, claimValue(name, value)]);
  }
  return Object.fromEntries(claims);
}

function claimValue(name: string, value: string): unknown {
  if (name === 'email_verified' || name === 'phone_number_verified') return value.toLowerCase() === 'true';
  if (name === 'updated_at') return Number(value);
  return name === 'address' ? { formatted: value } : value;
}

/** What the pre token generation trigger is asked. */
export function tokenTriggerCall(
  source: string,
  version: 'V1_0' | 'V2_0',
  { groups, scopes }: Pick<TokenFacts, 'groups' | 'scopes'>,
  clientMetadata: Readonly<Record<string, string>> | undefined,
): TriggerCall {
  const request = {
    groupConfiguration: {
      groupsToOverride: groups.names,
      iamRolesToOverride: groups.roles,
      preferredRole: groups.preferredRole ?? null,
    },
    ...(clientMetadata && { clientMetadata }),
  };
  if (version === 'V1_0') return { source, request, response: { claimsOverrideDetails: null } };
  return {
    version: '2',
    source,
    request: { ...request, scopes },
    response: { claimsAndScopeOverrideDetails: null },
  };
}

/** Claims that no trigger changes. */
const PROTECTED = new Set([
  ...['acr', 'amr', 'at_hash', 'auth_time', 'azp', 'exp', 'iat', 'iss', 'jti', 'nbf', 'nonce', 'origin_jti'],
  ...['sub', 'token_use', 'client_id', 'event_id', 'username', 'device_key', 'version', 'aud', 'scope'],
  ...['cognito:username', 'identities', 's_hash'],
]);

/**
 * Does to claims what the trigger answered.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
 */
export function overrideClaims(
  tokens: { readonly id: Claims; readonly access: Claims },
  version: 'V1_0' | 'V2_0',
  response: Record<string, unknown>,
): void {
  if (version === 'V1_0') {
    const details = response.claimsOverrideDetails;
    if (!isRecord(details)) return;
    changeClaims(tokens.id, details);
    overrideGroups([tokens.id, tokens.access], details.groupOverrideDetails);
    return;
  }
  const details = response.claimsAndScopeOverrideDetails;
  if (!isRecord(details)) return;
  if (isRecord(details.idTokenGeneration)) changeClaims(tokens.id, details.idTokenGeneration);
  const access = details.accessTokenGeneration;
  if (isRecord(access)) {
    changeClaims(tokens.access, access);
    const removed = new Set(texts(access.scopesToSuppress));
    const scopes = [...String(tokens.access.scope).split(' '), ...texts(access.scopesToAdd)];
    tokens.access.scope = [...new Set(scopes)]
      .filter((scope) => scope !== '' && !removed.has(scope))
      .join(' ');
  }
  overrideGroups([tokens.id, tokens.access], details.groupOverrideDetails);
}

function changeClaims(claims: Claims, { claimsToAddOrOverride, claimsToSuppress }: Record<string, unknown>) {
  for (const name of texts(claimsToSuppress)) if (!PROTECTED.has(name)) delete claims[name];
  if (!isRecord(claimsToAddOrOverride)) return;
  for (const [name, value] of Object.entries(claimsToAddOrOverride))
    if (!PROTECTED.has(name) && name !== '__proto__') claims[name] = value;
}

function overrideGroups(tokens: readonly Claims[], override: unknown): void {
  if (!isRecord(override)) return;
  for (const claims of tokens) {
    if (Array.isArray(override.groupsToOverride)) claims['cognito:groups'] = texts(override.groupsToOverride);
    if (claims.token_use !== 'id') continue;
    if (Array.isArray(override.iamRolesToOverride))
      claims['cognito:roles'] = texts(override.iamRolesToOverride);
    if (typeof override.preferredRole === 'string') claims['cognito:preferred_role'] = override.preferredRole;
  }
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
