/**
 * The least text that comes after every text starting with `prefix`, in order of code points (which is the byte order
 * of UTF-8); undefined when there is none.
 */
export function endOfPrefix(prefix: string): string | undefined {
  const points = Array.from(prefix);
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    const point = last.codePointAt(0) ?? 0;
    if (point === 0x10ffff) continue;
    // The surrogates U+D800 to U+DFFF are no characters: the one after U+D7FF is U+E000.
    const next = point === 0xd7ff ? 0xe000 : point + 1;
    return points.join('') + String.fromCodePoint(next);
  }
  return undefined;
}
