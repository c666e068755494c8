import type { Mappings } from '../read-mappings.ts';
import { isList, isObject, type TemplateObject, type TemplateValue } from '../value.ts';
import type { CountWritten } from '../written-limit.ts';

/** A value with its functions carried out; undefined is `AWS::NoValue`, which takes its key or element away. */
export type Evaluated = TemplateValue | undefined;

/** What the functions of a template are evaluated against. */
export interface EvaluationScope {
  readonly mappings: Mappings;
  readonly countWritten: CountWritten;
  /** Values of parameters and pseudo parameters: text or a list. Undefined when there is none of the name. */
  parameter(name: string): TemplateValue | undefined;
  condition(name: string): boolean;
  /** What `Ref` gives for a resource; undefined while the resource does not exist, which leaves the function as it is. */
  reference(logicalId: string): TemplateValue | undefined;
  /** What `Fn::GetAtt` gives; undefined while the resource does not exist. */
  attribute(logicalId: string, name: string): TemplateValue | undefined;
  /** The value of an export. Throws ValidationError when nobody exports the name. */
  importedValue(name: string): string;
}

/** Carries out one function. The argument is as written; `evaluate` carries out the functions inside it. */
export type TemplateFunction = (
  argument: TemplateValue,
  scope: EvaluationScope,
  evaluate: (value: TemplateValue, scope: EvaluationScope) => Evaluated,
) => Evaluated;

/** A function call as a value: `{ "Ref": "Role" }`. */
export function call(name: string, argument: TemplateValue): TemplateObject {
  return { [name]: argument };
}

/** The function's name and argument when the value is a call of a function: a map with that one key. */
export function asCall(value: TemplateValue): { name: string; argument: TemplateValue } | undefined {
  if (!isObject(value)) return undefined;
  const [entry, more] = Object.entries(value);
  if (entry === undefined || more !== undefined) return undefined;
  const [name, argument] = entry;
  return name === 'Ref' || name.startsWith('Fn::') ? { name, argument } : undefined;
}

/** Whether an evaluated value still waits for a resource: it is such a call, or a list with one in it. */
export function isPending(value: TemplateValue): boolean {
  return isList(value) ? value.some(isPending) : asCall(value) !== undefined;
}
