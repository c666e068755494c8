import { NumericValue } from '@smithy/core/serde';
import { isRecord, setOwn } from './safe-record.ts';
import { MAXIMUM_DEPTH, serializationError } from './serialization-error.ts';
import type { Member, StructureShape } from './shape.ts';
import { isStructure } from './shape.ts';

/**
 * Checks that an object made inside this process has the types of a shape, and returns it without the members that the
 * shape doesn't have. SerializationException names what is wrong.
 */
export function checkTypes(shape: StructureShape, value: unknown, depth = 0): Record<string, unknown> {
  if (depth > MAXIMUM_DEPTH) throw serializationError('Nested too deeply');
  if (!isRecord(value)) throw serializationError(`${shape.name} must be an object`);
  const result: Record<string, unknown> = {};
  for (const member of shape.members.values()) {
    const memberValue = value[member.name];
    if (memberValue === undefined || memberValue === null) continue;
    setOwn(result, member.name, checkValue(member, memberValue, depth + 1));
  }
  return result;
}

function checkValue(member: Member, value: unknown, depth: number): unknown {
  const shape = member.target;
  if (isStructure(shape)) return checkTypes(shape, value, depth);
  if (depth > MAXIMUM_DEPTH) throw serializationError('Nested too deeply');
  switch (shape.type) {
    case 'list':
      if (!Array.isArray(value)) throw wrongType(member, 'a list');
      return value.map((item: unknown) => (item === null ? null : checkValue(shape.member, item, depth + 1)));
    case 'map': {
      if (!isRecord(value)) throw wrongType(member, 'a map');
      const result: Record<string, unknown> = {};
      for (const key of Object.keys(value)) {
        const entry = value[key];
        setOwn(result, key, entry === null ? null : checkValue(shape.value, entry, depth + 1));
      }
      return result;
    }
    case 'document':
      return value;
    case 'string':
      if (typeof value !== 'string') throw wrongType(member, 'a string');
      return value;
    case 'boolean':
      if (typeof value !== 'boolean') throw wrongType(member, 'a boolean');
      return value;
    case 'blob':
      if (!(value instanceof Uint8Array)) throw wrongType(member, 'a Uint8Array');
      return value;
    case 'timestamp':
      if (!(value instanceof Date)) throw wrongType(member, 'a Date');
      return value;
    case 'bigInteger':
      if (typeof value !== 'bigint') throw wrongType(member, 'a bigint');
      return value;
    case 'bigDecimal':
      if (!(value instanceof NumericValue)) throw wrongType(member, 'a NumericValue');
      return value;
    default:
      if (typeof value !== 'number') throw wrongType(member, 'a number');
      return value;
  }
}

function wrongType(member: Member, expected: string): Error {
  return serializationError(`${member.name} must be ${expected}`);
}
