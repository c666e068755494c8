import { GatewayError } from '../responses/gateway-error.ts';

/** Where a request of an HTTP integration goes. */
export interface HttpAddress {
  /** `https://example.com:8443` */
  readonly origin: string;
  /** Path and query string, as they go over the wire. */
  readonly path: string;
}

/** A value for a `{name}` of an integration's URI. */
export interface PathValue {
  readonly text: string;
  /** True when the text is percent-encoded as it came over the wire, so that it must not be encoded again. */
  readonly encoded: boolean;
}

/** The URI of an HTTP integration with its `{name}`s, taken apart once. */
export interface HttpUri {
  readonly origin: string;
  /**
   * Puts in the values and adds query parameters to those of the URI. Throws GatewayError when a value is missing, or
   * would lead out of the place where the URI puts it.
   * @param query encoded, without question mark; empty for none
   */
  resolve(lookUp: (name: string) => PathValue | undefined, query: string): HttpAddress;
}

/** An integration's URI that names no place to send requests to. */
export class InvalidHttpUri extends Error {}

/**
 * Reads the URI of an HTTP integration: "For HTTP or HTTP_PROXY integrations, the URI must be a fully formed, encoded
 * HTTP(S) URL according to the RFC-3986 specification", with `{name}` for `integration.request.path.name`. Throws
 * InvalidHttpUri.
 * https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html
 * @param uri with stage variables put in
 */
export function compileHttpUri(uri: string): HttpUri {
  const [, scheme, authority = '', rest = ''] = /^(https?):\/\/([^/?#]+)([^#]*)/i.exec(uri) ?? [];
  if (!scheme) throw new InvalidHttpUri('Invalid endpoint address');
  const origin = originOf(scheme, authority);
  const question = rest.indexOf('?');
  const pathTemplate = question < 0 ? rest : rest.slice(0, question);
  const path = partsOf(pathTemplate.startsWith('/') ? pathTemplate : `/${pathTemplate}`);
  const ownQuery = partsOf(question < 0 ? '' : rest.slice(question + 1));
  return {
    origin,
    resolve(lookUp, query) {
      const start = fill(path, lookUp, encodeInPath);
      const own = fill(ownQuery, lookUp, encodeInQuery);
      const whole = own && query ? `${own}&${query}` : own || query;
      return { origin, path: whole ? `${start}?${whole}` : start };
    },
  };
}

function originOf(scheme: string, authority: string): string {
  try {
    const { origin, username, password } = new URL(`${scheme}://${authority}`);
    // Braces must not choose the host, and who logs in is the API owner's secret: neither is offered by AWS.
    if (!username && !password && !/[{}\s\\]/.test(authority)) return origin;
  } catch {}
  throw new InvalidHttpUri('Invalid endpoint address');
}

/** Literal texts at even places, names at odd ones. */
type Parts = readonly string[];

function partsOf(template: string): Parts {
  return template
    .split(/\{([^{}]*)\}/)
    .map((part, index) => (index % 2 === 0 ? encodeUnsafe(asBytes(part)) : part));
}

function fill(
  parts: Parts,
  lookUp: (name: string) => PathValue | undefined,
  encode: (value: PathValue) => string,
): string {
  if (parts.length === 1) return parts[0] ?? '';
  let text = '';
  for (const [index, part] of parts.entries()) {
    if (index % 2 === 0) {
      text += part;
      continue;
    }
    const value = lookUp(part);
    // Left as it is, the brace makes the address invalid: "Execution failed due to configuration error: Invalid
    // endpoint address".
    if (!value) throw GatewayError.of('API_CONFIGURATION_ERROR');
    text += encode(value);
  }
  return text;
}

/** A value that came in the path keeps its form and its slashes; any other is one text, slashes and all. */
function encodeInPath({ text, encoded }: PathValue): string {
  const value = encoded ? encodeUnsafe(text) : encodeComponent(text);
  if (hasDotSegment(value)) throw GatewayError.edge('BAD_REQUEST');
  return value;
}

function encodeInQuery({ text, encoded }: PathValue): string {
  return encodeComponent(encoded ? decode(text) : text);
}

/**
 * True when a backend could take the value, or what becomes of it by decoding it once, for steps up or nowhere in the
 * tree of paths: what the API's owner wrote before it would not hold then.
 */
function hasDotSegment(value: string): boolean {
  const decoded = value.includes('%') ? decode(value) : value;
  return decoded.split(/[/\\]/).some((segment) => segment === '..' || segment === '.');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return Buffer.from(
      text.replace(/%([0-9A-Fa-f]{2})/g, (_, digits: string) =>
        String.fromCharCode(Number.parseInt(digits, 16)),
      ),
      'latin1',
    ).toString();
  }
}

export function encodeComponent(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

/** Text as UTF-8, a character for each byte. */
function asBytes(text: string): string {
  return Buffer.from(text).toString('latin1');
}

/** Encodes what may not stand in a request's target, and nothing that may. Characters beyond ASCII are bytes here. */
function encodeUnsafe(text: string): string {
  if (/^[A-Za-z0-9\-._~!$&'()*+,;=:@/]*$/.test(text)) return text;
  return text.replace(
    /%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9\-._~!$&'()*+,;=:@/%]/g,
    (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}
