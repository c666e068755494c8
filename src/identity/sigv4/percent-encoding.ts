// URI encoding as Signature Version 4 wants it: everything but the unreserved characters of RFC 3986 becomes %XX with
// upper-case digits. "Create a signed AWS API request", IAM User Guide:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
//
// Text from the wire holds one byte per character, as node:http gives it. A character beyond that (a caller's own
// text) stands for its UTF-8 bytes.

const PERCENT = 0x25;
const PLUS = 0x2b;
const SLASH = 0x2f;

const UNRESERVED = new Uint8Array(256);
for (const character of '-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz') {
  UNRESERVED[character.charCodeAt(0)] = 1;
}

const ESCAPES: readonly string[] = Array.from(
  { length: 256 },
  (_, byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
);

function isUnreserved(code: number): boolean {
  return code < 256 && UNRESERVED[code] === 1;
}

/** Value of a hexadecimal digit, or -1. */
function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  if (code >= 0x41 && code <= 0x46) return code - 0x37;
  if (code >= 0x61 && code <= 0x66) return code - 0x57;
  return -1;
}

function escapeCharacter(text: string, index: number, code: number): string {
  if (code < 256) return ESCAPES[code] ?? '';
  // Half a surrogate pair has no bytes of its own: its first half brings both, its second half none.
  if (
    code >= 0xdc00 &&
    code <= 0xdfff &&
    index > 0 &&
    text.codePointAt(index - 1) !== text.charCodeAt(index - 1)
  ) {
    return '';
  }
  let escaped = '';
  for (const byte of Buffer.from(String.fromCodePoint(text.codePointAt(index) ?? code), 'utf8')) {
    escaped += ESCAPES[byte] ?? '';
  }
  return escaped;
}

/** Encodes every byte once, a `%` too; slashes stay. */
export function encodePath(path: string): string {
  let encoded = '';
  let copied = 0;
  for (let index = 0; index < path.length; index++) {
    const code = path.charCodeAt(index);
    if (code === SLASH || isUnreserved(code)) continue;
    encoded += path.slice(copied, index) + escapeCharacter(path, index, code);
    copied = index + 1;
  }
  return copied === 0 ? path : encoded + path.slice(copied);
}

/** How {@link recode} reads what is not an escape. */
export interface RecodeOptions {
  /** A `+` stands for a space, as in a form. */
  readonly plusIsSpace: boolean;
  /** Slashes stay as they are. */
  readonly keepSlash: boolean;
}

/**
 * Brings text that is already percent-encoded into the one canonical form: escapes of unreserved characters are
 * undone, all other bytes escaped, digits upper case. A `%` that begins no escape stands for itself.
 */
export function recode(text: string, options: RecodeOptions): string {
  let encoded = '';
  let copied = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (isUnreserved(code) || (code === SLASH && options.keepSlash)) continue;
    encoded += text.slice(copied, index);
    const byte = code === PERCENT ? escapedByte(text, index) : -1;
    if (byte >= 0) {
      encoded += isUnreserved(byte) ? String.fromCharCode(byte) : (ESCAPES[byte] ?? '');
      index += 2;
    } else if (code === PLUS && options.plusIsSpace) {
      encoded += '%20';
    } else {
      encoded += escapeCharacter(text, index, code);
    }
    copied = index + 1;
  }
  return copied === 0 ? text : encoded + text.slice(copied);
}

/** Undoes canonical encoding; one character per byte. */
export function decodeCanonical(text: string): string {
  let decoded = '';
  for (let index = 0; index < text.length; index++) {
    const byte = text.charCodeAt(index) === PERCENT ? escapedByte(text, index) : -1;
    decoded += byte >= 0 ? String.fromCharCode(byte) : (text[index] ?? '');
    if (byte >= 0) index += 2;
  }
  return decoded;
}

function escapedByte(text: string, index: number): number {
  if (index + 2 >= text.length) return -1;
  const high = hexDigit(text.charCodeAt(index + 1));
  const low = hexDigit(text.charCodeAt(index + 2));
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}
