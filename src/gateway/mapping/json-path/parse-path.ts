import { parseFilter, parseOperand } from './parse-filter.ts';
import { PathCursor } from './path-cursor.ts';
import { JsonPathError, type Operand, type Path, type Token } from './syntax.ts';

const NAME = /[^.[\]()\s,|&=!<>'"~]+/y;
const INTEGER = /-?[0-9]{1,9}/y;

const FUNCTIONS: ReadonlySet<string> = new Set([
  'avg',
  'concat',
  'first',
  'keys',
  'last',
  'length',
  'max',
  'min',
  'size',
  'stddev',
  'sum',
]);

/**
 * Reads a path as Jayway JsonPath does; one without `$` begins at the document too. Throws JsonPathError.
 * https://github.com/json-path/JsonPath#operators
 */
export function parseJsonPath(text: string): Path {
  const trimmed = text.trim();
  const cursor = new PathCursor(/^[$@]/.test(trimmed) ? trimmed : `$.${trimmed}`);
  const path = parsePath(cursor);
  if (!cursor.atEnd) throw cursor.error('Unexpected character');
  return path;
}

/** Reads a path that begins with `$` or `@`, as far as it goes. */
export function parsePath(cursor: PathCursor): Path {
  const root = cursor.peek() === '@' ? '@' : '$';
  cursor.at++;
  const tokens: Token[] = [];
  for (let more = parseToken(cursor); more !== undefined; more = parseToken(cursor)) {
    const last = tokens.at(-1);
    if (last?.kind === 'function') throw cursor.error('Nothing can follow a function');
    tokens.push(...more);
  }
  if (tokens.at(-1)?.kind === 'deep') throw new JsonPathError("A path can't end with '..'");
  return { root, tokens, definite: isDefinite(tokens) };
}

/** Undefined where the path ends. */
function parseToken(cursor: PathCursor): readonly Token[] | undefined {
  if (cursor.take('..')) {
    if (cursor.peek() === '[') return [{ kind: 'deep' }];
    return [{ kind: 'deep' }, parseName(cursor)];
  }
  if (cursor.take('.')) return cursor.peek() === '[' ? [parseBracket(cursor)] : [parseName(cursor)];
  return cursor.peek() === '[' ? [parseBracket(cursor)] : undefined;
}

function parseName(cursor: PathCursor): Token {
  if (cursor.take('*')) return { kind: 'wildcard' };
  const name = cursor.match(NAME);
  if (name === undefined) throw cursor.error('A property is missing');
  if (cursor.peek() !== '(') return { kind: 'properties', names: [name] };
  if (!FUNCTIONS.has(name)) throw cursor.error(`There is no function ${name}`);
  return { kind: 'function', name, args: cursor.nested(() => parseArguments(cursor)) };
}

function parseArguments(cursor: PathCursor): readonly Operand[] {
  cursor.expect('(');
  const args: Operand[] = [];
  cursor.skipBlanks();
  while (!cursor.take(')')) {
    if (args.length > 0) cursor.expect(',');
    cursor.skipBlanks();
    args.push(parseOperand(cursor, parsePath));
    cursor.skipBlanks();
  }
  return args;
}

function parseBracket(cursor: PathCursor): Token {
  cursor.expect('[');
  cursor.skipBlanks();
  const token = parseBracketed(cursor);
  cursor.skipBlanks();
  cursor.expect(']');
  return token;
}

function parseBracketed(cursor: PathCursor): Token {
  const character = cursor.peek();
  if (cursor.take('*')) return { kind: 'wildcard' };
  if (character === "'" || character === '"') {
    return { kind: 'properties', names: separated(cursor, () => cursor.quoted()) };
  }
  if (cursor.take('?')) {
    cursor.skipBlanks();
    cursor.expect('(');
    const predicate = cursor.nested(() => parseFilter(cursor, parsePath));
    cursor.expect(')');
    return { kind: 'filter', predicate };
  }
  const first = cursor.match(INTEGER);
  cursor.skipBlanks();
  if (cursor.take(':')) {
    cursor.skipBlanks();
    return { kind: 'slice', from: numberOrNothing(first), to: numberOrNothing(cursor.match(INTEGER)) };
  }
  if (first === undefined) throw cursor.error('An index, a name or a filter is missing');
  const indices = [Number(first)];
  while (cursor.take(',')) indices.push(parseIndex(cursor));
  return { kind: 'indices', indices };
}

function parseIndex(cursor: PathCursor): number {
  cursor.skipBlanks();
  const index = cursor.match(INTEGER);
  if (index === undefined) throw cursor.error('An index is missing');
  cursor.skipBlanks();
  return Number(index);
}

function separated(cursor: PathCursor, read: () => string): string[] {
  const items = [read()];
  for (cursor.skipBlanks(); cursor.take(','); cursor.skipBlanks()) {
    cursor.skipBlanks();
    if (cursor.peek() !== "'" && cursor.peek() !== '"') throw cursor.error('A name is missing');
    items.push(read());
  }
  return items;
}

function numberOrNothing(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

/** Several names at a path's end make one map of them. */
function isDefinite(tokens: readonly Token[]): boolean {
  return tokens.every((token, index) => {
    switch (token.kind) {
      case 'properties':
        return token.names.length === 1 || index === tokens.length - 1;
      case 'indices':
        return token.indices.length === 1;
      case 'function':
        return true;
      default:
        return false;
    }
  });
}
