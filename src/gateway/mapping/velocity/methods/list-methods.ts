import { javaEquals } from '../equality.ts';
import { JavaIterator } from '../java-iterator.ts';
import type { Rendering } from '../rendering.ts';
import { JavaList, JavaMap, type Value } from '../value.ts';
import { textOf } from '../value-text.ts';
import { intArgument, type Method, outOfBounds, VOID } from './argument.ts';

/** Most elements of a list or map. */
const MAXIMUM_SIZE = 1_000_000;

/** Methods of java.util.List, with those of Set and Collection that templates use. */
export const LIST_METHODS: ReadonlyMap<string, Method<JavaList>> = new Map<string, Method<JavaList>>([
  ['size', (list) => list.items.length],
  ['isEmpty', (list) => list.items.length === 0],
  ['get', (list, args) => elementOf(list, intArgument(args, 0))],
  ['add', add],
  ['addAll', addAll],
  ['set', set],
  ['remove', remove],
  ['removeAll', (list, [other], rendering) => retain(list, other, false, rendering)],
  ['retainAll', (list, [other], rendering) => retain(list, other, true, rendering)],
  ['clear', clear],
  ['contains', (list, args, rendering) => indexIn(list, args[0] ?? null, rendering) >= 0],
  ['containsAll', (list, [other], rendering) => containsAll(list, elementsOf(other), rendering)],
  ['indexOf', (list, args, rendering) => indexIn(list, args[0] ?? null, rendering)],
  ['lastIndexOf', lastIndexOf],
  ['subList', subList],
  ['iterator', (list) => new JavaIterator(list.items)],
  ['toArray', (list) => new JavaList([...list.items])],
  ['equals', (list, [other = null], rendering) => javaEquals(list, other, rendering)],
  ['toString', (list, _, rendering) => textOf(list, rendering)],
]);

/** The elements that Velocity's `#foreach` and Java's collections take from a value. */
export function elementsOf(value: Value | undefined): readonly Value[] {
  if (value instanceof JavaList) return value.items;
  if (value instanceof JavaMap) return value.entries().map((entry) => entry.value);
  if (value instanceof JavaIterator) return value.rest();
  return [];
}

/** Pays for what a collection grows by. */
export function grow(size: number, by: number, rendering: Rendering): void {
  rendering.spendItems(by);
  if (size + by > MAXIMUM_SIZE) throw outOfBounds(size + by, MAXIMUM_SIZE);
}

function elementOf({ items }: JavaList, index: number | undefined): Value {
  if (index === undefined) return null;
  if (index < 0 || index >= items.length) throw outOfBounds(index, items.length);
  return items[index] ?? null;
}

function add({ items }: JavaList, args: readonly Value[], rendering: Rendering): Value {
  grow(items.length, 1, rendering);
  if (args.length === 1) {
    items.push(args[0] ?? null);
    return true;
  }
  const index = intArgument(args, 0);
  if (args.length !== 2 || index === undefined) return null;
  if (index < 0 || index > items.length) throw outOfBounds(index, items.length);
  rendering.spendItems(items.length);
  items.splice(index, 0, args[1] ?? null);
  return VOID;
}

function addAll({ items }: JavaList, args: readonly Value[], rendering: Rendering): Value {
  const added = elementsOf(args[0]);
  grow(items.length, added.length, rendering);
  for (const item of [...added]) items.push(item);
  return added.length > 0;
}

function set({ items }: JavaList, args: readonly Value[]): Value {
  const index = intArgument(args, 0);
  if (args.length !== 2 || index === undefined) return null;
  if (index < 0 || index >= items.length) throw outOfBounds(index, items.length);
  const before = items[index] ?? null;
  items[index] = args[1] ?? null;
  return before;
}

/** By index when the argument is an Integer, else by value. */
function remove(list: JavaList, args: readonly Value[], rendering: Rendering): Value {
  const { items } = list;
  rendering.spendItems(items.length);
  const [item = null] = args;
  if (typeof item === 'number') {
    if (item < 0 || item >= items.length) throw outOfBounds(item, items.length);
    return items.splice(item, 1)[0] ?? null;
  }
  const index = indexIn(list, item, rendering);
  if (index >= 0) items.splice(index, 1);
  return index >= 0;
}

function retain(list: JavaList, other: Value | undefined, wanted: boolean, rendering: Rendering): boolean {
  const others = new JavaList([...elementsOf(other)]);
  const kept = list.items.filter((item) => indexIn(others, item, rendering) >= 0 === wanted);
  const changed = kept.length !== list.items.length;
  list.items.length = 0;
  for (const item of kept) list.items.push(item);
  return changed;
}

function lastIndexOf({ items }: JavaList, [item = null]: readonly Value[], rendering: Rendering): number {
  return items.findLastIndex((each) => {
    rendering.spend(1);
    return javaEquals(each, item, rendering);
  });
}

function clear(list: JavaList): Value {
  list.items.length = 0;
  return VOID;
}

function indexIn({ items }: JavaList, item: Value, rendering: Rendering): number {
  rendering.spendItems(items.length);
  if (typeof item !== 'object' || item === null) return items.indexOf(item);
  return items.findIndex((each) => {
    rendering.spend(1);
    return javaEquals(each, item, rendering);
  });
}

function containsAll(list: JavaList, items: readonly Value[], rendering: Rendering): boolean {
  return items.every((item) => indexIn(list, item, rendering) >= 0);
}

function subList({ items, json }: JavaList, args: readonly Value[], rendering: Rendering): Value {
  const from = intArgument(args, 0);
  const to = intArgument(args, 1);
  if (from === undefined || to === undefined) return null;
  if (from < 0 || to > items.length || from > to) throw outOfBounds(from < 0 ? from : to, items.length);
  rendering.spendItems(to - from);
  return new JavaList(items.slice(from, to), json);
}
