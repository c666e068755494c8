import { findInMap } from './functions/find-in-map.ts';
import { ifFunction } from './functions/if.ts';
import { getAtt, importValue, ref } from './functions/references.ts';
import { asCall, type Evaluated, type EvaluationScope, type TemplateFunction } from './functions/scope.ts';
import { sub } from './functions/sub.ts';
import { base64, join, select, split } from './functions/text.ts';
import { templateError } from './validation-error.ts';
import { isList, isObject, objectOf, type TemplateObject, type TemplateValue } from './value.ts';
import { charactersOf } from './written-limit.ts';

const functions: ReadonlyMap<string, TemplateFunction> = new Map([
  ['Ref', ref],
  ['Fn::Base64', base64],
  ['Fn::FindInMap', findInMap],
  ['Fn::GetAtt', getAtt],
  ['Fn::If', ifFunction],
  ['Fn::ImportValue', importValue],
  ['Fn::Join', join],
  ['Fn::Select', select],
  ['Fn::Split', split],
  ['Fn::Sub', sub],
]);

/** Throws ValidationError unless a function of this name can be used in values. */
export function requireFunction(name: string): void {
  if (!functions.has(name))
    throw templateError(
      `Encountered unsupported function: ${name} Supported functions are: [${[...functions.keys()].slice(1).join(', ')}]`,
    );
}

/**
 * Carries out the functions of a value. What depends on resources that the scope does not know yet stays a function
 * call, with everything else in it carried out; evaluating that again later, knowing them, gives the value.
 * Throws ValidationError for functions used in a wrong way, and when they write too much.
 */
export function evaluate(value: TemplateValue, scope: EvaluationScope): Evaluated {
  if (isList(value)) return value.map((one) => evaluate(one, scope)).filter((one) => one !== undefined);
  if (!isObject(value)) return value;
  const functionCall = asCall(value);
  if (functionCall === undefined) return evaluateObject(value, scope);
  requireFunction(functionCall.name);
  const result = functions.get(functionCall.name)?.(functionCall.argument, scope, evaluate);
  scope.countWritten(charactersOf(result));
  return result;
}

/** Evaluates every member of a map. */
export function evaluateObject(object: TemplateObject, scope: EvaluationScope): TemplateObject {
  const entries: [string, TemplateValue][] = [];
  for (const [key, one] of Object.entries(object)) {
    const value = evaluate(one, scope);
    if (value !== undefined) entries.push([key, value]);
  }
  return objectOf(entries);
}
