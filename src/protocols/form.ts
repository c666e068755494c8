import { serializationError } from './serialization-error.ts';

/** Most parameters of one query string or form. */
export const MAXIMUM_PARAMETERS = 10_000;

/** Decodes a part of a URI: percent escapes of UTF-8. SerializationException for broken ones. */
export function decodeUriPart(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    throw serializationError('Malformed percent encoding');
  }
}

/**
 * Parameters of a query string or form body in the order given, `+` being a space and a name without `=` having the
 * empty value. https://url.spec.whatwg.org/#urlencoded-parsing, except that broken escapes are refused.
 */
export function parseParameters(text: string): [name: string, value: string][] {
  const parameters: [string, string][] = [];
  let start = 0;
  while (start < text.length) {
    let end = text.indexOf('&', start);
    if (end === -1) end = text.length;
    if (end > start) {
      if (parameters.length === MAXIMUM_PARAMETERS) throw serializationError('Too many parameters');
      const equals = text.indexOf('=', start);
      const nameEnd = equals === -1 || equals > end ? end : equals;
      parameters.push([decodeField(text.slice(start, nameEnd)), decodeField(text.slice(nameEnd + 1, end))]);
    }
    start = end + 1;
  }
  return parameters;
}

function decodeField(text: string): string {
  return decodeUriPart(text.includes('+') ? text.replaceAll('+', ' ') : text);
}
