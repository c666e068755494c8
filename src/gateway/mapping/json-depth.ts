/** Lists and objects within each other; a limit of this program alone. */
export const MAXIMUM_JSON_DEPTH = 500;

const QUOTE = '"'.charCodeAt(0);
const BACKSLASH = '\\'.charCodeAt(0);
const OPEN_LIST = '['.charCodeAt(0);
const CLOSE_LIST = ']'.charCodeAt(0);
const OPEN_OBJECT = '{'.charCodeAt(0);
const CLOSE_OBJECT = '}'.charCodeAt(0);

/**
 * Whether lists and objects stand deeper within each other than {@link MAXIMUM_JSON_DEPTH}. To be asked before the text is
 * parsed: what walks through the result would need stack for each level, and JSON.stringify time that grows with the
 * square of the depth. Of a text that is not JSON the answer means nothing.
 */
export function isNestedTooDeeply(text: string): boolean {
  if (text.length <= MAXIMUM_JSON_DEPTH) return false;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = endOfString(text, at);
        break;
      case OPEN_LIST:
      case OPEN_OBJECT:
        if (++depth > MAXIMUM_JSON_DEPTH) return true;
        break;
      case CLOSE_LIST:
      case CLOSE_OBJECT:
        depth--;
        break;
    }
  }
  return false;
}

/** Where the string that begins at a quote ends: at a quote again, or behind a text that ends before. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at;
    if (code === BACKSLASH) at++;
  }
  return at;
}
