import type { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider';
import type { Clock } from '../../clock.ts';
import type { ClientOperations, Handler } from '../../protocols/service.ts';
import type { Store } from '../../store/store.ts';
import type { UserPoolParts } from '../../user-pools/user-pool-service.ts';

/** Every operation of Cognito user pools 2016-04-18 with the input and output types of the official client. */
export type CognitoOperations = ClientOperations<CognitoIdentityProvider>;

/** Handlers for the named operations. */
export type CognitoHandlers<Names extends keyof CognitoOperations> = {
  [Name in Names]: Handler<CognitoOperations[Name]['input'], CognitoOperations[Name]['output']>;
};

/** What the operations work with. */
export interface CognitoParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly userPools: UserPoolParts;
}
