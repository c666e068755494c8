import type { JavaDouble } from './value.ts';

/** A floating-point number as Java's Double.toString and Float.toString write it: `11.0`, `4.5E55`, `1.0E-5`. */
export function doubleText(number: JavaDouble): string {
  const { value } = number;
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const magnitude = Math.abs(value);
  const digits = number.single ? shortestSingle(value) : value;
  if (magnitude >= 1e-3 && magnitude < 1e7) {
    const text = String(digits);
    return text.includes('.') ? text : `${text}.0`;
  }
  const [mantissa = '', exponent = ''] = digits.toExponential().split('e');
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}E${Number(exponent)}`;
}

/** The number with the fewest digits that is the same Float. */
function shortestSingle(value: number): number {
  for (let precision = 1; precision < 9; precision++) {
    const candidate = Number(value.toPrecision(precision));
    if (Math.fround(candidate) === value) return candidate;
  }
  return Number(value.toPrecision(9));
}
