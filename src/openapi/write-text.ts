import { isObject } from './json-value.ts';

/** JSON in the form in which AWS's exports are laid out: `"name" : value`, and lists that open on the line before. */
export function writeJson(value: unknown, indent = ''): string {
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    return value.length === 0 ? '[ ]' : `[ ${value.map((item) => writeJson(item, indent)).join(', ')} ]`;
  }
  if (!isObject(value)) return JSON.stringify(value ?? null);
  const members = Object.entries(value).map(
    ([name, member]) => `${inner}${JSON.stringify(name)} : ${writeJson(member, inner)}`,
  );
  return members.length === 0 ? '{ }' : `{\n${members.join(',\n')}\n${indent}}`;
}

/** YAML in the form in which AWS's exports are laid out: texts in double quotes, names bare, lists not indented. */
export async function writeYaml(value: unknown): Promise<string> {
  const { stringify } = await import('yaml');
  return stringify(withNumberKeys(value), {
    aliasDuplicateObjects: false,
    defaultKeyType: 'PLAIN',
    defaultStringType: 'QUOTE_DOUBLE',
    indentSeq: false,
  });
}

/** Statuses are names in JSON and stand bare in AWS's YAML, where they are numbers. */
function withNumberKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withNumberKeys);
  if (!isObject(value)) return value;
  return new Map(
    Object.entries(value).map(([name, member]): [string | number, unknown] => [
      /^[1-5]\d\d$/.test(name) ? Number(name) : name,
      withNumberKeys(member),
    ]),
  );
}
