import type { SignIn } from './sign-in.ts';
import type { SigningKeys } from './signing-keys.ts';
import type { IssuerOf, UserPoolTokens } from './tokens.ts';
import type { UserPools } from './user-pool.ts';
import type { PoolUsers } from './users.ts';

/** Everything that user pools can do, for the API `cognito-idp` and for the hosted endpoints; one for the program. */
export interface UserPoolParts {
  readonly pools: UserPools;
  readonly users: PoolUsers;
  readonly signIn: SignIn;
  readonly tokens: UserPoolTokens;
  readonly keys: SigningKeys;
  readonly issuerOf: IssuerOf;
}
