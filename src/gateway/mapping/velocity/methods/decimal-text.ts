/**
 * Floating-point numbers as Java's Formatter writes them: the digits of the shortest decimal that is the number, rounded
 * half up.
 */

/** `3.14` @param value finite and not negative */
export function decimalText(value: number, precision: number): string {
  const { digits, exponent } = shortest(value);
  const text = String(scaled(digits, exponent + precision)).padStart(precision + 1, '0');
  return precision === 0 ? text : `${text.slice(0, -precision)}.${text.slice(-precision)}`;
}

/** `3.140000e+00` @param value finite and not negative */
export function scientificText(value: number, precision: number): string {
  const { digits, exponent } = shortest(value);
  const length = String(digits).length;
  let mantissa = String(scaled(digits, precision - (length - 1)));
  let power = value === 0 ? 0 : exponent + length - 1;
  if (value === 0) mantissa = '0'.repeat(precision + 1);
  // Rounding may have made one digit more: 9.99 to 10.0.
  if (mantissa.length > precision + 1) {
    mantissa = mantissa.slice(0, -1);
    power++;
  }
  const point = precision === 0 ? mantissa : `${mantissa.slice(0, 1)}.${mantissa.slice(1)}`;
  return `${point}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

/** The number as `digits` times ten to the power of `exponent`. */
function shortest(value: number): { digits: bigint; exponent: number } {
  const [mantissa = '0', power = '0'] = value.toExponential().split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  return { digits: BigInt(whole + fraction), exponent: Number(power) - fraction.length };
}

/** Times a power of ten, rounded half up. */
function scaled(digits: bigint, power: number): bigint {
  if (power >= 0) return digits * 10n ** BigInt(power);
  const divisor = 10n ** BigInt(-power);
  return (digits + divisor / 2n) / divisor;
}
