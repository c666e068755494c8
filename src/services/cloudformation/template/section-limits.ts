import { formatError } from './validation-error.ts';
import type { TemplateObject } from './value.ts';

/** Throws ValidationError when a section has more members than CloudFormation's quota for it. */
export function requireAtMost(kind: string, section: TemplateObject, maximum: number): void {
  const count = Object.keys(section).length;
  if (count > maximum)
    throw formatError(`Number of ${kind}, ${count}, is greater than maximum allowed, ${maximum}`);
}

/** Names of parameters, resources and outputs are letters and digits. */
export function requireAlphanumeric(kind: string, name: string): void {
  if (!/^[A-Za-z0-9]{1,255}$/.test(name)) throw formatError(`${kind} name ${name} is non alphanumeric.`);
}
