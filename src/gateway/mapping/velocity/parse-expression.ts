import { integer, type Operator } from './arithmetic.ts';
import type { Cursor } from './cursor.ts';
import { parseItems } from './parse-items.ts';
import { parseReference } from './parse-reference.ts';
import { parseString } from './parse-string.ts';
import type { Comparison, Expression } from './syntax.ts';

const COMPARISONS: ReadonlyMap<string, Comparison> = new Map([
  ['==', '=='],
  ['eq', '=='],
  ['!=', '!='],
  ['ne', '!='],
  ['<=', '<='],
  ['le', '<='],
  ['<', '<'],
  ['lt', '<'],
  ['>=', '>='],
  ['ge', '>='],
  ['>', '>'],
  ['gt', '>'],
]);
const EQUALITY = /(?:==|!=|(?:eq|ne)(?![A-Za-z0-9_@]))/y;
const RELATION = /(?:<=|<|>=|>|(?:le|lt|ge|gt)(?![A-Za-z0-9_@]))/y;
const OR = /(?:\|\||or(?![A-Za-z0-9_@]))/y;
const AND = /(?:&&|and(?![A-Za-z0-9_@]))/y;
const NOT = /(?:!|not(?![A-Za-z0-9_@]))/y;
const NUMBER = /-?(?:[0-9]+(?:\.(?!\.)[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?/y;
const LITERAL_WORD = /(?:true|false)(?![A-Za-z0-9_@])/y;

/** Reads an expression with the blanks around it: what `#if(...)` and `#set($x = ...)` hold. */
export function parseExpression(cursor: Cursor): Expression {
  return cursor.nested(() =>
    parseLogical(cursor, OR, 'or', () => parseLogical(cursor, AND, 'and', parseEquality)),
  );
}

/** A value by itself: text, number, reference, range, list or map. */
export function parsePrimary(cursor: Cursor): Expression {
  const character = cursor.peek();
  switch (character) {
    case '"':
    case "'":
      return parseString(cursor);
    case '$':
      return { kind: 'reference', reference: parseReference(cursor) };
    case '[':
      return cursor.nested(() => parseListOrRange(cursor));
    case '{':
      return cursor.nested(() => parseMap(cursor));
  }
  const word = cursor.match(LITERAL_WORD);
  if (word !== undefined) return { kind: 'constant', value: word === 'true' };
  const number = cursor.match(NUMBER);
  if (number !== undefined) return numberOf(number, cursor);
  throw cursor.unexpected();
}

function parseLogical(
  cursor: Cursor,
  operator: RegExp,
  kind: 'and' | 'or',
  next: (cursor: Cursor) => Expression,
): Expression {
  let left = next(cursor);
  while (cursor.match(operator) !== undefined) left = { kind, left, right: next(cursor) };
  return left;
}

function parseEquality(cursor: Cursor): Expression {
  return parseComparison(cursor, EQUALITY, (inner) => parseComparison(inner, RELATION, parseSum));
}

function parseComparison(
  cursor: Cursor,
  operators: RegExp,
  next: (cursor: Cursor) => Expression,
): Expression {
  let left = next(cursor);
  for (let word = cursor.match(operators); word !== undefined; word = cursor.match(operators)) {
    const operator = COMPARISONS.get(word) ?? '==';
    left = { kind: 'compare', operator, left, right: next(cursor) };
  }
  return left;
}

function parseSum(cursor: Cursor): Expression {
  return parseArithmetic(cursor, /[+-]/y, (inner) => parseArithmetic(inner, /[*/%]/y, parseUnary));
}

function parseArithmetic(
  cursor: Cursor,
  operators: RegExp,
  next: (cursor: Cursor) => Expression,
): Expression {
  const start = cursor.at;
  let left = next(cursor);
  for (let sign = cursor.match(operators); sign !== undefined; sign = cursor.match(operators)) {
    const middle = cursor.at;
    const right = next(cursor);
    const sources = [
      cursor.text.slice(start, middle - sign.length).trim(),
      cursor.text.slice(middle, cursor.at).trim(),
    ] as const;
    left = { kind: 'arithmetic', operator: operatorOf(sign), left, right, sources };
  }
  return left;
}

function operatorOf(sign: string): Operator {
  switch (sign) {
    case '-':
    case '*':
    case '/':
    case '%':
      return sign;
    default:
      return '+';
  }
}

function parseUnary(cursor: Cursor): Expression {
  cursor.skipWhitespace();
  const result = cursor.nested(() => parseOperand(cursor));
  cursor.skipWhitespace();
  return result;
}

function parseOperand(cursor: Cursor): Expression {
  if (cursor.match(NOT) !== undefined) return { kind: 'not', operand: parseUnary(cursor) };
  if (cursor.peek() === '-' && !/[0-9.]/.test(cursor.peek(1))) {
    cursor.at++;
    return { kind: 'negate', operand: parseUnary(cursor) };
  }
  if (!cursor.take('(')) return parsePrimary(cursor);
  const inner = parseExpression(cursor);
  cursor.expect(')');
  return inner;
}

function parseListOrRange(cursor: Cursor): Expression {
  cursor.expect('[');
  cursor.skipWhitespace();
  if (cursor.take(']')) return { kind: 'list', items: [] };
  const first = parsePrimary(cursor);
  cursor.skipWhitespace();
  if (!cursor.take('..')) return { kind: 'list', items: parseItems(cursor, ']', first) };
  cursor.skipWhitespace();
  const to = parsePrimary(cursor);
  cursor.skipWhitespace();
  cursor.expect(']');
  return { kind: 'range', from: first, to };
}

function parseMap(cursor: Cursor): Expression {
  cursor.expect('{');
  cursor.skipWhitespace();
  const entries: [Expression, Expression][] = [];
  while (!cursor.take('}')) {
    if (entries.length > 0) cursor.expect(',');
    cursor.skipWhitespace();
    const key = parsePrimary(cursor);
    cursor.skipWhitespace();
    cursor.expect(':');
    cursor.skipWhitespace();
    entries.push([key, parsePrimary(cursor)]);
    cursor.skipWhitespace();
  }
  return { kind: 'map', entries };
}

function numberOf(text: string, cursor: Cursor): Expression {
  if (/[.eE]/.test(text)) return { kind: 'double', value: Number(text) };
  const value = text.length > 400 ? null : integer(BigInt(text));
  if (value === null) throw cursor.error('The number is too large');
  return { kind: 'constant', value };
}
