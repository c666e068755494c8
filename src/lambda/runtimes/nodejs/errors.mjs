import { types } from 'node:util';

/** Names of errors that the runtime itself reports, as AWS's runtime names them. */
class RuntimeError extends Error {
  constructor(name, message, options) {
    super(message, options);
    this.name = name;
    // The stack's first line is made of the name that the class had when it was captured.
    this.stack = `${name}: ${message}\n${(this.stack ?? '').split('\n').slice(1).join('\n')}`;
  }
}

export class HandlerNotFound extends RuntimeError {
  constructor(message) {
    super('Runtime.HandlerNotFound', message);
  }
}

export class MalformedHandlerName extends RuntimeError {
  constructor(message) {
    super('Runtime.MalformedHandlerName', message);
  }
}

export class ImportModuleError extends RuntimeError {
  constructor(cause) {
    super('Runtime.ImportModuleError', String(cause));
  }
}

export class UserCodeSyntaxError extends RuntimeError {
  constructor(cause) {
    super('Runtime.UserCodeSyntaxError', String(cause));
    // Node puts the offending source line in front of its own stack: that is what the author needs.
    if (cause.stack) this.stack = `${this.name}: ${cause.stack}`;
  }
}

export class UnhandledPromiseRejection extends RuntimeError {
  constructor(reason) {
    super('Runtime.UnhandledPromiseRejection', String(reason));
    if (types.isNativeError(reason) && reason.stack) this.stack = `${this.name}: ${reason.stack}`;
  }
}

/** What the Runtime API and thereby the invoker gets: `{errorType, errorMessage, trace}`. */
export function errorObject(error) {
  if (types.isNativeError(error) || error instanceof Error) {
    return {
      errorType: String(error.name),
      errorMessage: String(error.message),
      trace: String(error.stack ?? '').split('\n'),
    };
  }
  let text;
  try {
    text = String(error);
  } catch {
    text = 'unknown';
  }
  return { errorType: typeof error, errorMessage: text, trace: [] };
}
