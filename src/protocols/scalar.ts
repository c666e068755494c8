import { NumericValue } from '@smithy/core/serde';
import { serializationError } from './serialization-error.ts';
import type { Member, SimpleShape, SimpleType, TimestampFormat } from './shape.ts';
import { formatTimestamp, parseTimestamp } from './timestamp.ts';

const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,4})?$/;
const INTEGER = /^[+-]?\d{1,30}$/;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
const MAXIMUM_DIGITS = 10_000;

const RANGES: Partial<Record<SimpleType, readonly [number, number]>> = {
  byte: [-128, 127],
  short: [-32768, 32767],
  integer: [-(2 ** 31), 2 ** 31 - 1],
};

/** Names of types as AWS's framework says them. */
export const JAVA_NAMES: Readonly<Record<SimpleType, string>> = {
  byte: 'Byte',
  short: 'Short',
  integer: 'Integer',
  long: 'Long',
  number: 'Double',
  float: 'Float',
  double: 'Double',
  bigInteger: 'BigInteger',
  bigDecimal: 'BigDecimal',
  string: 'String',
  blob: 'Blob',
  boolean: 'Boolean',
  timestamp: 'Date',
  document: 'Document',
};

/** The format a member's timestamp has: its own, its target's, or the place's. */
export function timestampFormatOf(member: Member, place: TimestampFormat): TimestampFormat {
  const target = member.target;
  return (
    member.traits.timestampFormat ??
    (target.type === 'timestamp' ? target.timestampFormat : undefined) ??
    place
  );
}

/**
 * Reads the text of a header, query parameter, path label or form field.
 * @param place format of timestamps there unless the model says another
 */
export function readScalar(member: Member, text: string, place: TimestampFormat): unknown {
  const shape = member.target;
  switch (shape.type) {
    case 'string':
      return text;
    case 'boolean':
      if (text === 'true') return true;
      if (text === 'false') return false;
      throw cannotConvert(text, shape.type);
    case 'timestamp': {
      const date = parseTimestamp(text.trim(), timestampFormatOf(member, place));
      if (date === undefined) throw cannotConvert(text, shape.type);
      return date;
    }
    case 'blob':
      return readBase64(text);
    case 'structure':
    case 'union':
    case 'list':
    case 'map':
    case 'document':
      throw serializationError(`Member ${member.name} has no text form`);
    default:
      return readNumber(shape, text);
  }
}

/** Reads a number's text, `NaN` and the infinities included where the type has them. */
export function readNumber(shape: SimpleShape, text: string): unknown {
  switch (shape.type) {
    case 'bigInteger':
      if (text.length > MAXIMUM_DIGITS || !/^[+-]?\d+$/.test(text)) throw cannotConvert(text, shape.type);
      return BigInt(text.startsWith('+') ? text.slice(1) : text);
    case 'bigDecimal':
      if (text.length > MAXIMUM_DIGITS || !DECIMAL.test(text)) throw cannotConvert(text, shape.type);
      return new NumericValue(text, 'bigDecimal');
    case 'byte':
    case 'short':
    case 'integer':
    case 'long':
      if (!INTEGER.test(text)) throw cannotConvert(text, shape.type);
      return checkRange(shape.type, Number(text));
    default:
      if (text === 'NaN') return Number.NaN;
      if (text === 'Infinity') return Number.POSITIVE_INFINITY;
      if (text === '-Infinity') return Number.NEGATIVE_INFINITY;
      if (text.length > MAXIMUM_DIGITS || !DECIMAL.test(text)) throw cannotConvert(text, shape.type);
      return Number(text);
  }
}

/** Throws unless the number fits into the type. */
export function checkRange(type: SimpleType, value: number): number {
  const range = RANGES[type];
  if (range !== undefined && (value < range[0] || value > range[1])) throw cannotConvert(String(value), type);
  if (type === 'long' && Math.abs(value) > 2 ** 63) throw cannotConvert(String(value), type);
  return value;
}

/** Bytes of base64 text; SerializationException for anything else. */
export function readBase64(text: string): Uint8Array {
  if (text.length % 4 !== 0 || !BASE64.test(text)) throw serializationError('Invalid base64');
  return new Uint8Array(Buffer.from(text, 'base64'));
}

/** Base64 of bytes, or of a string's UTF-8. */
export function writeBase64(value: unknown): string {
  if (typeof value === 'string') return Buffer.from(value, 'utf8').toString('base64');
  if (value instanceof Uint8Array) {
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
  }
  throw new TypeError('a blob must be a Uint8Array or a string');
}

/** Text of a value in headers, XML and everywhere else where there are no types. */
export function writeScalar(member: Member, value: unknown, place: TimestampFormat): string {
  switch (member.target.type) {
    case 'blob':
      return writeBase64(value);
    case 'timestamp':
      if (!(value instanceof Date)) throw new TypeError(`${member.name} must be a Date`);
      return formatTimestamp(value, timestampFormatOf(member, place));
    case 'bigDecimal':
      return value instanceof NumericValue ? value.string : String(value);
    default:
      if (typeof value === 'object') throw new TypeError(`${member.name} must be a ${member.target.type}`);
      return String(value);
  }
}

function cannotConvert(text: string, type: SimpleType): Error {
  return serializationError(`${text.slice(0, 100)} can not be converted to a ${JAVA_NAMES[type]}`);
}
