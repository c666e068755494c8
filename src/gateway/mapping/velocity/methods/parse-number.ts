import { integer } from '../arithmetic.ts';
import { TemplateError } from '../template-error.ts';
import { JavaDouble, type Value } from '../value.ts';

/** Java's `Integer.parseInt`. Throws TemplateError where Java throws NumberFormatException. */
export function integerOf(text: Value | undefined): Value {
  return whole(text, 32);
}

/** Java's `Long.parseLong`. Throws TemplateError where Java throws NumberFormatException. */
export function longOf(text: Value | undefined): Value {
  return whole(text, 64);
}

const DOUBLE =
  /^[+-]?(?:NaN|Infinity|(?:\d{1,400}(?:\.\d{0,400})?|\.\d{1,400})(?:[eE][+-]?\d{1,9})?[dDfF]?)$/;

/** Java's `Double.parseDouble`. Throws TemplateError where Java throws NumberFormatException. */
export function doubleOf(text: Value | undefined, single = false): Value {
  if (typeof text !== 'string') return null;
  const trimmed = text.trim();
  if (!DOUBLE.test(trimmed)) throw notANumber(text);
  return new JavaDouble(Number(trimmed.replace(/(?<=[\d.])[dDfF]$/, '')), single);
}

function whole(text: Value | undefined, bits: number): Value {
  if (typeof text !== 'string') return null;
  if (/^[+-]?[0-9]{1,19}$/.test(text)) {
    const value = BigInt(text.startsWith('+') ? text.slice(1) : text);
    if (BigInt.asIntN(bits, value) === value) return integer(value);
  }
  throw notANumber(text);
}

function notANumber(text: string): TemplateError {
  return new TemplateError('runtime', `For input string: "${text.slice(0, 100)}"`);
}
