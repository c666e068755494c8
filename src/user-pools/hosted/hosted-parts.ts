import type { Clock } from '../../clock.ts';
import type { Store } from '../../store/store.ts';
import type { UserPoolParts } from '../user-pool-service.ts';
import type { SelfService } from './self-service.ts';
import type { BrowserSession, GrantedCode, PasswordChange } from './sign-in-records.ts';
import * as collections from './sign-in-records.ts';
import { Tickets } from './tickets.ts';

/** "The response returns a one time use code that is valid for five minutes." */
const CODE_LIFETIME = 5 * 60 * 1000;
/** "Amazon Cognito sets a session cookie ... good for one hour"; seconds. */
export const SESSION_LIFETIME_SECONDS = 3600;
const PASSWORD_CHANGE_LIFETIME = 15 * 60 * 1000;

/** What the hosted endpoints work with. */
export interface HostedParts extends UserPoolParts {
  readonly clock: Clock;
  readonly selfService: SelfService;
  readonly authorizationCodes: Tickets<GrantedCode>;
  readonly browserSessions: Tickets<BrowserSession>;
  readonly passwordChanges: Tickets<PasswordChange>;
}

export interface HostedDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly selfService: SelfService;
}

export function hostedParts(
  parts: UserPoolParts,
  { store, clock, selfService }: HostedDependencies,
): HostedParts {
  return {
    ...parts,
    clock,
    selfService,
    authorizationCodes: new Tickets({
      store,
      clock,
      collection: collections.authorizationCodes,
      lifetime: CODE_LIFETIME,
    }),
    browserSessions: new Tickets({
      ...{ store, clock, collection: collections.browserSessions },
      lifetime: SESSION_LIFETIME_SECONDS * 1000,
    }),
    passwordChanges: new Tickets({
      ...{ store, clock, collection: collections.passwordChanges },
      lifetime: PASSWORD_CHANGE_LIFETIME,
    }),
  };
}
