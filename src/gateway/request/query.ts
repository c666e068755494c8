import { unescape as unescapeLeniently } from 'node:querystring';

/** Query parameters by name, in the order in which they first came. Has no prototype: clients choose the names. */
export interface QueryParameters {
  /** The last value of each. */
  readonly single: Readonly<Record<string, string>>;
  readonly multi: Readonly<Record<string, readonly string[]>>;
}

/**
 * Decodes a query string; undefined when it has no parameters. `;` separates like `&`, as AWS's important notes for
 * REST APIs say; a name without `=` has an empty value; text that is not valid percent-encoding stays as it is.
 */
export function parseQuery(rawQuery: string): QueryParameters | undefined {
  if (rawQuery === '') return undefined;
  const single: Record<string, string> = Object.create(null);
  const multi: Record<string, string[]> = Object.create(null);
  let empty = true;
  for (const pair of rawQuery.split(/[&;]/)) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decode(equals < 0 ? pair : pair.slice(0, equals));
    const value = equals < 0 ? '' : decode(pair.slice(equals + 1));
    single[name] = value;
    const values = multi[name];
    if (values) values.push(value);
    else multi[name] = [value];
    empty = false;
  }
  return empty ? undefined : { single, multi };
}

function decode(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  return spaced.includes('%') ? unescapeLeniently(spaced) : spaced;
}
