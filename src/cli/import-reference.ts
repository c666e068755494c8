/** Longer than file names and pointers are. */
const MAXIMUM_LENGTH = 4096;

/** Where a `$ref` points to: a file, or the one that it stands in, and a place in it. */
export interface Reference {
  /** As written, percent-decoded; empty for the file itself. */
  readonly path: string;
  /** Names from the top of the file down. */
  readonly pointer: readonly string[];
}

/**
 * Reads the text of a `$ref`: a relative file name and a JSON pointer (RFC 6901) as its fragment. Gives what is wrong
 * with it as text.
 */
export function parseReference(text: string): Reference | string {
  if (text.length > MAXIMUM_LENGTH) return `a $ref has at most ${MAXIMUM_LENGTH} characters`;
  if (/^[A-Za-z][A-Za-z0-9+.-]+:/.test(text)) return `${text} is no file: only files are put together`;
  const hash = text.indexOf('#');
  const fragment = hash < 0 ? '' : text.slice(hash + 1);
  const file = hash < 0 ? text : text.slice(0, hash);
  if (fragment !== '' && !fragment.startsWith('/'))
    return `${text} has no JSON pointer after the #: it would begin with /`;
  try {
    const pointer = fragment
      .split('/')
      .slice(1)
      .map((name) => decodeURIComponent(name).replaceAll('~1', '/').replaceAll('~0', '~'));
    return { path: decodeURIComponent(file), pointer };
  } catch {
    return `${text} has a % that begins no percent-encoded character`;
  }
}

/** The fragment of a reference. */
export function pointerText(pointer: readonly string[]): string {
  return pointer.map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
