import { isNumber, toInteger } from './arithmetic.ts';
import { outOfBounds } from './methods/argument.ts';
import { LIST_METHODS } from './methods/list-methods.ts';
import { MAP_METHODS } from './methods/map-methods.ts';
import { NUMBER_METHODS } from './methods/number-methods.ts';
import { STRING_METHODS } from './methods/string-methods.ts';
import type { Rendering } from './rendering.ts';
import { HostObject, hashCode, JavaList, JavaMap, type Value } from './value.ts';
import { textOf } from './value-text.ts';

/** `$target.name`: what Velocity's introspection finds: a map's entry, a getter, or null. */
export function getProperty(target: Value, name: string): Value {
  if (target instanceof JavaMap) return target.get(name);
  if (target instanceof HostObject) return target.get(name);
  if (name === 'empty') {
    if (target instanceof JavaList) return target.items.length === 0;
    if (typeof target === 'string') return target.length === 0;
  }
  return null;
}

/** `#set($target.name = value)`; false when the target has no such property. */
export function setProperty(target: Value, name: string, value: Value, rendering: Rendering): boolean {
  if (target instanceof HostObject) return target.set(name, value);
  if (!(target instanceof JavaMap)) return false;
  rendering.spend(1);
  target.put(name, value);
  return true;
}

/** `$target.name(...)`; null when the target has no such method. Throws TemplateError where Java's would throw. */
export function callMethod(target: Value, name: string, args: readonly Value[], rendering: Rendering): Value {
  rendering.spend(1);
  if (typeof target === 'string') {
    rendering.spendText(target.length);
    return STRING_METHODS.get(name)?.(target, args, rendering) ?? null;
  }
  if (target instanceof JavaMap) return MAP_METHODS.get(name)?.(target, args, rendering) ?? null;
  if (target instanceof JavaList) return LIST_METHODS.get(name)?.(target, args, rendering) ?? null;
  if (target instanceof HostObject) return target.call(name, args, rendering);
  if (isNumber(target)) return NUMBER_METHODS.get(name)?.(target, args, rendering) ?? null;
  if (typeof target === 'boolean') return callBoolean(target, name, args);
  return null;
}

/** `$target[index]`: of a list by number, from its end when negative; of a map by key. */
export function getElement(target: Value, index: Value): Value {
  if (target instanceof JavaMap) return target.get(index);
  if (target instanceof HostObject) return typeof index === 'string' ? target.get(index) : null;
  if (!(target instanceof JavaList) || !isNumber(index)) return null;
  return target.items[positionIn(target, toInteger(index))] ?? null;
}

/** `#set($target[index] = value)`; false when the target has no elements to set. */
export function setElement(target: Value, index: Value, value: Value, rendering: Rendering): boolean {
  rendering.spend(1);
  if (target instanceof JavaMap) {
    target.put(index, value);
    return true;
  }
  if (target instanceof HostObject) return typeof index === 'string' && target.set(index, value);
  if (!(target instanceof JavaList) || !isNumber(index)) return false;
  target.items[positionIn(target, toInteger(index))] = value;
  return true;
}

function positionIn({ items }: JavaList, index: number): number {
  const position = index < 0 ? items.length + index : index;
  if (position < 0 || position >= items.length) throw outOfBounds(index, items.length);
  return position;
}

function callBoolean(target: boolean, name: string, args: readonly Value[]): Value {
  switch (name) {
    case 'booleanValue':
      return target;
    case 'toString':
      return textOf(args[0] ?? target);
    case 'equals':
      return args[0] === target;
    case 'compareTo':
      return typeof args[0] === 'boolean' ? Number(target) - Number(args[0]) : null;
    case 'hashCode':
      return hashCode(target);
    case 'parseBoolean':
    case 'valueOf':
      return String(args[0]).toLowerCase() === 'true';
    default:
      return null;
  }
}
