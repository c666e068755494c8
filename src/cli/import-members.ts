/** The members of a map by their names, which may be any text. */
export type Members = ReadonlyMap<string, unknown>;

/** What stands beside a `$ref` counts more than what it leads to. */
export function laidOver(value: unknown, siblings: Members): unknown {
  if (siblings.size === 0) return value;
  return Object.fromEntries([...Object.entries(record(value)), ...siblings]);
}

/** A map as an object of its own; an empty one for anything else. */
export function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
}

/** The map with members added at the map that a way of names leads to. */
export function withMembers(
  value: Record<string, unknown>,
  way: readonly string[],
  added: readonly (readonly [string, unknown])[],
): Record<string, unknown> {
  const [name, ...rest] = way;
  if (name === undefined) return Object.fromEntries([...Object.entries(value), ...added]);
  const member = Object.hasOwn(value, name) ? record(value[name]) : {};
  return { ...value, [name]: withMembers(member, rest, added) };
}
