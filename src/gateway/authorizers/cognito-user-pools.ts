import type { Clock } from '../../clock.ts';
import type { TrustedIssuer } from '../../identity/jwt/token-verifier.ts';
import { TokenVerifier } from '../../identity/jwt/token-verifier.ts';

/** Whoever signs the tokens of a user pool. */
export interface UserPoolIssuer extends TrustedIssuer {
  /**
   * `cognito`: tokens say in `token_use` what they are for. `openid`: another identity provider that stands for the pool;
   * its tokens with scopes are access tokens, all others id tokens.
   */
  readonly kind: 'cognito' | 'openid';
}

/** Who signs for which user pool. */
export interface UserPoolIssuers {
  /**
   * The issuer of a user pool, the same object as long as it is; undefined when nobody said who that is. Answers at once
   * when it can.
   * @param arn `arn:aws:cognito-idp:REGION:ACCOUNT:userpool/ID`
   */
  of(arn: string): UserPoolIssuer | undefined | Promise<UserPoolIssuer | undefined>;
}

const NOBODY: UserPoolIssuers = { of: () => undefined };

/** What all COGNITO_USER_POOLS authorizers of a gateway share. */
export class UserPoolTokens {
  readonly issuers: UserPoolIssuers;
  readonly verifier: TokenVerifier<UserPoolIssuer>;

  constructor(clock: Clock, issuers: UserPoolIssuers = NOBODY) {
    this.issuers = issuers;
    this.verifier = new TokenVerifier(clock);
  }
}
