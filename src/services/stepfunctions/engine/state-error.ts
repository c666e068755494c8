/**
 * An error as states fail with it: its name is the error, its message the cause. The library asks for the other members.
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
export class StateError extends Error {
  readonly isRetryable: boolean;
  readonly isCatchable: boolean;

  constructor(error: string, cause: string, handled: boolean = true) {
    super(cause);
    this.name = error;
    this.isRetryable = handled;
    this.isCatchable = handled;
  }
}

/** "States.Runtime errors aren't retriable, and will always cause the execution to fail." */
export function runtimeError(cause: string): StateError {
  return new StateError('States.Runtime', cause, false);
}

/** Ends what was aborted; nobody is told. */
export function stopped(): StateError {
  return new StateError('States.Aborted', '', false);
}

/** @param where a state's name or a task's resource */
export function dataLimitExceeded(where: string): StateError {
  return new StateError(
    'States.DataLimitExceeded',
    `The state/task '${where}' returned a result with a size exceeding the maximum number of bytes service limit.`,
    false,
  );
}

export function tooManyEvents(maximum: number): StateError {
  return new StateError(
    'States.Runtime',
    `The execution reached the maximum number of history events (${maximum}).`,
    false,
  );
}
