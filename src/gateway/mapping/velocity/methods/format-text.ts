import { isNumber } from '../arithmetic.ts';
import type { Rendering } from '../rendering.ts';
import { TemplateError } from '../template-error.ts';
import { hashCode, JavaDouble, type Value } from '../value.ts';
import { textOf } from '../value-text.ts';
import { decimalText, scientificText } from './decimal-text.ts';

/** `%[index$][flags][width][.precision]conversion` */
const SPECIFIER = /%(?:([1-9]\d{0,3})\$)?([-#+ 0,(]*)(\d{1,5})?(?:\.(\d{1,5}))?([a-zA-Z%])/y;

/** Widest field, and most digits behind the point. */
const MAXIMUM_WIDTH = 1_000;

interface Specifier {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
  /** In lower case. */
  readonly conversion: string;
}

/**
 * Java's `String.format` without dates. Throws TemplateError where Java throws IllegalFormatException.
 * https://docs.oracle.com/javase/8/docs/api/java/util/Formatter.html
 */
export function formatText(format: string, args: readonly Value[], rendering: Rendering): string {
  let result = '';
  let next = 0;
  let last = 0;
  for (let at = 0; at < format.length; ) {
    const percent = format.indexOf('%', at);
    if (percent < 0) {
      result += format.slice(at);
      break;
    }
    result += format.slice(at, percent);
    SPECIFIER.lastIndex = percent;
    const match = SPECIFIER.exec(format);
    if (!match) throw illegal(format.slice(percent, percent + 10));
    const [source, index, flags = '', width = '0', precision, letter = ''] = match;
    at = percent + source.length;
    const specifier: Specifier = {
      flags,
      width: Number(width),
      precision: precision === undefined ? undefined : Number(precision),
      conversion: letter.toLowerCase(),
    };
    if (specifier.width > MAXIMUM_WIDTH || (specifier.precision ?? 0) > MAXIMUM_WIDTH)
      throw new TemplateError('limit', `The field ${source} is too wide`);
    let text: string;
    if (letter === '%' || letter === 'n') {
      text = letter === 'n' ? '\n' : padded('%', specifier);
    } else {
      last = index === undefined ? next++ : Number(index) - 1;
      const argument = args[last];
      if (argument === undefined) throw new TemplateError('runtime', `Format specifier '${source}'`);
      text = padded(converted(argument, specifier, source, rendering), specifier);
    }
    result += letter >= 'A' && letter <= 'Z' ? text.toUpperCase() : text;
    rendering.spendText(text.length);
    if (result.length > rendering.settings.maximumText)
      throw new TemplateError('limit', 'A text is too large');
  }
  return result;
}

function converted(argument: Value, specifier: Specifier, source: string, rendering: Rendering): string {
  const { conversion, precision } = specifier;
  switch (conversion) {
    case 's':
      return textOf(argument, rendering).slice(0, precision);
    case 'b':
      return String(argument !== null && argument !== false).slice(0, precision);
    case 'h':
      return argument === null ? 'null' : (hashCode(argument) >>> 0).toString(16);
    case 'c':
      if (argument === null) return 'null';
      if (typeof argument === 'string' && argument.length === 1) return argument;
      break;
    case 'd':
    case 'o':
    case 'x':
      if (argument === null) return 'null';
      if (typeof argument === 'number' || typeof argument === 'bigint')
        return integerText(argument, specifier);
      break;
    case 'e':
    case 'f':
      if (argument === null) return 'null';
      if (argument instanceof JavaDouble) return doubleText(argument.value, specifier);
      break;
    default:
      throw illegal(source);
  }
  const kind = isNumber(argument) ? 'number' : typeof argument === 'string' ? 'text' : 'value';
  throw new TemplateError('runtime', `The format ${source} does not take this ${kind}`);
}

function integerText(value: number | bigint, specifier: Specifier): string {
  if (specifier.conversion === 'd') {
    const digits = String(value).replace('-', '');
    return signed(specifier.flags.includes(',') ? grouped(digits) : digits, value < 0, specifier);
  }
  const radix = specifier.conversion === 'x' ? 16 : 8;
  // As Java's Integer or Long, whichever it fits.
  const bits = value >= -2147483648 && value <= 2147483647 ? 32 : 64;
  const digits = BigInt.asUintN(bits, BigInt(value)).toString(radix);
  const prefix = specifier.flags.includes('#') ? (radix === 16 ? '0x' : '0') : '';
  return prefix + zeroed(digits, prefix.length, specifier);
}

function doubleText(value: number, specifier: Specifier): string {
  if (!Number.isFinite(value)) {
    const text = Number.isNaN(value) ? 'NaN' : 'Infinity';
    return signed(text, value < 0, { ...specifier, flags: specifier.flags.replace('0', '') });
  }
  const precision = specifier.precision ?? 6;
  const magnitude = Math.abs(value);
  const isNegative = value < 0 || Object.is(value, -0);
  if (specifier.conversion === 'e')
    return signed(scientificText(magnitude, precision), isNegative, specifier);
  const [whole = '', fraction] = decimalText(magnitude, precision).split('.');
  const text = specifier.flags.includes(',') ? grouped(whole) : whole;
  return signed(fraction === undefined ? text : `${text}.${fraction}`, isNegative, specifier);
}

/** With its sign, and zeros up to the width where the flag `0` asks for them. */
function signed(digits: string, isNegative: boolean, specifier: Specifier): string {
  const { flags } = specifier;
  if (isNegative && flags.includes('(')) return `(${zeroed(digits, 2, specifier)})`;
  const sign = isNegative ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  return sign + zeroed(digits, sign.length, specifier);
}

function zeroed(digits: string, taken: number, { flags, width }: Specifier): string {
  return flags.includes('0') ? digits.padStart(width - taken, '0') : digits;
}

function padded(text: string, { flags, width }: Specifier): string {
  return flags.includes('-') ? text.padEnd(width) : text.padStart(width);
}

function grouped(digits: string): string {
  let result = '';
  for (let end = digits.length; end > 0; end -= 3) {
    const group = digits.slice(Math.max(0, end - 3), end);
    result = result === '' ? group : `${group},${result}`;
  }
  return result;
}

function illegal(source: string): TemplateError {
  return new TemplateError('runtime', `The format ${source} can't be used`);
}
