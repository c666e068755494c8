import { ServiceError } from '../../protocols/service-error.ts';

/**
 * The errors of IAM with AWS's own texts, as the service answers them (recorded answers of the real service, and
 * https://docs.aws.amazon.com/IAM/latest/APIReference/). Kinds of entities are named as the texts name them.
 */

export type EntityNoun = 'user' | 'group' | 'role';

export function validationError(message: string): ServiceError {
  return new ServiceError('ValidationError', 400, message);
}

export function invalidInput(message: string): ServiceError {
  return new ServiceError('InvalidInput', 400, message);
}

export function noSuchEntity(message: string): ServiceError {
  return new ServiceError('NoSuchEntity', 404, message);
}

export function entityAlreadyExists(message: string): ServiceError {
  return new ServiceError('EntityAlreadyExists', 409, message);
}

export function deleteConflict(message: string): ServiceError {
  return new ServiceError('DeleteConflict', 409, message);
}

export function limitExceeded(message: string): ServiceError {
  return new ServiceError('LimitExceeded', 409, message);
}

export function quotaExceeded(quota: string, limit: number): ServiceError {
  return limitExceeded(`Cannot exceed quota for ${quota}: ${limit}`);
}

export function malformedPolicyDocument(message: string): ServiceError {
  return new ServiceError('MalformedPolicyDocument', 400, message);
}

export function concurrentModification(): ServiceError {
  return new ServiceError(
    'ConcurrentModification',
    409,
    'The request was rejected because multiple requests to change this object were submitted simultaneously. Wait a few minutes and submit your request again.',
  );
}

export const entityNotFound = (noun: EntityNoun, name: string) =>
  noSuchEntity(`The ${noun} with name ${name} cannot be found.`);

export const entityExists = (noun: EntityNoun, name: string) =>
  entityAlreadyExists(`${noun[0]?.toUpperCase()}${noun.slice(1)} with name ${name} already exists.`);

export const inlinePolicyNotFound = (noun: EntityNoun, name: string) =>
  noSuchEntity(`The ${noun} policy with name ${name} cannot be found.`);

export const instanceProfileNotFound = (name: string) =>
  noSuchEntity(`Instance Profile ${name} cannot be found.`);

export const instanceProfileExists = (name: string) =>
  entityAlreadyExists(`Instance Profile ${name} already exists.`);

export const roleNotInInstanceProfile = (role: string, profile: string) =>
  noSuchEntity(`Role ${role} in Instance Profile ${profile} cannot be found.`);

export const accessKeyNotFound = (id: string) =>
  noSuchEntity(`The Access Key with id ${id} cannot be found.`);

/** AWS does not tell whether a key of another account exists. */
export const accessKeyNotReadable = (callerArn: string, id: string) =>
  new ServiceError(
    'AccessDenied',
    403,
    `User: ${callerArn} is not authorized to perform iam:GetAccessKeyLastUsed on resource: access key ${id}`,
  );

export const userNameNeeded = () =>
  validationError('Must specify userName when calling with non-User credentials');

export const policyNotFound = (arn: string) => noSuchEntity(`Policy ${arn} was not found.`);

export const policyNotAttachable = (arn: string) =>
  noSuchEntity(`Policy ${arn} does not exist or is not attachable.`);

export const boundaryNotAttachable = (arn: string) =>
  noSuchEntity(`Scope ARN: ${arn} does not exist or is not attachable.`);

export const policyVersionNotFound = (arn: string, version: string) =>
  noSuchEntity(`Policy ${arn} version ${version} does not exist or is not attachable.`);

export const policyExists = (name: string) =>
  entityAlreadyExists(`A policy called ${name} already exists. Duplicate names are not allowed.`);

export const policyVersionsFull = () =>
  limitExceeded(
    'A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.',
  );

/** AWS-managed policies can be used but not changed, not even by the account's root. */
export const policyNotOwned = (callerArn: string, operation: string, arn: string) =>
  new ServiceError(
    'AccessDenied',
    403,
    `User: ${callerArn} is not authorized to perform: iam:${operation} on resource: policy ${arn}`,
  );

export const mustDetachPolicies = () =>
  deleteConflict('Cannot delete entity, must detach all policies first.');
export const mustDeletePolicies = () => deleteConflict('Cannot delete entity, must delete policies first.');
export const mustDeleteAccessKeys = () =>
  deleteConflict('Cannot delete entity, must delete access keys first.');
export const mustRemoveFromGroups = () =>
  deleteConflict('Cannot delete entity, must remove users from group first.');
export const mustRemoveUsers = () =>
  deleteConflict('Cannot delete entity, must remove users from group first.');
export const mustRemoveFromProfiles = () =>
  deleteConflict('Cannot delete entity, must remove roles from instance profile first.');
export const policyAttached = () => deleteConflict('Cannot delete a policy attached to entities.');
export const policyHasVersions = () =>
  deleteConflict(
    "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
  );
export const defaultPolicyVersion = () => deleteConflict('Cannot delete the default version of a policy.');

export const duplicateTagKeys = (ignoringCase: boolean) =>
  invalidInput(
    ignoringCase
      ? 'Duplicate tag keys found. Please note that Tag keys are case insensitive.'
      : 'Duplicate tag keys found.',
  );

export const aliasExists = (alias: string) =>
  entityAlreadyExists(`The account alias ${alias} already exists.`);
export const aliasNotFound = (alias: string) => noSuchEntity(`The account alias ${alias} cannot be found.`);

export const arnNotValid = (arn: string) => invalidInput(`ARN ${arn} is not valid.`);

/** How IAM refuses credentials that may not call it. */
export const tokenNotAccepted = () =>
  new ServiceError('InvalidClientTokenId', 403, 'The security token included in the request is invalid.');
