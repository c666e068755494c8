import { ServiceError } from './service-error.ts';
import type { Protocol, ServiceFacts } from './service-schema.ts';

/**
 * The errors that every AWS service can answer, with the code each protocol gives them.
 * https://docs.aws.amazon.com/lambda/latest/api/CommonErrors.html
 * https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html
 */
export function validationError(
  { protocol, validationErrorCode }: Pick<ServiceFacts, 'protocol' | 'validationErrorCode'>,
  message: string,
): ServiceError {
  const code = protocol === 'awsQuery' ? 'ValidationError' : 'ValidationException';
  return new ServiceError(validationErrorCode ?? code, 400, message);
}

export function accessDenied(protocol: Protocol, message: string): ServiceError {
  return new ServiceError(protocol === 'awsQuery' ? 'AccessDenied' : 'AccessDeniedException', 403, message);
}

/** Says nothing of what went wrong inside. */
export function internalFailure(): ServiceError {
  const message = 'The request processing has failed because of an unknown error, exception or failure.';
  return new ServiceError('InternalFailure', 500, message);
}

export function requestTooLarge(protocol: Protocol, maximum: number): ServiceError {
  const code = protocol === 'awsQuery' ? 'RequestEntityTooLarge' : 'RequestEntityTooLargeException';
  return new ServiceError(code, 413, `Request must be smaller than ${maximum} bytes`);
}

/** An operation of the model that isn't offered here. */
export function notImplemented(protocol: Protocol, operation: string, reason: string): ServiceError {
  const code = protocol === 'awsQuery' ? 'NotImplemented' : 'NotImplementedException';
  return new ServiceError(code, 501, `${operation} is not supported: ${reason}`);
}

/** The body is not compressed as its header says. */
export function malformedHttpRequest(message: string): ServiceError {
  return new ServiceError('MalformedHttpRequestException', 400, message);
}

/** No operation has this method and path, or this X-Amz-Target. The text is empty, as AWS's is. */
export function unknownOperation(facts: ServiceFacts): ServiceError {
  if (facts.hidesUnknownPaths === true) {
    return new ServiceError('MissingAuthenticationTokenException', 403, 'Missing Authentication Token');
  }
  return new ServiceError('UnknownOperationException', 404, '');
}
