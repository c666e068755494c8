import { requireConstraints } from './parameter-constraints.ts';
import { isListType, type ParameterDeclaration } from './read-parameters.ts';
import { validationError } from './validation-error.ts';
import type { TemplateValue } from './value.ts';

/** A parameter as a request gives it. */
export interface GivenParameter {
  readonly ParameterKey?: string | undefined;
  readonly ParameterValue?: string | undefined;
  readonly UsePreviousValue?: boolean | undefined;
}

/**
 * The text of every parameter of a template: given, taken over from the stack, or the default. Throws ValidationError
 * for parameters without values, unknown parameters and values that break their constraints.
 *
 * @param previous the stack's values; undefined when there is no stack yet
 */
export function parameterTexts(
  declarations: ReadonlyMap<string, ParameterDeclaration>,
  given: readonly GivenParameter[],
  previous?: ReadonlyMap<string, string>,
): Map<string, string> {
  const byKey = new Map<string, GivenParameter>();
  for (const one of given) {
    const key = one.ParameterKey ?? '';
    if (byKey.has(key)) throw validationError(`Parameter '${key}' has been specified more than once`);
    byKey.set(key, one);
  }
  const unknown = [...byKey.keys()].filter((key) => !declarations.has(key));
  if (unknown.length > 0)
    throw validationError(`Parameters: [${unknown.join(', ')}] do not exist in the template`);
  const texts = new Map<string, string>();
  const missing: string[] = [];
  for (const declaration of declarations.values()) {
    const text = parameterText(declaration, byKey.get(declaration.name), previous);
    if (text === undefined) missing.push(declaration.name);
    else texts.set(declaration.name, text);
  }
  if (missing.length > 0) throw validationError(`Parameters: [${missing.join(', ')}] must have values`);
  requireConstraints(declarations.values(), texts);
  return texts;
}

function parameterText(
  declaration: ParameterDeclaration,
  given: GivenParameter | undefined,
  previous: ReadonlyMap<string, string> | undefined,
): string | undefined {
  if (given?.UsePreviousValue === true) {
    if (given.ParameterValue !== undefined)
      throw validationError(
        `Invalid input for parameter key ${declaration.name}. Cannot specify usePreviousValue as true and non empty value for a parameter`,
      );
    const value = previous?.get(declaration.name);
    if (value === undefined)
      throw validationError(
        `Invalid input for parameter key ${declaration.name}. Cannot specify usePreviousValue as true for a parameter key not in the previous template`,
      );
    return value;
  }
  return given?.ParameterValue ?? declaration.default;
}

/** What `Ref` gives for a parameter: the text, or its list. */
export function parameterValue(declaration: ParameterDeclaration, text: string): TemplateValue {
  if (!isListType(declaration.type)) return text;
  return text === '' ? [] : text.split(',').map((one) => one.trim());
}
