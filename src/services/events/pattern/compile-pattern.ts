import { isRecord } from '../../../protocols/safe-record.ts';
import { compileMatcher, type Matcher } from './matcher.ts';
import { PatternError } from './pattern-error.ts';

/** Whether an event, JSON that was read, is one that a pattern describes. */
export type EventPattern = (event: Readonly<Record<string, unknown>>) => boolean;

type Test = (value: Readonly<Record<string, unknown>>) => boolean;

/** Deeper patterns are refused. */
const MAXIMUM_DEPTH = 100;

/**
 * Compiles an event pattern. What it does for an event is bounded by the size of both multiplied.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 * Throws PatternError.
 */
export function compileEventPattern(text: string): EventPattern {
  const pattern = parse(text);
  if (!isRecord(pattern)) throw new PatternError('Filter is not an object');
  return compileObject(pattern, 0);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new PatternError('Invalid JSON');
  }
}

/** Every member must match, and of each `$or` one alternative. */
function compileObject(pattern: Readonly<Record<string, unknown>>, depth: number): Test {
  if (depth > MAXIMUM_DEPTH) throw new PatternError('Pattern is nested too deeply');
  const entries = Object.entries(pattern);
  if (entries.length === 0) throw new PatternError('Empty objects are not allowed');
  const tests = entries.map(([name, value]) =>
    isAlternatives(name, value) ? compileOr(value, depth) : compileMember(name, value, depth),
  );
  const [only] = tests;
  if (tests.length === 1 && only) return only;
  return (event) => tests.every((test) => test(event));
}

/** A member named `$or` is one of its own unless it is a list of at least two objects. */
function isAlternatives(name: string, value: unknown): value is Record<string, unknown>[] {
  return name === '$or' && Array.isArray(value) && value.length >= 2 && value.every(isRecord);
}

function compileOr(alternatives: readonly Record<string, unknown>[], depth: number): Test {
  const tests = alternatives.map((alternative) => compileObject(alternative, depth + 1));
  return (event) => tests.some((test) => test(event));
}

function compileMember(name: string, pattern: unknown, depth: number): Test {
  if (Array.isArray(pattern)) {
    const matcher = compileLeaf(pattern);
    return (event) => matcher(Object.hasOwn(event, name) ? event[name] : undefined);
  }
  if (!isRecord(pattern)) throw new PatternError(`"${name}" must be an object or an array`);
  const test = compileObject(pattern, depth + 1);
  return (event) => {
    const value = Object.hasOwn(event, name) ? event[name] : undefined;
    // Of an array of objects, one must match the whole.
    if (Array.isArray(value)) return value.some((one) => isRecord(one) && test(one));
    return test(isRecord(value) ? value : NOTHING);
  };
}

const NOTHING: Readonly<Record<string, unknown>> = Object.freeze({});

/** One of the values or conditions must match, for one element where the event has an array. */
function compileLeaf(pattern: readonly unknown[]): (value: unknown) => boolean {
  if (pattern.length === 0) throw new PatternError('Empty arrays are not allowed');
  const matchers = pattern.map(compileMatcher);
  const some = (value: unknown) => matchers.some((matcher: Matcher) => matcher.matches(value));
  const absent = matchers.some(({ matchesAbsent }) => matchesAbsent);
  return (value) => {
    if (Array.isArray(value))
      return value.length === 0 ? absent : value.some((one) => !isRecord(one) && some(one));
    // Only leaves are there or are missing.
    if (value === undefined || isRecord(value)) return absent;
    return some(value);
  };
}
