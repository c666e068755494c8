import { allowedPattern } from './allowed-pattern.ts';
import { isListType, type ParameterDeclaration } from './read-parameters.ts';
import { validationError } from './validation-error.ts';

/** How long all patterns of a request may take together, ms. */
const PATTERN_TIME = 500;

/**
 * Checks the texts of parameters against what their declarations allow. Throws ValidationError, with the parameter's
 * own ConstraintDescription if it has one.
 */
export function requireConstraints(
  declarations: Iterable<ParameterDeclaration>,
  texts: ReadonlyMap<string, string>,
): void {
  const deadline = performance.now() + PATTERN_TIME;
  for (const declaration of declarations) {
    const { name, allowedPattern: pattern } = declaration;
    const matches = pattern === undefined ? undefined : allowedPattern(name, pattern);
    for (const value of valuesOf(declaration, texts.get(name) ?? '')) {
      const reason = violated(declaration, value);
      if (reason !== undefined) throw constraintError(declaration, reason);
      if (performance.now() > deadline) throw validationError('Matching AllowedPattern takes too long.');
      if (matches?.(value) === false) throw constraintError(declaration, `must match pattern ${pattern}`);
    }
  }
}

function constraintError({ name, constraintDescription }: ParameterDeclaration, reason: string) {
  return validationError(
    constraintDescription === undefined
      ? `Parameter '${name}' ${reason}`
      : `Parameter '${name}' failed to satisfy constraint: ${constraintDescription}`,
  );
}

function valuesOf(declaration: ParameterDeclaration, text: string): string[] {
  return isListType(declaration.type) ? text.split(',').map((one) => one.trim()) : [text];
}

/** Why one value, or one element of a list, is not allowed. */
function violated(declaration: ParameterDeclaration, value: string): string | undefined {
  const { allowedValues, minLength, maxLength } = declaration;
  if (declaration.type === 'Number' || declaration.type === 'List<Number>') {
    const reason = violatedNumber(declaration, value);
    if (reason !== undefined) return reason;
  }
  if (Buffer.byteLength(value) > 4096) return 'must contain at most 4096 characters';
  if (allowedValues !== undefined && !allowedValues.includes(value)) return 'must be one of AllowedValues';
  if (minLength !== undefined && value.length < minLength)
    return `must contain at least ${minLength} characters`;
  if (maxLength !== undefined && value.length > maxLength)
    return `must contain at most ${maxLength} characters`;
  return undefined;
}

function violatedNumber({ minValue, maxValue }: ParameterDeclaration, value: string): string | undefined {
  const number = Number(value);
  if (value.trim() === '' || !Number.isFinite(number)) return 'must be a number';
  if (minValue !== undefined && number < minValue) return `must be a number not less than ${minValue}`;
  if (maxValue !== undefined && number > maxValue) return `must be a number not greater than ${maxValue}`;
  return undefined;
}
