import { templateError } from '../validation-error.ts';
import { isList, type TemplateValue } from '../value.ts';
import type { TemplateFunction } from './scope.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-conditions.html */
export const ifFunction: TemplateFunction = (argument, scope, evaluateValue) => {
  const [condition, whenTrue, whenFalse] = ifArgument(argument);
  return evaluateValue(scope.condition(condition) ? whenTrue : whenFalse, scope);
};

/** The condition's name and both values of `Fn::If`. Throws ValidationError. */
export function ifArgument(argument: TemplateValue): [string, TemplateValue, TemplateValue] {
  if (!isList(argument) || typeof argument[0] !== 'string')
    throw templateError('Fn::If requires a list argument with the first element being a condition');
  const [condition, whenTrue, whenFalse] = argument;
  if (argument.length !== 3 || whenTrue === undefined || whenFalse === undefined)
    throw templateError('Fn::If requires a list argument with three elements');
  return [condition, whenTrue, whenFalse];
}
