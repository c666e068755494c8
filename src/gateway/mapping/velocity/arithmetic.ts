import { JavaDouble, type Value } from './value.ts';

type Numeric = number | bigint | JavaDouble;

export type Operator = '+' | '-' | '*' | '/' | '%';

/** Longest integer, in bits, that arithmetic makes; Java would go on until memory ends. */
const MAXIMUM_BITS = 4096;

export function isNumber(value: Value): value is Numeric {
  return typeof value === 'number' || typeof value === 'bigint' || value instanceof JavaDouble;
}

/**
 * Arithmetic as Velocity's MathUtils does it: integers grow as they must, division of integers cuts off, and one
 * floating-point operand makes the result one. Null for a division by zero, as in Velocity.
 */
export function calculate(operator: Operator, left: Numeric, right: Numeric): Value {
  if (left instanceof JavaDouble || right instanceof JavaDouble)
    return calculateDouble(operator, left, right);
  if ((operator === '/' || operator === '%') && isZero(right)) return null;
  if (typeof left === 'number' && typeof right === 'number') {
    const result = calculateSafe(operator, left, right);
    if (Number.isSafeInteger(result)) return result === 0 ? 0 : result;
  }
  return integer(calculateBig(operator, BigInt(left), BigInt(right)));
}

/** Negative, zero or positive. */
export function compare(left: Numeric, right: Numeric): number {
  if (left instanceof JavaDouble || right instanceof JavaDouble)
    return sign(toDouble(left) - toDouble(right));
  return left < right ? -1 : left > right ? 1 : 0;
}

/** An integer in the form that {@link Value} has for it; null when it is larger than any that is reasonable. */
export function integer(value: bigint): number | bigint | null {
  if (value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER))
    return Number(value);
  return BigInt.asIntN(MAXIMUM_BITS, value) === value ? value : null;
}

export function toDouble(value: Numeric): number {
  return value instanceof JavaDouble ? value.value : Number(value);
}

/** Cut off to an integer, as `Number.intValue()` does for what fits. */
export function toInteger(value: Numeric): number {
  return Math.trunc(toDouble(value));
}

function calculateSafe(operator: Operator, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return Math.trunc(left / right);
    case '%':
      return left % right;
  }
}

function calculateBig(operator: Operator, left: bigint, right: bigint): bigint {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return left % right;
  }
}

function calculateDouble(operator: Operator, left: Numeric, right: Numeric): Value {
  const single = isSingleOrInteger(left) && isSingleOrInteger(right);
  const a = toDouble(left);
  const b = toDouble(right);
  if ((operator === '/' || operator === '%') && b === 0) return null;
  if (operator === '/') return new JavaDouble(a / b, single);
  return new JavaDouble(calculateSafe(operator, a, b), single);
}

function isSingleOrInteger(value: Numeric): boolean {
  return !(value instanceof JavaDouble) || value.single;
}

function isZero(value: number | bigint): boolean {
  return value === 0 || value === 0n;
}

function sign(difference: number): number {
  return difference < 0 ? -1 : difference > 0 ? 1 : 0;
}
