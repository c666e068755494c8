/**
 * Maps by names that users choose (stage variables, templates, parameters), kept as plain objects because records are
 * JSON. Only own properties count, and none is ever assigned: `__proto__` is a name like any other.
 */
export type Entries<V> = Record<string, V>;

export function entry<V>(map: Entries<V> | undefined, name: string): V | undefined {
  return map !== undefined && Object.hasOwn(map, name) ? map[name] : undefined;
}

export function hasEntry<V>(map: Entries<V> | undefined, name: string): boolean {
  return map !== undefined && Object.hasOwn(map, name);
}

/** The map with one entry more, or changed in its place. */
export function withEntry<V>(map: Entries<V> | undefined, name: string, value: V): Entries<V> {
  const all = new Map(Object.entries(map ?? {}));
  all.set(name, value);
  return Object.fromEntries(all);
}

/** The map without an entry; undefined when none is left, which is how AWS shows it. */
export function withoutEntry<V>(map: Entries<V> | undefined, name: string): Entries<V> | undefined {
  const left = Object.entries(map ?? {}).filter(([key]) => key !== name);
  return left.length > 0 ? Object.fromEntries(left) : undefined;
}

/** Takes an entry out of a map that an object has; the map goes with its last entry. */
export function dropEntry<Member extends string>(
  owner: { [M in Member]?: Entries<unknown> },
  member: Member,
  name: string,
): void {
  const left = withoutEntry(owner[member], name);
  if (left === undefined) delete owner[member];
  else owner[member] = left;
}

/** A map of other values by the same names. */
export function mapEntries<V, W>(map: Entries<V>, change: (value: V, name: string) => W): Entries<W> {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, change(value, name)]));
}
