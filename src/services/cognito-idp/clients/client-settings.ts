import type {
  CreateUserPoolClientCommandInput,
  ExplicitAuthFlowsType,
} from '@aws-sdk/client-cognito-identity-provider';
import type { TokenValidity, UserPoolClientRecord } from '../../../definitions/user-pools.ts';
import { validityMs } from '../../../user-pools/refresh-tokens.ts';
import type { UserPool } from '../../../user-pools/user-pool.ts';
import { invalidParameter, notOffered } from '../errors.ts';
import { readOAuthSettings } from './oauth-settings.ts';

/** What both CreateUserPoolClient and UpdateUserPoolClient set. */
export type ClientSettings = Omit<
  UserPoolClientRecord,
  'id' | 'poolId' | 'name' | 'secret' | 'createdAt' | 'modifiedAt'
>;

type Input = Omit<CreateUserPoolClientCommandInput, 'ClientName' | 'GenerateSecret' | 'ClientSecret'>;

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;
/** "The default time unit for RefreshTokenValidity is days, for AccessTokenValidity and IdTokenValidity hours." */
const DEFAULTS = {
  access: { value: 60, unit: 'minutes', isDefault: true },
  refresh: { value: 30, unit: 'days', isDefault: true },
} as const satisfies Record<string, TokenValidity>;

/**
 * What is not given gets its default, also when a client is updated. Throws InvalidParameterException,
 * ScopeDoesNotExistException, InvalidOAuthFlowException.
 * @param scopes those of the pool's resource servers
 * @param hasSecret whether the client can keep one
 */
export function readClientSettings(
  input: Input,
  pool: UserPool,
  { scopes, hasSecret }: { readonly scopes: readonly string[]; readonly hasSecret: boolean },
): ClientSettings {
  if (input.AnalyticsConfiguration !== undefined) throw notOffered('AnalyticsConfiguration');
  if (input.RefreshTokenRotation?.Feature === 'ENABLED') throw notOffered('RefreshTokenRotation');
  const units = input.TokenValidityUnits;
  const validity = {
    accessTokenValidity: readValidity(
      input.AccessTokenValidity,
      units?.AccessToken ?? 'hours',
      DEFAULTS.access,
    ),
    idTokenValidity: readValidity(input.IdTokenValidity, units?.IdToken ?? 'hours', DEFAULTS.access),
    refreshTokenValidity: readValidity(
      // "If you specify 0, the default of 30 days applies."
      input.RefreshTokenValidity || undefined,
      units?.RefreshToken ?? 'days',
      DEFAULTS.refresh,
    ),
  };
  requireRange('accessTokenValidity', validity.accessTokenValidity, 5 * MINUTE_MS, DAY_MS);
  requireRange('idTokenValidity', validity.idTokenValidity, 5 * MINUTE_MS, DAY_MS);
  requireRange('refreshTokenValidity', validity.refreshTokenValidity, 60 * MINUTE_MS, 3_650 * DAY_MS);
  requireAttributes(pool, input.ReadAttributes, 'read');
  requireAttributes(pool, input.WriteAttributes, 'write');
  return {
    explicitAuthFlows: readAuthFlows(input.ExplicitAuthFlows),
    ...validity,
    authSessionValidity: input.AuthSessionValidity ?? 3,
    ...(input.ReadAttributes?.length && { readAttributes: [...input.ReadAttributes] }),
    ...(input.WriteAttributes?.length && { writeAttributes: [...input.WriteAttributes] }),
    ...readOAuthSettings(input, pool, { scopes, hasSecret }),
    preventUserExistenceErrors: input.PreventUserExistenceErrors ?? 'LEGACY',
    enableTokenRevocation: input.EnableTokenRevocation ?? true,
  };
}

function readValidity(
  value: number | undefined,
  unit: TokenValidity['unit'],
  byDefault: TokenValidity,
): TokenValidity {
  return value === undefined ? byDefault : { value, unit };
}

function requireRange(name: string, validity: TokenValidity, minimum: number, maximum: number): void {
  const ms = validityMs(validity);
  if (ms < minimum || ms > maximum)
    throw invalidParameter(
      `Invalid range for token validity: ${name} must be between ${minimum / MINUTE_MS} minutes and ${maximum / DAY_MS} days.`,
    );
}

function requireAttributes(
  pool: UserPool,
  names: readonly string[] | undefined,
  use: 'read' | 'write',
): void {
  const known = new Set(pool.schema.map(({ name }) => name));
  const readOnly = new Set(['sub', 'email_verified', 'phone_number_verified']);
  for (const name of names ?? []) {
    if (!known.has(name) || (use === 'write' && readOnly.has(name)))
      throw invalidParameter(`Invalid ${use} attributes specified while creating a client`);
  }
}

/** The older names, which leave SRP and refreshing on. */
const OLDER: Partial<Record<ExplicitAuthFlowsType, string>> = {
  ADMIN_NO_SRP_AUTH: 'ALLOW_ADMIN_USER_PASSWORD_AUTH',
  USER_PASSWORD_AUTH: 'ALLOW_USER_PASSWORD_AUTH',
  CUSTOM_AUTH_FLOW_ONLY: 'ALLOW_CUSTOM_AUTH',
};

/** "If you don't specify a value, your client supports ALLOW_REFRESH_TOKEN_AUTH, ALLOW_USER_SRP_AUTH, ALLOW_CUSTOM_AUTH." */
function readAuthFlows(given: readonly ExplicitAuthFlowsType[] | undefined): string[] {
  if (!given || given.length === 0)
    return ['ALLOW_REFRESH_TOKEN_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_CUSTOM_AUTH'];
  const older = given.filter((flow) => OLDER[flow] !== undefined);
  if (older.length > 0 && older.length < given.length)
    throw invalidParameter(
      'Can not use ExplicitAuthFlows values with and without the ALLOW_ prefix at the same time.',
    );
  for (const flow of given) if (flow.startsWith('ALLOW_TOKEN_EXCHANGE')) throw notOffered(flow);
  if (older.length === 0) return [...new Set(given)];
  const names = given.map((flow) => OLDER[flow] ?? flow);
  return [...new Set([...names, 'ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'])];
}
