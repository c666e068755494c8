import { splitAttribute } from '../short-tags.ts';
import { templateError } from '../validation-error.ts';
import { isList, isScalar, type TemplateValue } from '../value.ts';
import { call, isPending, type TemplateFunction } from './scope.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-ref.html */
export const ref: TemplateFunction = (argument, scope) => {
  if (typeof argument !== 'string') throw templateError('All References must be of type string');
  if (argument === 'AWS::NoValue') return undefined;
  return scope.parameter(argument) ?? scope.reference(argument) ?? call('Ref', argument);
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getatt.html */
export const getAtt: TemplateFunction = (argument, scope, evaluate) => {
  const [logicalId, name] = attributePair(argument);
  const attribute = evaluate(name, scope);
  if (typeof attribute !== 'string' || attribute === '') throw attributeForm();
  return scope.attribute(logicalId, attribute) ?? call('Fn::GetAtt', [logicalId, attribute]);
};

/** The logical id and the attribute, which may be a function, of `Fn::GetAtt` in either form. */
export function attributePair(argument: TemplateValue): [string, TemplateValue] {
  const pair = splitAttribute(argument);
  if (!isList(pair) || pair.length !== 2) throw attributeForm();
  const [logicalId, name] = pair;
  if (typeof logicalId !== 'string' || logicalId === '' || name === undefined || name === '')
    throw attributeForm();
  return [logicalId, isScalar(name) ? String(name) : name];
}

function attributeForm() {
  return templateError(
    'every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute',
  );
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-importvalue.html */
export const importValue: TemplateFunction = (argument, scope, evaluate) => {
  const name = evaluate(argument, scope);
  if (name !== undefined && isPending(name))
    throw templateError(
      'the attribute in Fn::ImportValue must not depend on any resources, imported values, or Fn::GetAZs',
    );
  if (!isScalar(name)) throw templateError('every Fn::ImportValue object must have a String-typed value.');
  return scope.importedValue(String(name));
};
