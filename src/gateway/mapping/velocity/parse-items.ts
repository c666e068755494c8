import type { Cursor } from './cursor.ts';
import type { Expression } from './syntax.ts';

/**
 * Values separated by commas, up to what closes them.
 * @param first one that has been read already
 */
export function parseItems(cursor: Cursor, close: string, first?: Expression): readonly Expression[] {
  const items: Expression[] = first === undefined ? [] : [first];
  cursor.skipWhitespace();
  while (!cursor.take(close)) {
    if (items.length > 0) cursor.expect(',');
    cursor.skipWhitespace();
    items.push(cursor.grammar.primary(cursor));
    cursor.skipWhitespace();
  }
  return items;
}
