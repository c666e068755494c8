import { ServiceError } from '../protocols/service-error.ts';

/** Errors of Invoke. https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors */

/** Why an invocation is throttled. */
export type ThrottleReason =
  | 'ConcurrentInvocationLimitExceeded'
  | 'ReservedFunctionConcurrentInvocationLimitExceeded'
  | 'FunctionInvocationRateLimitExceeded';

/** Recorded from AWS: the text is the same for every reason. */
export function throttled(reason: ThrottleReason): ServiceError {
  return new ServiceError('TooManyRequestsException', 429, 'Rate Exceeded.', {
    Type: 'User',
    Reason: reason,
  });
}

export function functionNotFound(arn: string): ServiceError {
  return new ServiceError('ResourceNotFoundException', 404, `Function not found: ${arn}`, { Type: 'User' });
}

/** A synchronous invocation with too large a payload. */
export function requestTooLarge(maximum: number): ServiceError {
  return new ServiceError(
    'RequestEntityTooLargeException',
    413,
    `Request must be smaller than ${maximum} bytes for the InvokeFunction operation`,
    { Type: 'User' },
  );
}

/** An asynchronous invocation with too large a payload. */
export function eventTooLarge(size: number, maximum: number): ServiceError {
  return new ServiceError(
    'RequestTooLargeException',
    413,
    `${size} byte payload is too large for the Event invocation type (limit ${maximum} bytes)`,
    { Type: 'User' },
  );
}

export function invalidRuntime(reason: string): ServiceError {
  return new ServiceError('InvalidRuntimeException', 502, reason, { Type: 'User' });
}

/** Lambda could not get credentials of the execution role: it is gone, or no longer trusts Lambda. */
export function roleNotAssumable(): ServiceError {
  return new ServiceError(
    'AccessDeniedException',
    403,
    'The role defined for the function cannot be assumed by Lambda.',
    { Type: 'User' },
  );
}

export function closing(): ServiceError {
  return new ServiceError('ServiceException', 500, 'Lambda is shutting down.', { Type: 'Service' });
}
