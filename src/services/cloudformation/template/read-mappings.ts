import { requireAtMost } from './section-limits.ts';
import { formatError } from './validation-error.ts';
import { isList, isObject, isScalar, type TemplateObject, type TemplateValue } from './value.ts';

/** Map name, top-level key, second-level key. */
export type Mappings = ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<string, TemplateValue>>>;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/mappings-section-structure.html */
export function readMappings(section: TemplateObject): Mappings {
  requireAtMost('mappings', section, 200);
  return new Map(Object.entries(section).map(([name, map]) => [name, readTopLevel(map, name)]));
}

function readTopLevel(map: TemplateValue, name: string) {
  if (!isObject(map)) throw formatError(`Every Mappings member ${name} must be a map`);
  return new Map(Object.entries(map).map(([key, attributes]) => [key, readAttributes(attributes, key)]));
}

function readAttributes(attributes: TemplateValue, key: string) {
  if (!isObject(attributes)) throw formatError(`Every Mappings member ${key} must be a map`);
  for (const value of Object.values(attributes)) {
    if (!isScalar(value) && !(isList(value) && value.every(isScalar)))
      throw formatError('Every Mappings attribute must be a String or a List.');
  }
  return new Map(Object.entries(attributes));
}
