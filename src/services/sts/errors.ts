import { ServiceError } from '../../protocols/service-error.ts';

/**
 * The errors of STS with AWS's own texts, as the service answers them (recorded answers of the real service, and
 * https://docs.aws.amazon.com/STS/latest/APIReference/).
 */

export function accessDenied(message: string): ServiceError {
  return new ServiceError('AccessDenied', 403, message);
}

export function validationError(message: string): ServiceError {
  return new ServiceError('ValidationError', 400, message);
}

export function invalidParameterValue(message: string): ServiceError {
  return new ServiceError('InvalidParameterValue', 400, message);
}

export const notAuthorized = (callerArn: string, action: string, roleArn: string) =>
  accessDenied(`User: ${callerArn} is not authorized to perform: ${action} on resource: ${roleArn}`);

export const rootMayNotAssume = () => accessDenied('Roles may not be assumed by root accounts.');

export const sessionMayNotCall = (operation: string) =>
  accessDenied(`Cannot call ${operation} with session credentials`);

/** No device is ever registered, so every code is wrong. */
export const multiFactorFailed = () =>
  accessDenied('MultiFactorAuthentication failed with invalid MFA one time pass code. ');

export const arnInvalid = (arn: string) => validationError(`${arn} is invalid`);

export const longerThanRoleAllows = () =>
  validationError('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');

export const longerThanChainAllows = () =>
  validationError(
    'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
  );

export const duplicateTagKeys = () =>
  invalidParameterValue('Duplicate tag keys found. Please note that Tag keys are case insensitive.');

export const transitiveKeyNotInTags = () =>
  invalidParameterValue('The specified transitive tag key must be included in the requested tags.');

export const transitiveKeyConflict = () =>
  invalidParameterValue(
    "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
  );

export function malformedPolicyDocument(message: string): ServiceError {
  return new ServiceError('MalformedPolicyDocument', 400, message);
}

export function packedPolicyTooLarge(percent: number): ServiceError {
  return new ServiceError(
    'PackedPolicyTooLarge',
    400,
    `Packed policy consumes ${percent}% of allotted space, please use smaller policy.`,
  );
}

export const accessKeyUnknown = () =>
  new ServiceError('InvalidClientTokenId', 403, 'The security token included in the request is invalid.');
