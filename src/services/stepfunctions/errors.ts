import { ServiceError } from '../../protocols/service-error.ts';

/**
 * The errors of Step Functions, with the texts that AWS gives.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_Operations.html
 */
function badRequest(code: string, message: string, members: Record<string, unknown> = {}): ServiceError {
  return new ServiceError(code, 400, message, members);
}

export const stateMachineDoesNotExist = (arn: string) =>
  badRequest('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);

export const stateMachineAlreadyExists = (arn: string) =>
  badRequest('StateMachineAlreadyExists', `State Machine Already Exists: '${arn}'`);

export const stateMachineTypeNotSupported = () =>
  badRequest('StateMachineTypeNotSupported', 'This operation is not supported by this type of state machine');

export const executionDoesNotExist = (arn: string) =>
  badRequest('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);

export const executionAlreadyExists = (arn: string) =>
  badRequest('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);

export const executionLimitExceeded = () =>
  badRequest(
    'ExecutionLimitExceeded',
    'The maximum number of running executions has been reached. Running executions must end or be stopped before a new execution can be started.',
  );

/** StartSyncExecution has no error of its own for it. */
export const throttled = () => badRequest('ThrottlingException', 'Rate exceeded');

export const invalidArn = (reason: string) => badRequest('InvalidArn', `Invalid Arn: '${reason}'`);

export const invalidName = (name: string) => badRequest('InvalidName', `Invalid Name: '${name}'`);

export const invalidDefinition = (reason: string) =>
  badRequest('InvalidDefinition', `Invalid State Machine Definition: '${reason}'`);

export const invalidExecutionInput = (reason: string) =>
  badRequest('InvalidExecutionInput', `Invalid State Machine Execution Input: '${reason}'`);

export const invalidToken = () => badRequest('InvalidToken', "Invalid Token: 'Invalid token'");

export const resourceNotFound = (arn: string) =>
  badRequest('ResourceNotFound', `Resource not found: '${arn}'`, { resourceName: arn });

export const tooManyTags = (arn: string) =>
  badRequest('TooManyTags', 'Too many tags have been specified', { resourceName: arn });

export const stateMachineLimitExceeded = () =>
  badRequest('StateMachineLimitExceeded', 'The maximum number of state machines has been reached.');

export const missingRequiredParameter = () =>
  badRequest(
    'MissingRequiredParameter',
    'Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified',
  );

export const roleNotAssumable = () =>
  new ServiceError(
    'AccessDeniedException',
    400,
    'Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role.',
  );

/** What a request asks for isn't here. */
export const notOffered = (what: string) => badRequest('ValidationException', `${what} is not offered here.`);
