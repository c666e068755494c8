import type { Budget } from './budget.ts';

/**
 * What a reference can stand for: Java's values as templates see them. Integers of any of Java's sizes are numbers, or
 * bigints beyond 2^53; floating-point numbers are {@link JavaDouble}, so that `1.0` stays apart from `1`. What does not
 * exist is null.
 */
export type Value = null | boolean | string | number | bigint | JavaDouble | JavaList | JavaMap | HostObject;

/** A Double, or a Float when `single`. */
export class JavaDouble {
  readonly value: number;
  readonly single: boolean;

  constructor(value: number, single = false) {
    this.value = single ? Math.fround(value) : value;
    this.single = single;
  }
}

/** A List, Set or array. Those that came from JSON print as JSON, others as Java's collections do. */
export class JavaList {
  readonly items: Value[];
  readonly json: boolean;

  constructor(items: Value[] = [], json = false) {
    this.items = items;
    this.json = json;
  }
}

/** What {@link JavaMap} keeps entries under: keys that equal each other have the same. */
type MapKey = null | boolean | string | number | bigint;

/**
 * A Map. Those that came from JSON keep the order in which their members were put; others have the order of Java's
 * HashMap, as Velocity's `{...}` makes one.
 */
export class JavaMap {
  readonly ordered: boolean;
  readonly #values = new Map<MapKey, Value>();
  /** Keys that are something else than what they are kept under. */
  #keys: Map<MapKey, Value> | undefined;

  constructor(ordered = false) {
    this.ordered = ordered;
  }

  static of(members: Iterable<readonly [string, Value]>): JavaMap {
    const map = new JavaMap(true);
    for (const [key, value] of members) map.put(key, value);
    return map;
  }

  get size(): number {
    return this.#values.size;
  }

  /** Null for what is not there. */
  get(key: Value): Value {
    return this.#values.get(keyOf(key)) ?? null;
  }

  has(key: Value): boolean {
    return this.#values.has(keyOf(key));
  }

  /** Gives what was there before. */
  put(key: Value, value: Value): Value {
    const id = keyOf(key);
    const before = this.#values.get(id);
    this.#values.set(id, value);
    if (id !== key && before === undefined) {
      this.#keys ??= new Map();
      this.#keys.set(id, key);
    }
    return before ?? null;
  }

  remove(key: Value): Value {
    const id = keyOf(key);
    const before = this.#values.get(id) ?? null;
    this.#values.delete(id);
    this.#keys?.delete(id);
    return before;
  }

  clear(): void {
    this.#values.clear();
    this.#keys?.clear();
  }

  /** Keys and values in the order of iteration. */
  entries(): readonly { readonly key: Value; readonly value: Value }[] {
    const entries: { readonly key: Value; readonly value: Value }[] = [];
    for (const [id, value] of this.#values) entries.push({ key: this.#keys?.get(id) ?? id, value });
    return this.ordered ? entries : inHashOrder(entries);
  }
}

/**
 * An object of the gateway's own, such as `$input`: its properties and methods are what it answers to and nothing else.
 */
export abstract class HostObject {
  /** The property `$object.name`; null when there is none. */
  abstract get(name: string): Value;

  /** `$object.name(...)`; null when there is no such method. */
  call(_name: string, _args: readonly Value[], _budget: Budget): Value {
    return null;
  }

  /** `#set($object.name = value)`; false when it can't be set. */
  set(_name: string, _value: Value): boolean {
    return false;
  }

  /** What `$object` prints. */
  abstract text(): string;
}

function keyOf(key: Value): MapKey {
  if (key instanceof JavaDouble) return `double:${key.value}`;
  if (typeof key === 'object' && key !== null) return objectKey(key);
  return key;
}

const objectKeys = new WeakMap<object, string>();
let lastObjectKey = 0;

/** Objects are keys by identity. */
function objectKey(object: object): string {
  let key = objectKeys.get(object);
  if (key === undefined) {
    key = `object:${++lastObjectKey}`;
    objectKeys.set(object, key);
  }
  return key;
}

/** The order in which Java's HashMap gives its entries: by bucket, then by age. */
function inHashOrder<T extends { readonly key: Value }>(entries: readonly T[]): T[] {
  let buckets = 16;
  while (entries.length > buckets * 0.75) buckets *= 2;
  return entries
    .map((entry) => ({ entry, bucket: bucketOf(hashCode(entry.key), buckets) }))
    .sort((left, right) => left.bucket - right.bucket)
    .map(({ entry }) => entry);
}

function bucketOf(hash: number, buckets: number): number {
  return (hash ^ (hash >>> 16)) & (buckets - 1);
}

/** Java's hashCode of strings, integers and booleans; 0 for others, whose hash Java does not fix. */
export function hashCode(value: Value): number {
  if (typeof value === 'string') {
    let hash = 0;
    for (let index = 0; index < value.length; index++) {
      hash = (Math.imul(hash, 31) + value.charCodeAt(index)) | 0;
    }
    return hash;
  }
  if (typeof value === 'number') {
    const low = value | 0;
    return low === value ? low : low ^ Math.floor(value / 0x1_0000_0000);
  }
  return typeof value === 'boolean' ? (value ? 1231 : 1237) : 0;
}
