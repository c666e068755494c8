import { compare, isNumber, toDouble, toInteger } from '../arithmetic.ts';
import { javaEquals } from '../equality.ts';
import { hashCode, JavaDouble, type Value } from '../value.ts';
import { textOf } from '../value-text.ts';
import type { Method } from './argument.ts';
import { doubleOf, integerOf, longOf } from './parse-number.ts';

/** Methods of java.lang.Integer, Long, Float and Double; static ones are called on any number, as templates do. */
export const NUMBER_METHODS: ReadonlyMap<string, Method<number | bigint | JavaDouble>> = new Map<
  string,
  Method<number | bigint | JavaDouble>
>([
  ['intValue', (number) => toInteger(number) | 0],
  ['longValue', (number) => (typeof number === 'bigint' ? number : toInteger(number))],
  ['shortValue', (number) => (toInteger(number) << 16) >> 16],
  ['byteValue', (number) => (toInteger(number) << 24) >> 24],
  ['doubleValue', (number) => new JavaDouble(toDouble(number))],
  ['floatValue', (number) => new JavaDouble(toDouble(number), true)],
  ['compareTo', (number, [other = null]) => (isNumber(other) ? compare(number, other) : null)],
  ['equals', (number, [other = null]) => javaEquals(number, other)],
  ['hashCode', (number) => hashCode(number)],
  ['toString', (number, args, rendering) => textOf(args[0] ?? number, rendering)],
  ['parseInt', (_, [text]) => integerOf(text)],
  ['parseLong', (_, [text]) => longOf(text)],
  ['parseDouble', (_, [text]) => doubleOf(text)],
  ['parseFloat', (_, [text]) => doubleOf(text, true)],
  ['valueOf', numberOf],
  ['max', (_, [left = null, right = null]) => pick(left, right, 1)],
  ['min', (_, [left = null, right = null]) => pick(left, right, -1)],
  ['isNaN', (number) => Number.isNaN(toDouble(number))],
  ['isInfinite', (number) => !Number.isFinite(toDouble(number)) && !Number.isNaN(toDouble(number))],
]);

/** Of the class of the number that it is called on. */
function numberOf(number: number | bigint | JavaDouble, [value]: readonly Value[]): Value {
  if (value !== undefined && isNumber(value)) return value;
  return number instanceof JavaDouble ? doubleOf(value) : longOf(value);
}

function pick(left: Value, right: Value, direction: number): Value {
  if (!isNumber(left) || !isNumber(right)) return null;
  return compare(left, right) * direction >= 0 ? left : right;
}
