import { type Mappings, readMappings } from './read-mappings.ts';
import { type OutputDeclaration, readOutputs } from './read-outputs.ts';
import { type ParameterDeclaration, readParameters } from './read-parameters.ts';
import { type ResourceDeclaration, readResources } from './read-resources.ts';
import { formatError, validationError } from './validation-error.ts';
import { isObject, member, type TemplateObject, type TemplateValue } from './value.ts';

/** A template of good form. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html */
export interface Template {
  readonly formatVersion?: string;
  readonly description?: string;
  readonly metadata?: TemplateObject;
  readonly parameters: ReadonlyMap<string, ParameterDeclaration>;
  readonly mappings: Mappings;
  /** By name; each a boolean function. */
  readonly conditions: ReadonlyMap<string, TemplateObject>;
  /** By logical id, in the order written. */
  readonly resources: ReadonlyMap<string, ResourceDeclaration>;
  readonly outputs: ReadonlyMap<string, OutputDeclaration>;
}

const SECTIONS = new Set([
  'AWSTemplateFormatVersion',
  'Description',
  'Metadata',
  'Parameters',
  'Rules',
  'Mappings',
  'Conditions',
  'Transform',
  'Hooks',
  'Resources',
  'Outputs',
]);

/** Sections that templates may have but that are not offered, each with what to do instead. */
const REFUSED_SECTIONS: readonly [string, string][] = [
  ['Transform', 'Transforms and macros are not supported: give the processed template.'],
  ['Rules', 'The Rules section is not supported: use AllowedValues and AllowedPattern of parameters.'],
  ['Hooks', 'The Hooks section is not supported.'],
];

/** Checks the form of a template, section by section. Throws ValidationError. */
export function readTemplate(template: TemplateObject): Template {
  const unknown = Object.keys(template).filter((key) => !SECTIONS.has(key));
  if (unknown.length > 0)
    throw validationError(`Invalid template property or properties [${unknown.join(', ')}]`);
  for (const [section, reason] of REFUSED_SECTIONS)
    if (Object.hasOwn(template, section)) throw refused(section, template[section], reason);
  const version = readVersion(template);
  const description = readDescription(template);
  const metadata = section(template, 'Metadata');
  return {
    ...(version !== undefined && { formatVersion: version }),
    ...(description !== undefined && { description }),
    ...(metadata !== undefined && { metadata }),
    parameters: readParameters(section(template, 'Parameters') ?? {}),
    mappings: readMappings(section(template, 'Mappings') ?? {}),
    conditions: readConditions(section(template, 'Conditions') ?? {}),
    resources: readResources(section(template, 'Resources') ?? {}),
    outputs: readOutputs(section(template, 'Outputs') ?? {}),
  };
}

function refused(name: string, value: TemplateValue | undefined, reason: string) {
  return validationError(`${name}${typeof value === 'string' ? ` ${value}` : ''}: ${reason}`);
}

function section(template: TemplateObject, name: string): TemplateObject | undefined {
  const value = member(template, name);
  if (value !== undefined && !isObject(value)) throw formatError(`[/${name}] ${name} must be an object.`);
  return value;
}

function readVersion(template: TemplateObject): string | undefined {
  const version = member(template, 'AWSTemplateFormatVersion');
  if (version === undefined) return undefined;
  if (version !== '2010-09-09') throw formatError('unsupported value for AWSTemplateFormatVersion.');
  return version;
}

function readDescription(template: TemplateObject): string | undefined {
  const description = member(template, 'Description');
  if (description === undefined) return undefined;
  if (typeof description === 'object') throw formatError("'Description' must be a string.");
  const text = String(description);
  if (Buffer.byteLength(text) > 1024) throw formatError("'Description' length is greater than 1024.");
  return text;
}

function readConditions(conditions: TemplateObject): Map<string, TemplateObject> {
  const read = new Map<string, TemplateObject>();
  for (const [name, condition] of Object.entries(conditions)) {
    if (!isObject(condition))
      throw formatError('Conditions can only be boolean operations on parameters and other conditions');
    read.set(name, condition);
  }
  return read;
}
