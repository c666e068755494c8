import type { PoolUserRecord } from '../definitions/user-pools.ts';
import type { ClientOfPool, UserPool } from './user-pool.ts';

/** The scope of tokens that are not from the hosted endpoints: everything that this API lets users do for themselves. */
export const SIGNED_IN_USER_SCOPE = 'aws.cognito.signin.user.admin';

/** Why tokens are made, as the pre token generation trigger is told. */
export type TokenTrigger =
  | 'TokenGeneration_HostedAuth'
  | 'TokenGeneration_Authentication'
  | 'TokenGeneration_NewPasswordChallenge'
  | 'TokenGeneration_RefreshTokens';

/** A sign-in of a user, for which tokens are wanted. */
export interface TokenGrant extends ClientOfPool {
  readonly user: PoolUserRecord;
  readonly trigger: TokenTrigger;
  /** What was granted at the hosted endpoints; absent for sign-ins by the API. The id token needs `openid`. */
  readonly scopes?: readonly string[];
  /** From the authorization request, for the id token. */
  readonly nonce?: string;
  /** When the user signed in, seconds since 1970; now, unless the browser has remembered it. */
  readonly authTime?: number;
  /** Handed to the pre token generation trigger. */
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
}

/** What a sign-in gives. */
export interface IssuedTokens {
  readonly accessToken: string;
  /** Absent when `openid` was not granted. */
  readonly idToken?: string;
  /** Absent for tokens made by a refresh token, and by the implicit flow. */
  readonly refreshToken?: string;
  /** Seconds for which the access token is good. */
  readonly expiresIn: number;
}

export interface RefreshOptions {
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
  /** Looks at whose token it is before anything is issued; may throw. */
  readonly check?: (user: PoolUserRecord) => void;
}

/** What a good access token says. */
export interface VerifiedAccessToken extends ClientOfPool {
  readonly user: PoolUserRecord;
  /** Granted scopes. */
  readonly scopes: readonly string[];
  readonly claims: Readonly<Record<string, unknown>>;
}

/**
 * Issues and checks the tokens of user pools: id and access tokens are JWTs signed with RS256, refresh tokens are opaque.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-with-identity-providers.html
 */
export interface UserPoolTokens {
  /** Tokens for a user who has signed in. @param options.refreshToken whether to make one too (default yes) */
  issue(grant: TokenGrant, options?: { readonly refreshToken?: boolean }): Promise<IssuedTokens>;
  /** An access token for the client itself (client credentials); scopes are checked before. */
  issueToClient(client: ClientOfPool, scopes: readonly string[]): Promise<IssuedTokens>;
  /** New id and access tokens. Throws NotAuthorizedException: Invalid Refresh Token, Refresh Token has expired... */
  refresh(client: ClientOfPool, refreshToken: string, options?: RefreshOptions): Promise<IssuedTokens>;
  /** Ends a refresh token and the access tokens made with it; one that isn't known is no error. */
  revoke(client: ClientOfPool, refreshToken: string): Promise<void>;
  /** Ends all refresh tokens of a user and the access tokens made with them. */
  revokeAll(pool: UserPool, user: PoolUserRecord): Promise<void>;
  /** Checks an access token of any pool. Throws NotAuthorizedException: Invalid Access Token, Access Token has expired... */
  verifyAccessToken(accessToken: string): Promise<VerifiedAccessToken>;
}

/** Where the tokens of a pool say that they are from; `/.well-known/jwks.json` is below it. */
export type IssuerOf = (pool: UserPool) => string;
