import type { Cursor } from './cursor.ts';
import { parseItems } from './parse-items.ts';
import type { Expression, Reference, ReferenceStep } from './syntax.ts';

const IDENTIFIER = /[A-Za-z_][A-Za-z0-9_-]*/y;

/** `$name`, `$!name`, `${name}` or `$!{name}`, and where its `$` is after any backslashes. */
const START = /\$!?\{?[A-Za-z_]/y;

/** Whether a reference begins at the `$` so far ahead. */
export function isReference({ text, at }: Cursor, ahead = 0): boolean {
  START.lastIndex = at + ahead;
  return START.test(text);
}

/**
 * Reads a reference at its `$`.
 * @param backslashes how many stood before it
 */
export function parseReference(cursor: Cursor, backslashes = 0): Reference {
  const start = cursor.at;
  const position = cursor.position(start);
  cursor.expect('$');
  const quiet = cursor.take('!');
  const formal = cursor.take('{');
  const root = identifier(cursor);
  const steps = cursor.nested(() => parseSteps(cursor));
  if (formal) cursor.expect('}');
  return { root, steps, quiet, source: cursor.text.slice(start, cursor.at), backslashes, position };
}

function parseSteps(cursor: Cursor): ReferenceStep[] {
  const steps: ReferenceStep[] = [];
  for (;;) {
    if (cursor.peek() === '[') {
      steps.push({ kind: 'index', index: parseIndex(cursor) });
    } else if (cursor.peek() === '.' && /[A-Za-z]/.test(cursor.peek(1))) {
      cursor.at++;
      const name = identifier(cursor);
      if (cursor.peek() === '(') steps.push({ kind: 'method', name, args: parseArguments(cursor) });
      else steps.push({ kind: 'property', name });
    } else {
      return steps;
    }
  }
}

/** `(a, b)` */
function parseArguments(cursor: Cursor): readonly Expression[] {
  cursor.expect('(');
  return cursor.nested(() => parseItems(cursor, ')'));
}

function parseIndex(cursor: Cursor): Expression {
  cursor.expect('[');
  cursor.skipWhitespace();
  const index = cursor.grammar.primary(cursor);
  cursor.skipWhitespace();
  cursor.expect(']');
  return index;
}

function identifier(cursor: Cursor): string {
  const name = cursor.match(IDENTIFIER);
  if (name === undefined) throw cursor.unexpected();
  return name;
}
