import { templateError } from '../validation-error.ts';
import { isList, isObject, isScalar, member, type TemplateObject, type TemplateValue } from '../value.ts';
import { charactersOf } from '../written-limit.ts';
import { getAtt, ref } from './references.ts';
import { call, isPending, type TemplateFunction } from './scope.ts';

/** Text between variables, and variables by name. */
export type SubPart = { readonly text: string } | { readonly variable: string };

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-sub.html */
export const sub: TemplateFunction = (argument, scope, evaluate) => {
  const { text, variables } = subArgument(argument);
  const resolve = (variable: string): TemplateValue => {
    const given = member(variables, variable);
    const value =
      given !== undefined
        ? evaluate(given, scope)
        : (variable.includes('.') ? getAtt : ref)(variable, scope, evaluate);
    return value !== undefined && isPending(value) ? value : asText(value, variable);
  };
  const values = new Map<string, { value: TemplateValue; size: number }>();
  const parts = subParts(text).map((part): TemplateValue => {
    if ('text' in part) return part.text;
    const { variable } = part;
    let known = values.get(variable);
    if (known === undefined) {
      const value = resolve(variable);
      known = { value, size: charactersOf(value) };
      values.set(variable, known);
    }
    scope.countWritten(known.size);
    return known.value;
  });
  return parts.some(isPending) ? call('Fn::Join', ['', parts]) : parts.join('');
};

function asText(value: TemplateValue | undefined, variable: string): string {
  if (isScalar(value)) return String(value);
  if (isList(value) && value.every(isScalar)) return value.join(',');
  throw templateError(`Fn::Sub expression does not resolve to a string: ${variable}`);
}

/** The text and the variables of `Fn::Sub` in either form. Throws ValidationError. */
export function subArgument(argument: TemplateValue): { text: string; variables: TemplateObject } {
  if (isScalar(argument)) return { text: String(argument), variables: {} };
  if (!isList(argument) || argument.length !== 2)
    throw templateError(
      "One or more Fn::Sub intrinsic functions don't specify expected arguments. Specify a string as first argument, and an optional second argument to specify a mapping of values to replace in the string",
    );
  const [text, variables] = argument;
  if (typeof text !== 'string' || !isObject(variables))
    throw templateError(
      "One or more Fn::Sub intrinsic functions don't specify expected arguments. Specify a string as first argument, and an optional second argument to specify a mapping of values to replace in the string",
    );
  return { text, variables };
}

/** Takes the text apart at `${Name}`; `${!Literal}` is the text `${Literal}`. */
export function subParts(text: string): SubPart[] {
  const parts: SubPart[] = [];
  let literal = '';
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf('${', at);
    const close = open === -1 ? -1 : text.indexOf('}', open);
    if (close === -1) break;
    literal += text.slice(at, open);
    const name = text.slice(open + 2, close);
    if (name.startsWith('!')) literal += `\${${name.slice(1)}}`;
    else {
      if (literal !== '') parts.push({ text: literal });
      literal = '';
      parts.push({ variable: variableName(name) });
    }
    at = close + 1;
  }
  literal += text.slice(at);
  if (literal !== '') parts.push({ text: literal });
  return parts;
}

function variableName(name: string): string {
  const trimmed = name.trim();
  if (!/^[A-Za-z0-9_.:]+$/.test(trimmed))
    throw templateError(
      'variable names in Fn::Sub syntax must contain only alphanumeric characters, underscores, periods, and colons',
    );
  return trimmed;
}
