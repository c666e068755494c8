import type { GatewayError } from './gateway-error.ts';

/** How to read a `$context.error` variable. */
export type ReadError = (error: GatewayError) => string;

/**
 * The variables that only gateway responses and access logs have.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html#context-variable-reference
 */
const VARIABLES: ReadonlyMap<string, ReadError> = new Map<string, ReadError>([
  ['error.message', ({ response }) => response.message ?? ''],
  // "The quoted value of $context.error.message".
  ['error.messageString', ({ response }) => JSON.stringify(response.message)],
  ['error.responseType', ({ response }) => response.type ?? ''],
  ['error.validationErrorString', ({ validationErrors }) => `[${validationErrors?.().join(', ') ?? ''}]`],
]);

/** Undefined for a name that no such variable has. @param name without `$context.` */
export function errorVariable(name: string): ReadError | undefined {
  return VARIABLES.get(name);
}
