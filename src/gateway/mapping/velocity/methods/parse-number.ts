import { integer } from '../arithmetic.ts';
import { TemplateError } from '../template-error.ts';
import type { Value } from '../value.ts';

/** Java's `Integer.parseInt`. Throws TemplateError where Java throws NumberFormatException. */
export function integerOf(text: Value | undefined): Value {
  return whole(text, 32);
}

/** Java's `Long.parseLong`. Throws TemplateError where Java throws NumberFormatException. */
export function longOf(text: Value | undefined): Value {
  return whole(text, 64);
}

function whole(text: Value | undefined, bits: number): Value {
  if (typeof text !== 'string') return null;
  if (/^[+-]?[0-9]{1,19}$/.test(text)) {
    const value = BigInt(text.startsWith('+') ? text.slice(1) : text);
    if (BigInt.asIntN(bits, value) === value) return integer(value);
  }
  throw new TemplateError('runtime', `For input string: "${text.slice(0, 100)}"`);
}
