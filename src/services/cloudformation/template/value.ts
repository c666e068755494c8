/** What a template holds once its notation (YAML or JSON) no longer matters. There is no null in templates. */
export type TemplateValue = string | number | boolean | readonly TemplateValue[] | TemplateObject;

/** A map of a template. Keys come from users: read members with {@link member} and {@link Object.entries} only. */
export interface TemplateObject {
  readonly [key: string]: TemplateValue;
}

/** An own member, never one inherited from a prototype. */
export function member(object: TemplateObject, key: string): TemplateValue | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

export function isObject(value: TemplateValue | undefined): value is TemplateObject {
  return typeof value === 'object' && !Array.isArray(value);
}

export function isList(value: TemplateValue | undefined): value is readonly TemplateValue[] {
  return Array.isArray(value);
}

export function isScalar(value: TemplateValue | undefined): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** An object of these entries; safe for every key, `__proto__` too. */
export function objectOf(entries: Iterable<readonly [string, TemplateValue]>): TemplateObject {
  return Object.fromEntries(entries);
}

/**
 * Whether two values say the same to CloudFormation: the order of keys does not matter, and `30`, `"30"` and `true`,
 * `"true"` are the same, as CloudFormation gives every scalar to a property in the property's own type.
 */
export function sameValue(a: TemplateValue | undefined, b: TemplateValue | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  if (isScalar(a) || isScalar(b)) return isScalar(a) && isScalar(b) && String(a) === String(b);
  if (isList(a) || isList(b)) {
    if (!isList(a) || !isList(b) || a.length !== b.length) return false;
    return a.every((one, index) => sameValue(one, b[index]));
  }
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => sameValue(a[key], member(b, key)));
}
