import { ServiceError } from '../../protocols/service-error.ts';

/**
 * The errors of Lambda's API, with the texts that AWS gives (recorded by LocalStack's tests against AWS, or from the
 * Lambda Developer Guide). https://docs.aws.amazon.com/lambda/latest/api/CommonErrors.html
 */
const USER = { Type: 'User' };

export function invalidParameter(message: string): ServiceError {
  return new ServiceError('InvalidParameterValueException', 400, message, USER);
}

export function accessDenied(message: string): ServiceError {
  return new ServiceError('AccessDeniedException', 403, message, USER);
}

export function conflict(message: string): ServiceError {
  return new ServiceError('ResourceConflictException', 409, message, USER);
}

export function notFound(message: string): ServiceError {
  return new ServiceError('ResourceNotFoundException', 404, message, USER);
}

export function aliasNotFound(arn: string): ServiceError {
  return notFound(`Cannot find alias arn: ${arn}`);
}

/** What the request asks for needs something that isn't here. */
export function notOffered(what: string): ServiceError {
  return invalidParameter(`${what} is not supported here.`);
}

export function revisionMismatch(source: 'GetFunction/GetAlias' | 'GetPolicy'): ServiceError {
  return new ServiceError(
    'PreconditionFailedException',
    412,
    `The Revision Id provided does not match the latest Revision Id. Call the ${source} API to retrieve the latest Revision Id`,
    USER,
  );
}

export function policyTooLong(size: number, maximum: number): ServiceError {
  return new ServiceError(
    'PolicyLengthExceededException',
    400,
    `The final policy size (${size}) is bigger than the limit (${maximum}).`,
    USER,
  );
}

export function invalidRequestContent(message: string): ServiceError {
  return new ServiceError('InvalidRequestContentException', 400, message, USER);
}

/** A constraint that the model's own validation cannot know. */
export function validation(value: unknown, member: string, constraint: string): ServiceError {
  return new ServiceError(
    'ValidationException',
    400,
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ${constraint}`,
  );
}
