import { ServiceError } from '../../../protocols/service-error.ts';

/** CloudFormation's common error for whatever is wrong with a request or a template: HTTP status 400. */
export function validationError(message: string): ServiceError {
  return new ServiceError('ValidationError', 400, message);
}

/** A template that is not of the form the template reference describes. */
export function formatError(message: string): ServiceError {
  return validationError(`Template format error: ${message}`);
}

/** A template whose functions are used in a wrong way. */
export function templateError(message: string): ServiceError {
  return validationError(`Template error: ${message}`);
}
