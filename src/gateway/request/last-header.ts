/**
 * A header's value; of a header that came twice the last one, which is the one that backends see, too.
 * @param rawHeaders names and values in turn
 * @param name in lower case
 */
export function lastHeader(rawHeaders: readonly string[], name: string): string | undefined {
  for (let index = rawHeaders.length - 2; index >= 0; index -= 2) {
    const given = rawHeaders[index] ?? '';
    if (given.length === name.length && given.toLowerCase() === name) return rawHeaders[index + 1];
  }
  return undefined;
}
