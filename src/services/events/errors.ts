import { ServiceError } from '../../protocols/service-error.ts';
import { RevisionConflictError } from '../../store/store.ts';

/**
 * The errors of EventBridge, with the texts that AWS gives.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Operations.html
 */
function badRequest(code: string, message: string): ServiceError {
  return new ServiceError(code, 400, message);
}

export const validation = (message: string) => badRequest('ValidationException', message);

export const busDoesNotExist = (name: string) =>
  badRequest('ResourceNotFoundException', `Event bus ${name} does not exist.`);

export const busAlreadyExists = (name: string) =>
  badRequest('ResourceAlreadyExistsException', `Event bus ${name} already exists.`);

export const ruleDoesNotExist = (rule: string, bus: string) =>
  badRequest('ResourceNotFoundException', `Rule ${rule} does not exist on EventBus ${bus}.`);

export const resourceDoesNotExist = (arn: string) =>
  badRequest('ResourceNotFoundException', `Resource ${arn} does not exist.`);

export const statementDoesNotExist = (id: string) =>
  badRequest('ResourceNotFoundException', `Statement with the provided id does not exist: ${id}`);

export const noPolicy = () => badRequest('ResourceNotFoundException', 'EventBus does not have a policy.');

export const invalidEventPattern = (reason: string) =>
  badRequest('InvalidEventPatternException', `Event pattern is not valid. Reason: ${reason}`);

export const limitExceeded = (message: string) => badRequest('LimitExceededException', message);

export const policyTooLong = () =>
  badRequest('PolicyLengthExceededException', 'The event bus policy is too long.');

/** Too much waits to be delivered. */
export const throttled = () => badRequest('ThrottlingException', 'Rate exceeded');

/** What a write gives; a lost race is ConcurrentModificationException. */
export async function unlessModified<Output>(write: Promise<Output>): Promise<Output> {
  try {
    return await write;
  } catch (error) {
    if (!(error instanceof RevisionConflictError)) throw error;
    throw badRequest('ConcurrentModificationException', 'There is concurrent modification on a resource.');
  }
}
