import { NumericValue } from '@smithy/core/serde';
import { isRecord, setOwn } from './safe-record.ts';
import { timestampFormatOf, writeBase64 } from './scalar.ts';
import type { Member, StructureShape } from './shape.ts';
import { isStructure } from './shape.ts';
import { formatTimestamp } from './timestamp.ts';

/**
 * A structure's members as plain JSON values, to be passed to JSON.stringify: absent where undefined or null.
 * Members the shape doesn't have are left out.
 * @param bodyMembers only these members are in the body
 */
export function writeJsonStructure(
  shape: StructureShape,
  value: unknown,
  bodyMembers: Iterable<Member> = shape.members.values(),
): Record<string, unknown> {
  if (!isRecord(value)) throw new TypeError(`${shape.name} must be an object`);
  const result: Record<string, unknown> = {};
  for (const member of bodyMembers) {
    const memberValue = value[member.name];
    if (memberValue === undefined || memberValue === null) continue;
    setOwn(result, member.traits.jsonName ?? member.name, writeJson(member, memberValue));
  }
  return result;
}

/** One value as plain JSON. */
export function writeJson(member: Member, value: unknown): unknown {
  const shape = member.target;
  if (isStructure(shape)) return writeJsonStructure(shape, value);
  switch (shape.type) {
    case 'list':
      if (!Array.isArray(value)) throw new TypeError(`${member.name} must be an array`);
      return writeList(shape.member, shape.sparse, value);
    case 'map':
      if (!isRecord(value)) throw new TypeError(`${member.name} must be an object`);
      return writeMap(shape.value, shape.sparse, value);
    case 'blob':
      return writeBase64(value);
    case 'timestamp':
      return writeTimestamp(member, value);
    case 'bigInteger':
      return JSON.rawJSON(String(BigInt(String(value))));
    case 'bigDecimal':
      return JSON.rawJSON(value instanceof NumericValue ? value.string : String(value));
    case 'document':
      return value;
    case 'string':
      return String(value);
    case 'boolean':
      return Boolean(value);
    default:
      return writeNumber(member, value);
  }
}

function writeList(member: Member, sparse: boolean, values: readonly unknown[]): unknown[] {
  const result: unknown[] = [];
  for (const value of values) {
    if (value !== undefined && value !== null) result.push(writeJson(member, value));
    else if (sparse) result.push(null);
  }
  return result;
}

function writeMap(member: Member, sparse: boolean, values: Record<string, unknown>): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(values)) {
    const value = values[key];
    if (value !== undefined && value !== null) setOwn(result, key, writeJson(member, value));
    else if (sparse) setOwn(result, key, null);
  }
  return result;
}

function writeTimestamp(member: Member, value: unknown): unknown {
  if (!(value instanceof Date)) throw new TypeError(`${member.name} must be a Date`);
  const format = timestampFormatOf(member, 'epoch-seconds');
  return format === 'epoch-seconds' ? value.getTime() / 1000 : formatTimestamp(value, format);
}

/** JSON has no NaN and infinities: they are strings. */
function writeNumber(member: Member, value: unknown): unknown {
  if (typeof value === 'bigint') return JSON.rawJSON(String(value));
  if (typeof value !== 'number') throw new TypeError(`${member.name} must be a number`);
  return Number.isFinite(value) ? value : String(value);
}
