import {
  describeAll,
  enumText,
  greatestText,
  leastText,
  maximumText,
  minimumText,
  pathName,
  patternText,
  shown,
} from './constraint-text.ts';
import { isRecord } from './safe-record.ts';
import type { Constraints, ListShape, MapShape, Member, Shape, StructureShape } from './shape.ts';
import { isStructure } from './shape.ts';

/** A message names at most so many violations, so that a hostile request gets no endless answer. */
const MAXIMUM_VIOLATIONS = 25;

/**
 * What of an input breaks the model's constraints, in the words of AWS's framework; undefined when nothing does.
 * @param prefixOf what a member's path begins with, e.g. `createRestApiInput.`
 * @example 1 validation error detected: Value 'a b' at 'roleName' failed to satisfy constraint: Member must satisfy
 * regular expression pattern: [\w+=,.@-]+
 */
export function validate(
  shape: StructureShape,
  input: Record<string, unknown>,
  prefixOf: (member: Member) => string = () => '',
): string | undefined {
  const violations: string[] = [];
  // A body with a name of its own is judged before labels and query, as recorded from Amazon API Gateway.
  for (const inNamedBody of [true, false]) {
    for (const member of shape.members.values()) {
      const prefix = prefixOf(member);
      if ((prefix !== '') !== inNamedBody) continue;
      checkMember(member, input[member.name], prefix + pathName(member.name), violations);
    }
  }
  if (violations.length === 0) return undefined;
  const noun = violations.length === 1 ? 'validation error' : 'validation errors';
  return `${violations.length} ${noun} detected: ${violations.join('; ')}`;
}

function checkMember(member: Member, value: unknown, path: string, violations: string[]): void {
  if (violations.length >= MAXIMUM_VIOLATIONS) return;
  if (value === undefined || value === null) {
    if (member.traits.required === true) {
      violations.push(`Value null at '${path}' failed to satisfy constraint: Member must not be null`);
    }
    return;
  }
  const { constraints } = member;
  if (constraints !== undefined) {
    for (const broken of brokenConstraints(constraints, value)) {
      violations.push(`Value${shown(member, value)} at '${path}' failed to satisfy constraint: ${broken}`);
    }
  }
  checkInside(member.target, value, path, violations);
}

function checkInside(shape: Shape, value: unknown, path: string, violations: string[]): void {
  if (isStructure(shape)) {
    if (!isRecord(value)) return;
    for (const member of shape.members.values()) {
      checkMember(member, value[member.name], `${path}.${pathName(member.name)}`, violations);
    }
  } else if (shape.type === 'list') {
    if (Array.isArray(value)) checkList(shape, value, path, violations);
  } else if (shape.type === 'map' && isRecord(value)) {
    checkMap(shape, value, path, violations);
  }
}

/** Elements of simple types count against the list; others have paths of their own. */
function checkList(shape: ListShape, values: readonly unknown[], path: string, violations: string[]): void {
  const element = shape.member;
  if (!isSimple(element.target)) {
    for (let index = 0; index < values.length && violations.length < MAXIMUM_VIOLATIONS; index++) {
      const value = values[index];
      if (value !== null) checkMember(element, value, `${path}.${index + 1}.member`, violations);
    }
    return;
  }
  const { constraints } = element;
  if (constraints === undefined) return;
  if (values.every((value) => value === null || satisfies(constraints, value))) return;
  violations.push(
    `Value${shown(element, values)} at '${path}' failed to satisfy constraint: ` +
      `Member must satisfy constraint: [${describeAll(constraints).join(', ')}]`,
  );
}

function checkMap(
  shape: MapShape,
  values: Record<string, unknown>,
  path: string,
  violations: string[],
): void {
  const keyConstraints = shape.key.constraints;
  const keys = Object.keys(values);
  if (keyConstraints !== undefined && !keys.every((key) => satisfies(keyConstraints, key))) {
    violations.push(
      `Value${shown(shape.value, values)} at '${path}' failed to satisfy constraint: ` +
        `Map keys must satisfy constraint: [${describeAll(keyConstraints).join(', ')}]`,
    );
  }
  if (!isSimple(shape.value.target)) {
    for (const key of keys) {
      if (violations.length >= MAXIMUM_VIOLATIONS) return;
      if (values[key] !== null) {
        checkMember(shape.value, values[key], `${path}.${key.slice(0, 128)}.member`, violations);
      }
    }
    return;
  }
  const { constraints } = shape.value;
  if (constraints === undefined) return;
  if (keys.every((key) => values[key] === null || satisfies(constraints, values[key]))) {
    return;
  }
  violations.push(
    `Value${shown(shape.value, values)} at '${path}' failed to satisfy constraint: ` +
      `Map value must satisfy constraint: [${describeAll(constraints).join(', ')}]`,
  );
}

function satisfies(constraints: Constraints, value: unknown): boolean {
  return brokenConstraints(constraints, value).length === 0;
}

/** Lengths are looked at first: a text far beyond its limit is never matched with a pattern. */
function brokenConstraints(constraints: Constraints, value: unknown): string[] {
  const broken: string[] = [];
  const length = lengthOf(value);
  if (length !== undefined) {
    if (constraints.minLength !== undefined && length < constraints.minLength) {
      broken.push(minimumText(constraints.minLength));
    }
    if (constraints.maxLength !== undefined && length > constraints.maxLength) {
      broken.push(maximumText(constraints.maxLength));
    }
  }
  if (typeof value === 'number' || typeof value === 'bigint') {
    if (constraints.minimum !== undefined && value < constraints.minimum) {
      broken.push(leastText(constraints.minimum));
    }
    if (constraints.maximum !== undefined && value > constraints.maximum) {
      broken.push(greatestText(constraints.maximum));
    }
  }
  if (typeof value === 'string') {
    const matchable = value.length <= 10 * (constraints.maxLength ?? Number.POSITIVE_INFINITY);
    if (matchable && constraints.pattern?.test(value) === false) broken.push(patternText(constraints));
    if (constraints.enum?.has(value) === false) broken.push(enumText(constraints));
  }
  return broken;
}

/** Undefined for what has no length. */
function lengthOf(value: unknown): number | undefined {
  if (typeof value === 'string') return codePoints(value);
  if (value instanceof Uint8Array) return value.byteLength;
  if (Array.isArray(value)) return value.length;
  if (isRecord(value) && Object.getPrototypeOf(value) === Object.prototype) return Object.keys(value).length;
  return undefined;
}

function codePoints(text: string): number {
  let count = text.length;
  for (let at = 0; at < text.length - 1; at++) {
    const isPair = (text.charCodeAt(at) & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00;
    if (isPair) count--;
  }
  return count;
}

function isSimple(shape: Shape): boolean {
  return !isStructure(shape) && shape.type !== 'list' && shape.type !== 'map';
}
