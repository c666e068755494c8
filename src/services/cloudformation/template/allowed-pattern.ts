import { runInThisContext } from 'node:vm';
import { formatError, validationError } from './validation-error.ts';

/** One parameter's pattern with the values that must match it. */
export interface PatternCheck {
  readonly name: string;
  readonly pattern: string;
  readonly values: readonly string[];
}

/** All patterns of one request together take at most this long, in milliseconds. */
const TIME_LIMIT = 100;
const MAXIMUM_PATTERN_LENGTH = 1024;

/**
 * The first check with a value that its pattern does not match from beginning to end. Pattern and value both come from
 * users, so the matching is ended when its time is over, however badly the pattern backtracks.
 * Throws ValidationError for a pattern that is not a regular expression or takes too long.
 */
export function firstUnmatched(checks: readonly PatternCheck[]): PatternCheck | undefined {
  if (checks.length === 0) return undefined;
  for (const { name, pattern } of checks) requireRegularExpression(name, pattern);
  // The code holds the patterns and values as JSON texts, never as code.
  const code = `(${JSON.stringify(checks)}).findIndex(({ pattern, values }) => {
    const whole = new RegExp('^(?:' + pattern + ')$');
    return !values.every((value) => whole.test(value));
  })`;
  let index: unknown;
  try {
    index = runInThisContext(code, { timeout: TIME_LIMIT });
  } catch {
    throw validationError('Parameters: matching AllowedPattern took too long.');
  }
  return typeof index === 'number' ? checks[index] : undefined;
}

function requireRegularExpression(name: string, pattern: string): void {
  try {
    if (pattern.length > MAXIMUM_PATTERN_LENGTH) throw new Error('too long');
    new RegExp(`^(?:${pattern})$`);
  } catch {
    throw formatError(`[/Parameters/${name}/AllowedPattern] '${pattern}' is not a regular expression.`);
  }
}
