import { requireFunction } from './evaluate.ts';
import { ifArgument } from './functions/if.ts';
import { attributePair } from './functions/references.ts';
import { asCall } from './functions/scope.ts';
import { subArgument, subParts } from './functions/sub.ts';
import { templateError } from './validation-error.ts';
import { isList, isObject, type TemplateValue } from './value.ts';

/** A name that a value refers to, with the function that does. */
export type Reference =
  | { readonly by: 'Ref'; readonly name: string }
  | { readonly by: 'Fn::GetAtt' | 'Fn::Sub'; readonly name: string; readonly attribute: string }
  | { readonly by: 'Fn::If'; readonly condition: string }
  | { readonly by: 'Fn::FindInMap'; readonly mapping: string }
  | { readonly by: 'Fn::ImportValue' };

/** Every reference in a value, in whatever branch. Throws ValidationError for calls of functions in a wrong form. */
export function referencesIn(value: TemplateValue): Reference[] {
  const found: Reference[] = [];
  collect(value, found);
  return found;
}

function collect(value: TemplateValue, found: Reference[]): void {
  if (isList(value)) for (const one of value) collect(one, found);
  if (!isObject(value)) return;
  const call = asCall(value);
  if (call === undefined) for (const one of Object.values(value)) collect(one, found);
  else collectFromCall(call.name, call.argument, found);
}

function collectFromCall(name: string, argument: TemplateValue, found: Reference[]): void {
  requireFunction(name);
  switch (name) {
    case 'Ref':
      if (typeof argument !== 'string') throw templateError('All References must be of type string');
      found.push({ by: 'Ref', name: argument });
      return;
    case 'Fn::GetAtt': {
      const [logicalId, attribute] = attributePair(argument);
      found.push({ by: name, name: logicalId, attribute: typeof attribute === 'string' ? attribute : '' });
      collect(attribute, found);
      return;
    }
    case 'Fn::Sub':
      collectFromSub(argument, found);
      return;
    case 'Fn::If':
      found.push({ by: name, condition: ifArgument(argument)[0] });
      break;
    case 'Fn::FindInMap':
      if (isList(argument) && typeof argument[0] === 'string') found.push({ by: name, mapping: argument[0] });
      break;
    case 'Fn::ImportValue':
      found.push({ by: name });
      break;
  }
  collect(argument, found);
}

function collectFromSub(argument: TemplateValue, found: Reference[]): void {
  const { text, variables } = subArgument(argument);
  for (const part of subParts(text)) {
    if ('text' in part || Object.hasOwn(variables, part.variable)) continue;
    const dot = part.variable.indexOf('.');
    if (dot === -1) found.push({ by: 'Ref', name: part.variable });
    else
      found.push({
        by: 'Fn::Sub',
        name: part.variable.slice(0, dot),
        attribute: part.variable.slice(dot + 1),
      });
  }
  collect(variables, found);
}
