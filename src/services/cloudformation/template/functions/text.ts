import { templateError } from '../validation-error.ts';
import { isList, isScalar } from '../value.ts';
import { charactersOf } from '../written-limit.ts';
import { call, isPending, type TemplateFunction } from './scope.ts';

const JOIN_FORM =
  'every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined.';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-join.html */
export const join: TemplateFunction = (argument, scope, evaluate) => {
  if (!isList(argument) || argument.length !== 2) throw templateError(JOIN_FORM);
  const [delimiter, values] = argument;
  if (!isScalar(delimiter) || values === undefined) throw templateError(JOIN_FORM);
  const list = evaluate(values, scope);
  if (list === undefined) return '';
  if (isPending(list)) return call('Fn::Join', [delimiter, list]);
  if (!isList(list) || !list.every(isScalar)) throw templateError(JOIN_FORM);
  scope.countWritten(charactersOf(list) + String(delimiter).length * list.length);
  return list.join(String(delimiter));
};

const SPLIT_FORM =
  'every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be split or a function that returns a string to be split.';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-split.html */
export const split: TemplateFunction = (argument, scope, evaluate) => {
  if (!isList(argument) || argument.length !== 2) throw templateError(SPLIT_FORM);
  const [delimiter, source] = argument;
  if (!isScalar(delimiter) || delimiter === '' || source === undefined) throw templateError(SPLIT_FORM);
  const text = evaluate(source, scope);
  if (text !== undefined && isPending(text)) return call('Fn::Split', [delimiter, text]);
  if (!isScalar(text)) throw templateError(SPLIT_FORM);
  return String(text).split(String(delimiter));
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-select.html */
export const select: TemplateFunction = (argument, scope, evaluate) => {
  if (!isList(argument) || argument.length !== 2 || argument[0] === undefined || argument[1] === undefined)
    throw templateError('Fn::Select requires a list argument with two elements: an integer index and a list');
  const index = evaluate(argument[0], scope);
  if (!isScalar(index) || !/^\d{1,6}$/.test(String(index)))
    throw templateError('Fn::Select requires a list argument with a valid index value as its first element');
  const list = evaluate(argument[1], scope);
  // A list in which only other elements wait for resources can be selected from already.
  if (list !== undefined && isPending(list) && !isList(list)) return call('Fn::Select', [index, list]);
  if (!isList(list))
    throw templateError('Fn::Select requires a list argument with two elements: an integer index and a list');
  const selected = list[Number(index)];
  if (selected === undefined)
    throw templateError(`Fn::Select cannot select nonexistent value at index ${index}`);
  return selected;
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-base64.html */
export const base64: TemplateFunction = (argument, scope, evaluate) => {
  const value = evaluate(argument, scope);
  if (value !== undefined && isPending(value)) return call('Fn::Base64', value);
  if (!isScalar(value)) throw templateError('every Fn::Base64 object must have a String-typed value.');
  return Buffer.from(String(value)).toString('base64');
};
