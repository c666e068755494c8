import { isRecord, setOwn } from './safe-record.ts';
import { checkRange, JAVA_NAMES, readBase64, readNumber, timestampFormatOf } from './scalar.ts';
import { MAXIMUM_DEPTH, serializationError } from './serialization-error.ts';
import type { ListShape, MapShape, Member, SimpleShape, StructureShape } from './shape.ts';
import { isStructure } from './shape.ts';
import { fromSeconds, parseTimestamp } from './timestamp.ts';

const decoder = new TextDecoder('utf-8', { fatal: true });

/** A number of a JSON text with the digits it was written with, kept where JavaScript's number would lose some. */
class PreciseNumber {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/**
 * Parses a body. SerializationException unless it is JSON in UTF-8.
 * @param precise keep the digits of numbers that JavaScript can't represent (for bigInteger and bigDecimal members)
 */
export function parseJsonBody(body: Uint8Array, precise = false): unknown {
  try {
    const text = decoder.decode(body);
    return precise ? JSON.parse(text, keepDigits) : JSON.parse(text);
  } catch {
    throw serializationError();
  }
}

function keepDigits(_key: string, value: unknown, context: { source: string }): unknown {
  if (typeof value !== 'number' || String(value) === context.source) return value;
  return new PreciseNumber(context.source);
}

/**
 * Reads parsed JSON as a structure: unknown members are ignored, nulls are absent, wrong types are
 * SerializationExceptions in the words of AWS's framework.
 * @param bodyMembers only these members are in the body
 */
export function readJsonStructure(
  shape: StructureShape,
  value: unknown,
  bodyMembers: Iterable<Member> = shape.members.values(),
  depth = 0,
): Record<string, unknown> {
  if (depth > MAXIMUM_DEPTH) throw serializationError('Nested too deeply');
  if (!isRecord(value) || value instanceof PreciseNumber) throw unexpected(value);
  const result: Record<string, unknown> = {};
  for (const member of bodyMembers) {
    const wireName = member.traits.jsonName ?? member.name;
    if (!Object.hasOwn(value, wireName)) continue;
    const wireValue = value[wireName];
    if (wireValue === null || wireValue === undefined) continue;
    setOwn(result, member.name, readJson(member, wireValue, depth + 1));
  }
  if (shape.type === 'union') requireOneMember(shape, result, value);
  return result;
}

/** Reads one value of parsed JSON. */
export function readJson(member: Member, value: unknown, depth = 0): unknown {
  const shape = member.target;
  if (isStructure(shape)) return readJsonStructure(shape, value, shape.members.values(), depth);
  if (shape.type === 'list') return readList(shape, value, depth);
  if (shape.type === 'map') return readMap(shape, value, depth);
  return readSimple(member, shape, value);
}

function readList(shape: ListShape, value: unknown, depth: number): unknown[] {
  if (depth > MAXIMUM_DEPTH) throw serializationError('Nested too deeply');
  if (!Array.isArray(value)) throw unexpected(value);
  const result: unknown[] = [];
  for (const element of value) {
    if (element !== null) result.push(readJson(shape.member, element, depth + 1));
    else if (shape.sparse) result.push(null);
    else throw serializationError('Unexpected null');
  }
  return result;
}

function readMap(shape: MapShape, value: unknown, depth: number): Record<string, unknown> {
  if (depth > MAXIMUM_DEPTH) throw serializationError('Nested too deeply');
  if (!isRecord(value) || value instanceof PreciseNumber) throw unexpected(value);
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const entry = value[key];
    if (entry !== null) setOwn(result, key, readJson(shape.value, entry, depth + 1));
    else if (shape.sparse) setOwn(result, key, null);
    else throw serializationError('Unexpected null');
  }
  return result;
}

function readSimple(member: Member, shape: SimpleShape, value: unknown): unknown {
  switch (shape.type) {
    case 'document':
      return readDocument(value);
    case 'string':
      if (typeof value === 'string') return value;
      throw mismatch(value, shape);
    case 'boolean':
      if (typeof value === 'boolean') return value;
      throw mismatch(value, shape);
    case 'blob':
      if (typeof value === 'string') return readBase64(value);
      throw mismatch(value, shape);
    case 'timestamp':
      return readTimestamp(member, shape, value);
    case 'bigInteger':
    case 'bigDecimal':
      if (value instanceof PreciseNumber) return readNumber(shape, value.text);
      if (typeof value === 'number') return readNumber(shape, String(value));
      throw mismatch(value, shape);
    default:
      return readJsonNumber(shape, value);
  }
}

function readJsonNumber(shape: SimpleShape, value: unknown): unknown {
  const number = value instanceof PreciseNumber ? Number(value.text) : value;
  const whole = shape.type !== 'float' && shape.type !== 'double' && shape.type !== 'number';
  if (typeof number === 'number') {
    if (whole && !Number.isInteger(number)) throw mismatch(value, shape);
    return checkRange(shape.type, number);
  }
  if (!whole && (number === 'NaN' || number === 'Infinity' || number === '-Infinity')) return Number(number);
  throw mismatch(value, shape);
}

function readTimestamp(member: Member, shape: SimpleShape, value: unknown): Date {
  const number = value instanceof PreciseNumber ? Number(value.text) : value;
  let date: Date | undefined;
  if (typeof number === 'number') {
    date = fromSeconds(number);
  } else if (typeof number === 'string') {
    const format = timestampFormatOf(member, 'epoch-seconds');
    date = parseTimestamp(number, format === 'epoch-seconds' ? 'date-time' : format);
  }
  if (date === undefined) throw mismatch(value, shape);
  return date;
}

/** Checks depth and restores numbers, without recursion: documents are whatever the client nests. */
function readDocument(value: unknown): unknown {
  const root = { value };
  const pending: { holder: object; key: string; depth: number }[] = [
    { holder: root, key: 'value', depth: 0 },
  ];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next.depth > MAXIMUM_DEPTH) throw serializationError('Nested too deeply');
    const current: unknown = Reflect.get(next.holder, next.key);
    if (current instanceof PreciseNumber) {
      Reflect.set(next.holder, next.key, Number(current.text));
    } else if (typeof current === 'object' && current !== null) {
      for (const key of Object.keys(current)) pending.push({ holder: current, key, depth: next.depth + 1 });
    }
  }
  return root.value;
}

function requireOneMember(shape: StructureShape, result: Record<string, unknown>, value: object): void {
  const set = Object.keys(result).length;
  if (set === 1) return;
  const known = Object.keys(value).filter((key) => key !== '__type').length;
  throw serializationError(
    set === 0 && known > 0
      ? `Unknown member of union ${shape.name}`
      : `Union ${shape.name} must have exactly one member set`,
  );
}

function unexpected(value: unknown): Error {
  if (Array.isArray(value)) return serializationError('Start of list found where not expected');
  if (isRecord(value) && !(value instanceof PreciseNumber)) {
    return serializationError('Start of structure or map found where not expected.');
  }
  return serializationError('Unexpected field type');
}

/** Texts recorded from Amazon API Gateway. */
function mismatch(value: unknown, shape: SimpleShape): Error {
  if (value instanceof PreciseNumber || typeof value === 'number') {
    return serializationError(
      `class com.amazon.coral.value.json.numbers.TruncatingBigNumber can not be converted to an ${JAVA_NAMES[shape.type]}`,
    );
  }
  if (typeof value === 'object') return unexpected(value);
  const javaClass = typeof value === 'boolean' ? 'java.lang.Boolean' : 'java.lang.String';
  return serializationError(`class ${javaClass} can not be converted to an ${JAVA_NAMES[shape.type]}`);
}
