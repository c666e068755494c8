/** No request of an honest client has as many. */
const MAXIMUM_PARAMETERS = 50;

/** Parameters by name, each given once and not empty. */
export type Parameters = ReadonlyMap<string, string>;

/**
 * Reads a query or a form. Undefined when a parameter is there twice (RFC 6749 section 3.1: "Request and response
 * parameters MUST NOT be included more than once") or there are too many; "Parameters sent without a value MUST be treated
 * as if they were omitted".
 */
export function readParameters(text: string): Parameters | undefined {
  const parameters = new Map<string, string>();
  const seen = new Set<string>();
  for (const [name, value] of new URLSearchParams(text)) {
    if (seen.has(name) || seen.size === MAXIMUM_PARAMETERS) return undefined;
    seen.add(name);
    if (value !== '') parameters.set(name, value);
  }
  return parameters;
}

/** The parameters of a form that was sent. Undefined when it is none, or not readable. */
export function readForm(contentType: string | undefined, body: string): Parameters | undefined {
  const [type = ''] = (contentType ?? '').split(';', 1);
  if (type.trim().toLowerCase() !== 'application/x-www-form-urlencoded') return undefined;
  return readParameters(body);
}
