import { javaEquals } from '../equality.ts';
import type { Rendering } from '../rendering.ts';
import { hashCode, JavaList, type Value } from '../value.ts';
import { textOf } from '../value-text.ts';
import { intArgument, type Method, outOfBounds, textArgument } from './argument.ts';
import { formatText } from './format-text.ts';
import { integerOf } from './parse-number.ts';
import { REGEX_METHODS } from './regex-methods.ts';
import { replaceLiteral } from './replace-literal.ts';

type StringMethod = Method<string>;

/** Methods of java.lang.String. Indexes count UTF-16 units in Java as they do here. */
export const STRING_METHODS: ReadonlyMap<string, StringMethod> = new Map<string, StringMethod>([
  ['length', (text) => text.length],
  ['isEmpty', (text) => text.length === 0],
  ['isBlank', (text) => text.trim().length === 0],
  ['toString', (text) => text],
  ['trim', (text) => trim(text)],
  ['strip', (text) => text.trim()],
  ['intern', (text) => text],
  ['toUpperCase', (text) => text.toUpperCase()],
  ['toLowerCase', (text) => text.toLowerCase()],
  ['concat', (text, args, rendering) => withText(args, (other) => made(text + other, rendering))],
  ['contains', (text, args) => withText(args, (other) => text.includes(other))],
  ['startsWith', startsWith],
  ['endsWith', (text, args) => withText(args, (other) => text.endsWith(other))],
  ['equals', (text, [other = null]) => javaEquals(text, other)],
  ['equalsIgnoreCase', (text, args) => equalsIgnoreCase(text, args)],
  ['compareTo', (text, args) => withText(args, (other) => compareTo(text, other))],
  ['compareToIgnoreCase', (text, args) => withText(args, (other) => compareTo(folded(text), folded(other)))],
  ['indexOf', (text, args) => indexOf(text, args, false)],
  ['lastIndexOf', (text, args) => indexOf(text, args, true)],
  ['charAt', charAt],
  [
    'codePointAt',
    (text, args) => charAt(text, args) && (text.codePointAt(intArgument(args, 0) ?? 0) ?? null),
  ],
  ['substring', substring],
  ['subSequence', substring],
  ['replace', replace],
  ['repeat', repeat],
  ['hashCode', (text) => hashCode(text)],
  ['toCharArray', (text, _, rendering) => characters(text, rendering)],
  ['valueOf', (_, [value = null], rendering) => textOf(value, rendering)],
  [
    'format',
    (_, [format, ...args], rendering) =>
      typeof format === 'string' ? formatText(format, args, rendering) : null,
  ],
  ['join', join],
  ['parseInt', (text, [value = text]) => integerOf(value)],
  ...REGEX_METHODS,
]);

function withText(args: readonly Value[], use: (other: string) => Value): Value {
  const other = textArgument(args, 0);
  return other === undefined ? null : use(other);
}

/** A text that a method made: paid for, and within its bound. */
function made(text: string, rendering: Rendering): string {
  rendering.spendText(text.length);
  return text;
}

/** Takes away what is not above a space, as Java's trim does. */
function trim(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && text.charCodeAt(start) <= 32) start++;
  while (end > start && text.charCodeAt(end - 1) <= 32) end--;
  return text.slice(start, end);
}

function startsWith(text: string, args: readonly Value[]): Value {
  return withText(args, (other) => text.startsWith(other, intArgument(args, 1) ?? 0));
}

function equalsIgnoreCase(text: string, args: readonly Value[]): boolean {
  const other = textArgument(args, 0);
  return other !== undefined && folded(text) === folded(other);
}

function folded(text: string): string {
  return text.toUpperCase().toLowerCase();
}

function compareTo(text: string, other: string): number {
  const length = Math.min(text.length, other.length);
  for (let index = 0; index < length; index++) {
    const difference = text.charCodeAt(index) - other.charCodeAt(index);
    if (difference !== 0) return difference;
  }
  return text.length - other.length;
}

function indexOf(text: string, args: readonly Value[], last: boolean): Value {
  const code = intArgument(args, 0);
  const wanted = textArgument(args, 0) ?? (code === undefined ? undefined : String.fromCharCode(code));
  if (wanted === undefined) return null;
  const from = intArgument(args, 1);
  if (last) return from !== undefined && from < 0 ? -1 : text.lastIndexOf(wanted, from ?? text.length);
  return text.indexOf(wanted, from ?? 0);
}

function charAt(text: string, args: readonly Value[]): Value {
  const index = intArgument(args, 0);
  if (index === undefined) return null;
  if (index < 0 || index >= text.length) throw outOfBounds(index, text.length);
  return text.charAt(index);
}

function substring(text: string, args: readonly Value[]): Value {
  const from = intArgument(args, 0);
  const to = args.length > 1 ? intArgument(args, 1) : text.length;
  if (from === undefined || to === undefined) return null;
  if (from < 0 || from > to) throw outOfBounds(from, text.length);
  if (to > text.length) throw outOfBounds(to, text.length);
  return text.slice(from, to);
}

/** Every occurrence of a text by another, neither being a pattern. */
function replace(text: string, args: readonly Value[], rendering: Rendering): Value {
  const wanted = textArgument(args, 0);
  const other = textArgument(args, 1);
  if (wanted === undefined || other === undefined) return null;
  return replaceLiteral(text, wanted, other, rendering);
}

function repeat(text: string, args: readonly Value[], rendering: Rendering): Value {
  const count = intArgument(args, 0);
  if (count === undefined) return null;
  if (count < 0) throw outOfBounds(count, 0);
  rendering.spendText(text.length * count);
  return text.repeat(count);
}

function characters(text: string, rendering: Rendering): Value {
  rendering.spendItems(text.length);
  return new JavaList(text.split(''));
}

function join(_: string, args: readonly Value[], rendering: Rendering): Value {
  const separator = textArgument(args, 0);
  if (separator === undefined) return null;
  const [, first] = args;
  const parts = first instanceof JavaList ? first.items : args.slice(1);
  let length = 0;
  const texts = parts.map((part) => {
    const text = textOf(part, rendering);
    length += text.length + separator.length;
    rendering.spendText(length);
    return text;
  });
  return made(texts.join(separator), rendering);
}
