import { firstUnmatched, type PatternCheck } from './allowed-pattern.ts';
import { isListType, type ParameterDeclaration } from './read-parameters.ts';
import { validationError } from './validation-error.ts';

/**
 * Checks the texts of parameters against what their declarations allow. Throws ValidationError, with the parameter's
 * own ConstraintDescription if it has one.
 */
export function requireConstraints(
  declarations: Iterable<ParameterDeclaration>,
  texts: ReadonlyMap<string, string>,
): void {
  const patterns: PatternCheck[] = [];
  const byName = new Map<string, ParameterDeclaration>();
  for (const declaration of declarations) {
    const values = valuesOf(declaration, texts.get(declaration.name) ?? '');
    const reason = values.map((value) => violated(declaration, value)).find((one) => one !== undefined);
    if (reason !== undefined) throw constraintError(declaration, reason);
    byName.set(declaration.name, declaration);
    const { name, allowedPattern } = declaration;
    if (allowedPattern !== undefined) patterns.push({ name, pattern: allowedPattern, values });
  }
  const unmatched = firstUnmatched(patterns);
  const declaration = unmatched === undefined ? undefined : byName.get(unmatched.name);
  if (declaration !== undefined)
    throw constraintError(declaration, `must match pattern ${declaration.allowedPattern}`);
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
