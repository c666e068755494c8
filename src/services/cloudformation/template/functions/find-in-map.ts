import { templateError } from '../validation-error.ts';
import { isList, isScalar } from '../value.ts';
import type { TemplateFunction } from './scope.ts';

const FORM =
  'every Fn::FindInMap object requires three parameters, the map name, map key and the attribute for return value';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-findinmap.html */
export const findInMap: TemplateFunction = (argument, scope, evaluate) => {
  if (!isList(argument) || argument.length !== 3) throw templateError(FORM);
  const [name, key, attribute] = argument.map((one) => {
    const value = evaluate(one, scope);
    if (!isScalar(value)) throw templateError(FORM);
    return String(value);
  });
  if (name === undefined || key === undefined || attribute === undefined) throw templateError(FORM);
  const map = scope.mappings.get(name);
  if (map === undefined)
    throw templateError(`Mapping named '${name}' is not present in the 'Mappings' section of template.`);
  const value = map.get(key)?.get(attribute);
  if (value === undefined) throw templateError(`Unable to get mapping for ${name}::${key}::${attribute}`);
  return value;
};
