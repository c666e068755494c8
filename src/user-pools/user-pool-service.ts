import type { Clock } from '../clock.ts';
import type { Store } from '../store/store.ts';
import type { LogGroups } from '../telemetry/log-groups.ts';
import { JwtTokens } from './jwt-tokens.ts';
import { PasswordHashes } from './password-hash.ts';
import { SealedSessions } from './sealed-session.ts';
import { SignIn } from './sign-in.ts';
import { SigningKeys } from './signing-keys.ts';
import { SrpSignIn } from './srp-sign-in.ts';
import type { IssuerOf, UserPoolTokens } from './tokens.ts';
import { type TriggerInvoker, Triggers } from './triggers.ts';
import { UserCodes } from './user-codes.ts';
import { UserPools } from './user-pool.ts';
import { PoolUsers } from './users.ts';

/** Everything that user pools can do, for the API `cognito-idp` and for the hosted endpoints; one for the program. */
export interface UserPoolParts {
  readonly clock: Clock;
  readonly pools: UserPools;
  readonly users: PoolUsers;
  readonly signIn: SignIn;
  readonly srp: SrpSignIn;
  readonly sessions: SealedSessions;
  readonly codes: UserCodes;
  readonly tokens: UserPoolTokens;
  readonly keys: SigningKeys;
  readonly triggers: Triggers;
  readonly issuerOf: IssuerOf;
}

export interface UserPoolDependencies {
  readonly store: Store;
  readonly clock: Clock;
  /** Where messages to users go. */
  readonly logGroups: LogGroups;
  readonly triggerInvoker: TriggerInvoker;
  readonly issuerOf: IssuerOf;
}

export function createUserPools(dependencies: UserPoolDependencies): UserPoolParts {
  const { store, clock, logGroups, issuerOf } = dependencies;
  const pools = new UserPools(store);
  const users = new PoolUsers(store);
  const keys = new SigningKeys(store);
  const triggers = new Triggers(dependencies.triggerInvoker);
  const sessions = new SealedSessions(keys, clock);
  const signIn = new SignIn({ clock, users, hashes: new PasswordHashes(), triggers });
  return {
    clock,
    pools,
    users,
    signIn,
    srp: new SrpSignIn({ clock, users, keys, sessions, signIn }),
    sessions,
    codes: new UserCodes({ users, triggers, logGroups, clock }),
    tokens: new JwtTokens({ store, clock, pools, users, keys, triggers, issuerOf }),
    keys,
    triggers,
    issuerOf,
  };
}
