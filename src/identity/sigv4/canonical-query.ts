import { recode } from './percent-encoding.ts';

/** A query parameter with name and value in canonical encoding. */
export interface QueryParameter {
  readonly name: string;
  readonly value: string;
}

/** A query with more parameters than this is refused before anything is computed from it. */
export const MAXIMUM_QUERY_PARAMETERS = 1000;

// A plus sign is a space, as API Gateway and S3 read it (envoyproxy/envoy pull 40619, mhart/aws4fetch issue 83).
const QUERY_TEXT = { plusIsSpace: true, keepSlash: false };

/**
 * The parameters of a query string in the order of the wire.
 * @param query without the `?`
 * @returns undefined when there are more than {@link MAXIMUM_QUERY_PARAMETERS}
 */
export function parseQuery(query: string): QueryParameter[] | undefined {
  const parameters: QueryParameter[] = [];
  for (let start = 0; start < query.length; ) {
    const separator = query.indexOf('&', start);
    const end = separator < 0 ? query.length : separator;
    if (end > start) {
      if (parameters.length === MAXIMUM_QUERY_PARAMETERS) return undefined;
      parameters.push(parseParameter(query.slice(start, end)));
    }
    start = end + 1;
  }
  return parameters;
}

function parseParameter(text: string): QueryParameter {
  const equals = text.indexOf('=');
  if (equals < 0) return { name: recode(text, QUERY_TEXT), value: '' };
  return {
    name: recode(text.slice(0, equals), QUERY_TEXT),
    value: recode(text.slice(equals + 1), QUERY_TEXT),
  };
}

/** The canonical query string: sorted by name, then by value. A presigned request's signature is not part of it. */
export function canonicalQuery(parameters: readonly QueryParameter[]): string {
  if (parameters.length === 0) return '';
  const sorted = parameters.length > 1 ? parameters.toSorted(compareParameters) : parameters;
  let text = '';
  for (const { name, value } of sorted) text += `${text === '' ? '' : '&'}${name}=${value}`;
  return text;
}

// Canonical text is ASCII, so code units compare as bytes do.
function compareParameters(left: QueryParameter, right: QueryParameter): number {
  if (left.name !== right.name) return left.name < right.name ? -1 : 1;
  if (left.value === right.value) return 0;
  return left.value < right.value ? -1 : 1;
}
