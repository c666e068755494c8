import type { CollectionDefinition } from '../store/store.ts';

/** A duration in a unit of its own, as app clients give it. */
export interface TokenValidity {
  value: number;
  unit: 'seconds' | 'minutes' | 'hours' | 'days';
  /** Not given: the API does not show it. */
  isDefault?: true;
}

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_PasswordPolicyType.html */
export interface PasswordPolicy {
  minimumLength: number;
  requireUppercase: boolean;
  requireLowercase: boolean;
  requireNumbers: boolean;
  requireSymbols: boolean;
  /** Days, 0 to 365, for which a password that an administrator chose is good. */
  temporaryPasswordValidityDays: number;
}

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SchemaAttributeType.html */
export interface SchemaAttribute {
  /** With its prefix, `custom:` or `dev:custom:`. */
  name: string;
  type: 'String' | 'Number' | 'DateTime' | 'Boolean';
  mutable: boolean;
  required: boolean;
  developerOnly: boolean;
  minLength?: string;
  maxLength?: string;
  minValue?: string;
  maxValue?: string;
}

/** Functions that a pool calls, by ARN. */
export interface LambdaTriggers {
  preSignUp?: string;
  postConfirmation?: string;
  postAuthentication?: string;
  preAuthentication?: string;
  customMessage?: string;
  preTokenGeneration?: { arn: string; version: 'V1_0' | 'V2_0' };
}

/** By which a user can be found besides the user name. */
export type AliasAttribute = 'email' | 'phone_number' | 'preferred_username';

/** Id: the pool's id, unique in the whole store. */
export interface UserPoolRecord {
  /** `REGION_` and nine letters and digits. */
  id: string;
  name: string;
  arn: string;
  /** ms since 1970. */
  createdAt: number;
  modifiedAt: number;
  passwordPolicy: PasswordPolicy;
  /** Standard attributes first. */
  schema: SchemaAttribute[];
  /** Attributes that users can sign in with besides their user names, once verified. Excludes `usernameAttributes`. */
  aliasAttributes: AliasAttribute[];
  /** Attributes that users sign up with in place of a user name. */
  usernameAttributes: ('email' | 'phone_number')[];
  autoVerifiedAttributes: ('email' | 'phone_number')[];
  /** Whether `Ann` and `ann` are two users. */
  caseSensitive: boolean;
  adminCreateUserOnly: boolean;
  deletionProtection: boolean;
  triggers: LambdaTriggers;
  /** Texts of messages, with `{####}` for the code; AWS's own where absent. */
  messages?: { verifyByEmail?: string; verifyBySms?: string; inviteByEmail?: string };
  /** By what a forgotten password is recovered, the first that a user has. */
  recovery?: ('verified_email' | 'verified_phone_number' | 'admin_only')[];
  /** Settings that are given back as they came, by the names of DescribeUserPool. JSON text. */
  settings: string;
  tags: Record<string, string>;
  /** The prefix domain, the only one that a pool has. */
  domain?: string;
}

/** What an app client may ask for at the hosted endpoints. */
export type OAuthFlow = 'code' | 'implicit' | 'client_credentials';

/** Id: the client's id, unique in the whole store. */
export interface UserPoolClientRecord {
  /** 26 small letters and digits. */
  id: string;
  poolId: string;
  name: string;
  /** 51 or more small letters and digits; absent for public clients. */
  secret?: string;
  createdAt: number;
  modifiedAt: number;
  /** `ALLOW_USER_SRP_AUTH` and the like, with the older names replaced. */
  explicitAuthFlows: string[];
  accessTokenValidity: TokenValidity;
  idTokenValidity: TokenValidity;
  refreshTokenValidity: TokenValidity;
  /** Minutes, 3 to 15: how long a challenge can be answered. */
  authSessionValidity: number;
  /** Absent: every attribute. */
  readAttributes?: string[];
  /** Absent: every mutable attribute. */
  writeAttributes?: string[];
  /** Whether the OAuth settings below are in force. */
  oauthEnabled: boolean;
  oauthFlows: OAuthFlow[];
  /** `openid`, `email`, `phone`, `profile`, `aws.cognito.signin.user.admin`, `RESOURCE_SERVER/SCOPE`. */
  oauthScopes: string[];
  callbackUrls: string[];
  logoutUrls: string[];
  defaultRedirectUri?: string;
  supportedIdentityProviders: string[];
  /** ENABLED: an unknown user looks like a wrong password. */
  preventUserExistenceErrors: 'ENABLED' | 'LEGACY';
  /** Whether tokens carry `origin_jti` and can be revoked. */
  enableTokenRevocation: boolean;
}

/** Id: the domain (prefix), unique in the whole store. */
export interface UserPoolDomainRecord {
  domain: string;
  poolId: string;
  createdAt: number;
}

/** Id: `POOL/IDENTIFIER`. */
export interface ResourceServerRecord {
  /** Anything printable; begins the names of its scopes, `IDENTIFIER/SCOPE`. */
  identifier: string;
  name: string;
  scopes: { name: string; description: string }[];
}

/** Id: `POOL/NAME`. */
export interface UserPoolGroupRecord {
  name: string;
  description?: string;
  roleArn?: string;
  /** Smaller comes first. */
  precedence?: number;
  createdAt: number;
  modifiedAt: number;
}

/** What is kept of a password: never itself. */
export interface PasswordRecord {
  /** scrypt of the password, base64, for sign-in with the password itself. */
  hash: string;
  hashSalt: string;
  /** scrypt's N, r and p. */
  cost: [number, number, number];
  /** SRP salt and verifier, hexadecimal, for USER_SRP_AUTH. */
  srpSalt: string;
  srpVerifier: string;
  /** ms since 1970. */
  setAt: number;
}

export type UserStatus = 'UNCONFIRMED' | 'CONFIRMED' | 'FORCE_CHANGE_PASSWORD' | 'RESET_REQUIRED';

/** A code that was sent to a user; its SHA-256, base64. */
export interface UserCode {
  hash: string;
  /** ms since 1970. */
  expiresAt: number;
}

/** Id: `POOL/USERNAME`, the name in small letters unless the pool is case-sensitive. */
export interface PoolUserRecord {
  username: string;
  /** UUID. */
  sub: string;
  enabled: boolean;
  status: UserStatus;
  /** All attributes but `sub`, in order of their names' arrival. */
  attributes: { name: string; value: string }[];
  /** Absent before the first one is set. */
  password?: PasswordRecord;
  /** Names of groups. */
  groups: string[];
  /** Codes by purpose: `confirm`, `forgot`, `verify:email`, `verify:phone_number`. */
  codes: Partial<Record<string, UserCode>>;
  /** ms since 1970. */
  createdAt: number;
  modifiedAt: number;
}

/** Leads from another name of a user to it. Id: `POOL/ATTRIBUTE/VALUE`, `POOL/sub/UUID`. */
export interface UserAliasRecord {
  username: string;
}

/** Says that a user is in a group. Id: `POOL/GROUP/USERNAME`, the group's name percent-encoded. */
export interface GroupMemberRecord {
  username: string;
}

/** A sign-in that can be prolonged. Id: `POOL/SUB/ORIGIN_JTI`. */
export interface RefreshTokenRecord {
  clientId: string;
  username: string;
  /** SHA-256 of the token's secret part, base64. */
  secretHash: string;
  /** Of tokens from the hosted endpoints; absent: all that `aws.cognito.signin.user.admin` may. */
  scopes?: string[];
  /** Seconds since 1970. */
  authTime: number;
  /** ms since 1970. */
  expiresAt: number;
  /** Also ends access tokens of the same origin, for this API. */
  revoked?: true;
}

/** Signing keys of a pool: the first signs id tokens, the second access tokens. Id: the pool's id. */
export interface SigningKeysRecord {
  /** Private keys: PKCS #8, PEM. */
  keys: { kid: string; privateKey: string }[];
  /** 32 bytes, base64: seals the sessions of sign-ins. */
  sessionKey: string;
}

/** Prefix of everything of a pool. */
export function ofPool(poolId: string): string {
  return `${poolId}/`;
}

export const userPools: CollectionDefinition<UserPoolRecord> = { name: 'user-pools', version: 1 };
export const userPoolClients: CollectionDefinition<UserPoolClientRecord> = {
  name: 'user-pool-clients',
  version: 1,
};
/** Names the clients of a pool. Id: `POOL/CLIENT`. */
export const clientsOfPools: CollectionDefinition<{ clientId: string }> = {
  name: 'user-pool-clients-by-pool',
  version: 1,
};
export const userPoolDomains: CollectionDefinition<UserPoolDomainRecord> = {
  name: 'user-pool-domains',
  version: 1,
};
export const resourceServers: CollectionDefinition<ResourceServerRecord> = {
  name: 'user-pool-resource-servers',
  version: 1,
};
export const userPoolGroups: CollectionDefinition<UserPoolGroupRecord> = {
  name: 'user-pool-groups',
  version: 1,
};
export const poolUsers: CollectionDefinition<PoolUserRecord> = { name: 'user-pool-users', version: 1 };
export const userAliases: CollectionDefinition<UserAliasRecord> = { name: 'user-pool-aliases', version: 1 };
export const groupMembers: CollectionDefinition<GroupMemberRecord> = {
  name: 'user-pool-group-members',
  version: 1,
};
export const refreshTokens: CollectionDefinition<RefreshTokenRecord> = {
  name: 'user-pool-refresh-tokens',
  version: 1,
};
export const signingKeys: CollectionDefinition<SigningKeysRecord> = {
  name: 'user-pool-signing-keys',
  version: 1,
};
