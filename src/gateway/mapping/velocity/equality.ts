import { compare, isNumber } from './arithmetic.ts';
import type { Budget } from './budget.ts';
import { TemplateError } from './template-error.ts';
import { JavaDouble, JavaList, JavaMap, type Value } from './value.ts';
import { textOf } from './value-text.ts';

const MAXIMUM_COMPARISONS = 100_000;

/**
 * Velocity's `==`: numbers by value, equal classes by `equals`, and others by what they print. Null equals only null.
 */
export function looselyEqual(left: Value, right: Value, budget: Budget): boolean {
  if (left === right) return true;
  if (left === null || right === null) return false;
  if (isNumber(left) && isNumber(right)) return compare(left, right) === 0;
  if (sameClass(left, right)) return javaEquals(left, right, budget);
  return textOf(left, budget) === textOf(right, budget);
}

/** Java's `Objects.equals`: deep for lists and maps. Throws TemplateError for what takes too long. */
export function javaEquals(left: Value, right: Value, budget?: Budget): boolean {
  let comparisons = 0;
  const equals = (a: Value, b: Value): boolean => {
    if (++comparisons > MAXIMUM_COMPARISONS) throw new TemplateError('limit', 'A comparison takes too long');
    if (a === b) return true;
    budget?.spend(1);
    if (a instanceof JavaDouble)
      return b instanceof JavaDouble && a.value === b.value && a.single === b.single;
    if (a instanceof JavaList && b instanceof JavaList) {
      return (
        a.items.length === b.items.length && a.items.every((item, at) => equals(item, b.items[at] ?? null))
      );
    }
    if (a instanceof JavaMap && b instanceof JavaMap) {
      return (
        a.size === b.size && a.entries().every(({ key, value }) => b.has(key) && equals(value, b.get(key)))
      );
    }
    return false;
  };
  return equals(left, right);
}

function sameClass(left: Value, right: Value): boolean {
  if (typeof left !== 'object' || typeof right !== 'object') return typeof left === typeof right;
  return (
    (left instanceof JavaList && right instanceof JavaList) ||
    (left instanceof JavaMap && right instanceof JavaMap)
  );
}
