import { requireAlphanumeric, requireAtMost } from './section-limits.ts';
import { formatError, validationError } from './validation-error.ts';
import { isList, isObject, isScalar, member, type TemplateObject, type TemplateValue } from './value.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html */
export interface ParameterDeclaration {
  readonly name: string;
  /** `String`, `Number`, `List<Number>`, `CommaDelimitedList` or an AWS-specific type. */
  readonly type: string;
  readonly default?: string;
  readonly noEcho: boolean;
  readonly allowedValues?: readonly string[];
  readonly allowedPattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minValue?: number;
  readonly maxValue?: number;
  readonly description?: string;
  readonly constraintDescription?: string;
}

const MEMBERS = new Set([
  'Type',
  'Default',
  'NoEcho',
  'AllowedValues',
  'AllowedPattern',
  'MinLength',
  'MaxLength',
  'MinValue',
  'MaxValue',
  'Description',
  'ConstraintDescription',
]);

export function readParameters(section: TemplateObject): Map<string, ParameterDeclaration> {
  requireAtMost('parameters', section, 200);
  return new Map(Object.entries(section).map(([name, value]) => [name, readParameter(name, value)]));
}

/** Whether values of the type are lists, written as text with commas between. */
export function isListType(type: string): boolean {
  return type === 'CommaDelimitedList' || type.startsWith('List<');
}

function readParameter(name: string, value: TemplateValue): ParameterDeclaration {
  requireAlphanumeric('Parameter', name);
  if (!isObject(value)) throw formatError('Any Parameters member must be an object.');
  const unknown = Object.keys(value).find((key) => !MEMBERS.has(key));
  if (unknown !== undefined) throw validationError(`Invalid template parameter property '${unknown}'`);
  const type = text(value, 'Type');
  if (type === undefined)
    throw formatError(`[/Parameters/${name}] Every Parameters object must contain a Type member.`);
  requireType(type);
  const allowed = member(value, 'AllowedValues');
  if (allowed !== undefined && !(isList(allowed) && allowed.every(isScalar)))
    throw formatError(`[/Parameters/${name}/AllowedValues] Every AllowedValues member must be a list.`);
  return {
    name,
    type,
    noEcho: String(member(value, 'NoEcho') ?? false).toLowerCase() === 'true',
    ...(allowed !== undefined && { allowedValues: allowed.map(String) }),
    ...present('default', text(value, 'Default')),
    ...present('allowedPattern', text(value, 'AllowedPattern')),
    ...present('minLength', number(value, 'MinLength')),
    ...present('maxLength', number(value, 'MaxLength')),
    ...present('minValue', number(value, 'MinValue')),
    ...present('maxValue', number(value, 'MaxValue')),
    ...present('description', text(value, 'Description')),
    ...present('constraintDescription', text(value, 'ConstraintDescription')),
  };
}

/** Values of AWS-specific types name things of other services; they are text or lists of text here too. */
function requireType(type: string): void {
  const item = /^List<(.*)>$/.exec(type)?.[1] ?? type;
  if (item.startsWith('AWS::SSM::'))
    throw formatError(
      `Parameter type ${type} is not supported: there is no Systems Manager here to read from.`,
    );
  const known =
    item === 'Number' ||
    (type === item && (type === 'String' || type === 'CommaDelimitedList')) ||
    (type !== item && item === 'String') ||
    /^AWS::(EC2|Route53)::[A-Za-z0-9:]+$/.test(item);
  if (!known) throw formatError(`Unrecognized parameter type: ${type}`);
}

function text(parameter: TemplateObject, key: string): string | undefined {
  const value = member(parameter, key);
  if (value === undefined) return undefined;
  if (!isScalar(value)) throw formatError(`Every ${key} member must be a string.`);
  return String(value);
}

function number(parameter: TemplateObject, key: string): number | undefined {
  const value = text(parameter, key);
  if (value === undefined) return undefined;
  const parsed = Number(value);
  if (value.trim() === '' || !Number.isFinite(parsed))
    throw formatError(`Every ${key} member must be a number.`);
  return parsed;
}

/** `{ [key]: value }`, or nothing when there is no value. */
function present<Key extends string, Value>(key: Key, value: Value | undefined): { [K in Key]?: Value } {
  return value === undefined ? {} : ({ [key]: value } as { [K in Key]?: Value });
}
