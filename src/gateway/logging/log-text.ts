import type { StageFacts } from '../compile/stage-facts.ts';

/** Characters of a line that API Gateway logs before it cuts it off; every longer line that was seen ends there. */
const LONGEST_LINE = 1024;
/** No character needs more bytes, so that this many always fill a line. */
const LONGEST_BODY = 4 * LONGEST_LINE;

/**
 * Whose values are not shown: "API Gateway redacts authorization headers, API key values, and similar sensitive request
 * parameters from the logged data". https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
 */
const SECRETS: ReadonlySet<string> = new Set([
  'authorization',
  'proxy-authorization',
  'x-amz-credential',
  'x-amz-security-token',
  'x-amz-signature',
  'x-api-key',
]);
/** Characters that stay legible at the end of a secret, as in `API Key: **********************************BeFFOj`. */
const SHOWN = 6;

/** Whether the values of a header are not for logs. */
export function isSecretHeader(name: string): boolean {
  return SECRETS.has(name.toLowerCase());
}

/** A line as it is logged: cut off after 1,024 characters. */
export function truncated(line: string): string {
  return line.length <= LONGEST_LINE ? line : `${line.slice(0, LONGEST_LINE)} [TRUNCATED]`;
}

/** A secret as it is logged: asterisks, and its last characters where they are the smaller part of it. */
export function masked(secret: string): string {
  const shown = secret.length > 2 * SHOWN ? SHOWN : 0;
  const hidden = secret.length - shown;
  return '*'.repeat(hidden) + secret.slice(hidden);
}

/**
 * Names and values in turn as API Gateway logs maps, `{Accept=application/json, Host=example.com}`, without secrets.
 * What would be cut off anyway is left out.
 */
export function mapText(pairs: readonly string[]): string {
  let text = '{';
  for (let index = 0; index + 1 < pairs.length && text.length <= LONGEST_LINE; index += 2) {
    const name = pairs[index] ?? '';
    const value = pairs[index + 1] ?? '';
    text += `${index > 0 ? ', ' : ''}${name}=${isSecretHeader(name) ? masked(value) : value}`;
  }
  return `${text}}`;
}

/** Names and values in turn of a map; several values of one name become one, with commas. */
export function pairsOf(
  map: Readonly<Record<string, string | readonly string[]>> | null | undefined,
): string[] {
  const pairs: string[] = [];
  for (const name in map) {
    const value = map[name] ?? '';
    pairs.push(name, typeof value === 'string' ? value : value.join(','));
  }
  return pairs;
}

/** A body as it is logged: as much of the text as a line can show, nothing of what is binary for the API. */
export function bodyText(
  body: Buffer | string,
  contentType: string | undefined,
  { binaryMediaTypes }: Pick<StageFacts, 'binaryMediaTypes'>,
): string {
  if (body.length === 0) return '';
  if (contentType !== undefined && binaryMediaTypes.includes(contentType)) return '[Binary Data]';
  return typeof body === 'string' ? body.slice(0, LONGEST_BODY) : body.toString('utf8', 0, LONGEST_BODY);
}

/** The value of a header among names and values in turn; undefined when there is none. @param name in lower case */
export function headerIn(pairs: readonly string[], name: string): string | undefined {
  for (let index = 0; index + 1 < pairs.length; index += 2) {
    if (pairs[index]?.toLowerCase() === name) return pairs[index + 1];
  }
  return undefined;
}
