import { JavaDouble, JavaList, type Value } from '../velocity/value.ts';
import type { PathCursor } from './path-cursor.ts';
import type { Comparison, Operand, Path, Predicate } from './syntax.ts';

type ReadPath = (cursor: PathCursor) => Path;

const OPERATOR = /==|!=|<=|>=|=~|<|>|(?:in|nin|contains|size|empty|subsetof|anyof|noneof)(?![A-Za-z0-9_])/iy;
const NUMBER = /-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const WORD = /(?:true|false|null)(?![A-Za-z0-9_])/y;

/** Reads what stands in the parentheses of `[?(...)]`. */
export function parseFilter(cursor: PathCursor, readPath: ReadPath): Predicate {
  let left = parseAnd(cursor, readPath);
  while (cursor.take('||')) left = { kind: 'or', left, right: parseAnd(cursor, readPath) };
  return left;
}

/** A path, a text, a number, `true`, `false`, `null`, a list or a `/pattern/`. */
export function parseOperand(cursor: PathCursor, readPath: ReadPath): Operand {
  const character = cursor.peek();
  if (character === '@' || character === '$')
    return { kind: 'path', path: cursor.nested(() => readPath(cursor)) };
  if (character === '/') return parsePattern(cursor);
  return { kind: 'value', value: cursor.nested(() => parseValue(cursor)) };
}

function parseAnd(cursor: PathCursor, readPath: ReadPath): Predicate {
  let left = parseUnary(cursor, readPath);
  while (cursor.take('&&')) left = { kind: 'and', left, right: parseUnary(cursor, readPath) };
  return left;
}

function parseUnary(cursor: PathCursor, readPath: ReadPath): Predicate {
  cursor.skipBlanks();
  const predicate = cursor.nested(() => parseTerm(cursor, readPath));
  cursor.skipBlanks();
  return predicate;
}

function parseTerm(cursor: PathCursor, readPath: ReadPath): Predicate {
  if (cursor.take('!')) return { kind: 'not', operand: parseUnary(cursor, readPath) };
  if (cursor.take('(')) {
    const inner = parseFilter(cursor, readPath);
    cursor.expect(')');
    return inner;
  }
  const left = parseOperand(cursor, readPath);
  cursor.skipBlanks();
  const operator = cursor.match(OPERATOR);
  if (operator === undefined) {
    if (left.kind !== 'path') throw cursor.error('An operator is missing');
    return { kind: 'exists', path: left.path };
  }
  cursor.skipBlanks();
  return { kind: 'compare', operator: comparisonOf(operator), left, right: parseOperand(cursor, readPath) };
}

const COMPARISONS: readonly Comparison[] = [
  ...(['==', '!=', '<', '<=', '>', '>=', '=~', 'in', 'nin', 'contains'] as const),
  ...(['size', 'empty', 'subsetof', 'anyof', 'noneof'] as const),
];

function comparisonOf(text: string): Comparison {
  return COMPARISONS.find((comparison) => comparison === text.toLowerCase()) ?? '==';
}

function parsePattern(cursor: PathCursor): Operand {
  cursor.expect('/');
  let source = '';
  while (!cursor.take('/')) {
    const character = cursor.peek();
    if (character === '') throw cursor.error('A pattern is not closed');
    cursor.at++;
    if (character === '\\' && cursor.peek() === '/') continue;
    source += character;
    if (character === '\\') {
      source += cursor.peek();
      cursor.at++;
    }
  }
  const flags = cursor.match(/[a-zA-Z]*/y) ?? '';
  return { kind: 'pattern', source: flags.includes('i') ? `(?i)${source}` : source };
}

function parseValue(cursor: PathCursor): Value {
  const character = cursor.peek();
  if (character === "'" || character === '"') return cursor.quoted();
  if (cursor.take('[')) return parseList(cursor);
  const word = cursor.match(WORD);
  if (word !== undefined) return word === 'null' ? null : word === 'true';
  const number = cursor.match(NUMBER);
  if (number === undefined) throw cursor.error('A value is missing');
  const value = Number(number);
  return Number.isSafeInteger(value) && !/[.eE]/.test(number) ? value : new JavaDouble(value);
}

function parseList(cursor: PathCursor): JavaList {
  const items: Value[] = [];
  cursor.skipBlanks();
  while (!cursor.take(']')) {
    if (items.length > 0) cursor.expect(',');
    cursor.skipBlanks();
    items.push(cursor.nested(() => parseValue(cursor)));
    cursor.skipBlanks();
  }
  return new JavaList(items, true);
}
