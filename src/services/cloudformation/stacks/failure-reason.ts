import { randomUUID } from 'node:crypto';
import { ServiceError } from '../../../protocols/service-error.ts';
import { HandlerError, PropertyError } from '../resource-types/resource-type.ts';
import { ServiceCallError } from '../resource-types/service-clients.ts';

/** Why a resource failed, in the words that events have. Causes that are ours are not told. */
export function failureReason(error: unknown): string {
  if (error instanceof PropertyError) return error.message;
  // Functions of the template that could only be carried out now.
  if (error instanceof ServiceError) return error.message;
  if (error instanceof HandlerError) return handlerMessage(error.message, error.code);
  if (error instanceof ServiceCallError) return handlerMessage(error.message, handlerErrorCode(error.error));
  return handlerMessage('Internal Failure', 'InternalFailure');
}

function handlerMessage(message: string, code: string): string {
  return `Resource handler returned message: "${message}" (RequestToken: ${randomUUID()}, HandlerErrorCode: ${code})`;
}

/** https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract-errors.html */
function handlerErrorCode({ code, statusCode }: ServiceError): string {
  if (/AlreadyExists|^Conflict|^ResourceConflict|^ResourceInUse/.test(code)) return 'AlreadyExists';
  if (/LimitExceeded/.test(code)) return 'ServiceLimitExceeded';
  if (statusCode === 404 || /NotFound|DoesNotExist/.test(code)) return 'NotFound';
  if (statusCode === 401 || statusCode === 403 || /^AccessDenied/.test(code)) return 'AccessDenied';
  if (statusCode === 429) return 'Throttling';
  return statusCode < 500 ? 'InvalidRequest' : 'ServiceInternalError';
}
