import { Cursor } from './cursor.ts';
import type { Expression } from './syntax.ts';

/**
 * Reads a text in quotes. Within it the quote is written twice; backslashes stand for themselves but in `\uXXXX`, as in
 * Velocity. One in double quotes is a template of its own.
 */
export function parseString(cursor: Cursor): Expression {
  const quote = cursor.peek();
  const start = cursor.at;
  cursor.at++;
  let text = '';
  for (;;) {
    const end = cursor.text.indexOf(quote, cursor.at);
    if (end < 0) throw cursor.error('The text is not closed', start);
    text += cursor.text.slice(cursor.at, end);
    cursor.at = end + 1;
    if (cursor.peek() !== quote) break;
    text += quote;
    cursor.at++;
  }
  const value = decodeEscapes(text);
  if (quote === "'" || !/[$#]/.test(value)) return { kind: 'constant', value };
  return cursor.nested(() => {
    const inner = new Cursor(value, cursor.grammar, cursor.position(start), cursor.depth);
    return { kind: 'interpolation', body: cursor.grammar.block(inner) };
  });
}

function decodeEscapes(text: string): string {
  if (!text.includes('\\u')) return text;
  return text.replace(/\\u([0-9a-fA-F]{4})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
}
