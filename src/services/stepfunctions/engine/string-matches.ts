/** Where this module is, for the library to load it in place of its own matcher. */
export const LOCATION = import.meta.url;

/**
 * The matcher of a `StringMatches` pattern. `*` stands for any characters, also none; `\*` and `\\` for themselves. Its time
 * is bounded by length of pattern times length of text.
 * https://states-language.net/spec.html#choice-state
 */
export default function stringMatches(pattern: string): (text: unknown) => boolean {
  const [first = '', ...others] = chunksOf(pattern);
  const last = others.pop();
  return (text) => {
    if (typeof text !== 'string') return false;
    if (last === undefined) return text === first;
    const end = text.length - last.length;
    if (!text.startsWith(first) || !text.endsWith(last) || end < first.length) return false;
    let at = first.length;
    // Each chunk at the first place behind the one before it: going back is never of use.
    for (const chunk of others) {
      const found = text.indexOf(chunk, at);
      if (found < 0 || found + chunk.length > end) return false;
      at = found + chunk.length;
    }
    return true;
  };
}

/** What stands between the wildcards. */
function chunksOf(pattern: string): string[] {
  const chunks = [''];
  for (let at = 0; at < pattern.length; at++) {
    let character = pattern.charAt(at);
    if (character === '*') {
      chunks.push('');
      continue;
    }
    const next = pattern.charAt(at + 1);
    if (character === '\\' && (next === '*' || next === '\\')) {
      character = next;
      at++;
    }
    chunks[chunks.length - 1] += character;
  }
  return chunks;
}
