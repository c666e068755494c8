import { integer } from './velocity/arithmetic.ts';
import { JavaDouble, type Value } from './velocity/value.ts';

/** Longest whole number, in digits, that is kept as one. */
const MAXIMUM_DIGITS = 1_000;

/** Digits of numbers that JavaScript keeps, whatever they are. */
const SAFE_DIGITS = 15;

/** A number as JSON has it: whole ones stay apart from others, however large they are. */
export function jsonNumber(source: string): Value {
  if (/[.eE]/.test(source)) return new JavaDouble(Number(source));
  // The sum makes 0 of -0.
  if (source.length <= SAFE_DIGITS) return Number(source) + 0;
  const whole = source.length > MAXIMUM_DIGITS ? null : integer(BigInt(source));
  return whole ?? new JavaDouble(Number(source));
}
