import { javaEquals } from '../equality.ts';
import type { Rendering } from '../rendering.ts';
import { HostObject, JavaList, JavaMap, type Value } from '../value.ts';
import { textOf } from '../value-text.ts';
import { type Method, VOID } from './argument.ts';
import { grow } from './list-methods.ts';

/** Methods of java.util.Map. */
export const MAP_METHODS: ReadonlyMap<string, Method<JavaMap>> = new Map<string, Method<JavaMap>>([
  ['size', (map) => map.size],
  ['isEmpty', (map) => map.size === 0],
  ['get', (map, [key = null]) => map.get(key)],
  ['getOrDefault', (map, [key = null, other = null]) => (map.has(key) ? map.get(key) : other)],
  ['put', put],
  [
    'putIfAbsent',
    (map, args, rendering) =>
      map.has(args[0] ?? null) ? map.get(args[0] ?? null) : put(map, args, rendering),
  ],
  ['putAll', putAll],
  ['remove', (map, [key = null]) => map.remove(key)],
  ['clear', clear],
  ['containsKey', (map, [key = null]) => map.has(key)],
  ['containsValue', (map, [value = null], rendering) => containsValue(map, value, rendering)],
  ['keySet', (map, _, rendering) => listOf(map, rendering, ({ key }) => key)],
  ['values', (map, _, rendering) => listOf(map, rendering, ({ value }) => value)],
  [
    'entrySet',
    (map, _, rendering) => listOf(map, rendering, ({ key, value }) => new MapEntry(map, key, value)),
  ],
  ['equals', (map, [other = null], rendering) => javaEquals(map, other, rendering)],
  ['toString', (map, _, rendering) => textOf(map, rendering)],
]);

/** java.util.Map.Entry. */
class MapEntry extends HostObject {
  readonly #map: JavaMap;
  readonly #key: Value;
  #value: Value;

  constructor(map: JavaMap, key: Value, value: Value) {
    super();
    this.#map = map;
    this.#key = key;
    this.#value = value;
  }

  get(name: string): Value {
    if (name === 'key') return this.#key;
    return name === 'value' ? this.#value : null;
  }

  override call(name: string, args: readonly Value[]): Value {
    if (name === 'getKey') return this.#key;
    if (name === 'getValue') return this.#value;
    if (name === 'toString') return this.text();
    if (name !== 'setValue' || args.length !== 1) return null;
    this.#value = args[0] ?? null;
    return this.#map.put(this.#key, this.#value);
  }

  text(): string {
    return `${textOf(this.#key)}=${textOf(this.#value)}`;
  }
}

function put(map: JavaMap, args: readonly Value[], rendering: Rendering): Value {
  if (args.length !== 2) return null;
  grow(map.size, 1, rendering);
  return map.put(args[0] ?? null, args[1] ?? null);
}

function putAll(map: JavaMap, [other]: readonly Value[], rendering: Rendering): Value {
  if (!(other instanceof JavaMap)) return null;
  grow(map.size, other.size, rendering);
  for (const { key, value } of other.entries()) map.put(key, value);
  return VOID;
}

function clear(map: JavaMap): Value {
  map.clear();
  return VOID;
}

function containsValue(map: JavaMap, value: Value, rendering: Rendering): boolean {
  return map.entries().some((entry) => {
    rendering.spend(1);
    return javaEquals(entry.value, value, rendering);
  });
}

function listOf(
  map: JavaMap,
  rendering: Rendering,
  pick: (entry: { readonly key: Value; readonly value: Value }) => Value,
): JavaList {
  rendering.spendItems(map.size * 4);
  return new JavaList(map.entries().map(pick));
}
