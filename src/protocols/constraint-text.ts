import { isRecord } from './safe-record.ts';
import type { Constraints, Member } from './shape.ts';

const LONGEST_VALUE_SHOWN = 1000;

/** Every constraint, broken or not: what is said of lists and maps. */
export function describeAll(constraints: Constraints): string[] {
  const texts: string[] = [];
  if (constraints.maxLength !== undefined) texts.push(maximumText(constraints.maxLength));
  if (constraints.minLength !== undefined) texts.push(minimumText(constraints.minLength));
  if (constraints.maximum !== undefined) {
    texts.push(greatestText(constraints.maximum));
  }
  if (constraints.minimum !== undefined) {
    texts.push(leastText(constraints.minimum));
  }
  if (constraints.pattern !== undefined) texts.push(patternText(constraints));
  if (constraints.enum !== undefined) texts.push(enumText(constraints));
  return texts;
}

export function minimumText(length: number): string {
  return `Member must have length greater than or equal to ${length}`;
}

export function maximumText(length: number): string {
  return `Member must have length less than or equal to ${length}`;
}

export function leastText(value: number): string {
  return `Member must have value greater than or equal to ${value}`;
}

export function greatestText(value: number): string {
  return `Member must have value less than or equal to ${value}`;
}

export function patternText(constraints: Constraints): string {
  return `Member must satisfy regular expression pattern: ${constraints.pattern?.source}`;
}

export function enumText(constraints: Constraints): string {
  return `Member must satisfy enum value set: [${[...(constraints.enum ?? [])].join(', ')}]`;
}

/** Paths begin in lower case: `roleName` for RoleName. */
export function pathName(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** ` 'value'`, or nothing where the model calls it sensitive. */
export function shown(member: Member, value: unknown): string {
  return member.sensitive ? '' : ` '${javaText(value).slice(0, LONGEST_VALUE_SHOWN)}'`;
}

/** As Java's toString writes values: `[a, b]`, `{key=value}`. */
function javaText(value: unknown, depth = 0): string {
  if (depth > 4) return '...';
  if (Array.isArray(value))
    return `[${value
      .slice(0, 100)
      .map((item) => javaText(item, depth + 1))
      .join(', ')}]`;
  if (value instanceof Uint8Array) return 'java.nio.HeapByteBuffer';
  if (value instanceof Date) return value.toISOString();
  if (isRecord(value)) {
    const entries = Object.keys(value).slice(0, 100);
    return `{${entries.map((key) => `${key}=${javaText(value[key], depth + 1)}`).join(', ')}}`;
  }
  return String(value);
}
