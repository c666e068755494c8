import { ServiceError } from '../../../protocols/service-error.ts';
import { TaskFailure } from '../engine/workers.ts';

/**
 * A service's error as a task fails with it. What a service does not model is named after the service itself, as AWS's
 * SDK for Java names it.
 * @param prefix what errors of the integration begin with, such as `Lambda`
 * @param displayName the service in messages, such as `AWSLambda`
 */
export function serviceFailure(prefix: string, displayName: string, error: unknown): TaskFailure {
  if (error instanceof TaskFailure) return error;
  if (!(error instanceof ServiceError)) throw error;
  const { code, statusCode, message } = error;
  const name =
    code === 'AccessDeniedException'
      ? `${displayName}Exception`
      : code.endsWith('Exception')
        ? code
        : `${code}Exception`;
  return new TaskFailure(
    `${prefix}.${name}`,
    `${message} (Service: ${displayName}; Status Code: ${statusCode}; Error Code: ${code})`,
  );
}
