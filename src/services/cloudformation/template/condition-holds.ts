import { evaluate } from './evaluate.ts';
import type { EvaluationScope } from './functions/scope.ts';
import { formatError, templateError } from './validation-error.ts';
import { isList, isObject, sameValue, type TemplateValue } from './value.ts';

/** Whether a boolean function of the Conditions section holds. Throws ValidationError. */
export function conditionHolds(condition: TemplateValue, scope: EvaluationScope): boolean {
  const { name, argument } = booleanFunction(condition);
  switch (name) {
    case 'Condition':
      return scope.condition(String(argument));
    case 'Fn::Equals':
      return equal(argument, scope);
    case 'Fn::Not':
      return !conditionHolds(operands(name, argument, 1, 1)[0] ?? '', scope);
    case 'Fn::And':
      return operands(name, argument, 2, 10).every((one) => conditionHolds(one, scope));
    case 'Fn::Or':
      return operands(name, argument, 2, 10).some((one) => conditionHolds(one, scope));
    default:
      throw formatError('Conditions can only be boolean operations on parameters and other conditions');
  }
}

function booleanFunction(condition: TemplateValue): { name: string; argument: TemplateValue } {
  const [entry, more] = isObject(condition) ? Object.entries(condition) : [];
  if (entry === undefined || more !== undefined)
    throw formatError('Conditions can only be boolean operations on parameters and other conditions');
  return { name: entry[0], argument: entry[1] };
}

function equal(argument: TemplateValue, scope: EvaluationScope): boolean {
  if (!isList(argument) || argument[0] === undefined || argument[1] === undefined || argument.length !== 2)
    throw templateError('Fn::Equals requires a list argument with two elements');
  return sameValue(evaluate(argument[0], scope), evaluate(argument[1], scope));
}

function operands(name: string, argument: TemplateValue, least: number, most: number) {
  if (!isList(argument) || argument.length < least || argument.length > most)
    throw templateError(
      least === most
        ? `every ${name} object requires a list with exactly ${least} boolean parameter.`
        : `every ${name} object requires a list of at least ${least} and at most ${most} boolean parameters.`,
    );
  return argument;
}
