import { UserPoolError } from '../../user-pools/user-pool-error.ts';

/**
 * The errors of user pools, with the texts that AWS gives.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_Operations.html
 */
export const resourceNotFound = (message: string) => new UserPoolError('ResourceNotFoundException', message);

export const poolNotFound = (poolId: string) => resourceNotFound(`User pool ${poolId} does not exist.`);

export const clientNotFound = (clientId: string) =>
  resourceNotFound(`User pool client ${clientId} does not exist.`);

export const groupNotFound = () => resourceNotFound('Group not found.');

export const invalidParameter = (message: string) => new UserPoolError('InvalidParameterException', message);

export const notAuthorized = (message: string) => new UserPoolError('NotAuthorizedException', message);

export const limitExceeded = (message: string) => new UserPoolError('LimitExceededException', message);

export const invalidSession = () => notAuthorized('Invalid session for the user.');

/** A request wants something that isn't here. */
export const notOffered = (what: string) => invalidParameter(`${what} is not offered here.`);
