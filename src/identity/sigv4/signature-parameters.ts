import type { QueryParameter } from './canonical-query.ts';

/** What a request says about its signature, in either form. */
export interface SignatureParameters {
  /** `header`: the Authorization header; `query`: presigned. */
  readonly form: 'header' | 'query';
  readonly algorithm: string;
  /** `KEYID/YYYYMMDD/REGION/SERVICE/aws4_request` */
  readonly credential: string;
  /** Names joined by `;`, as given. */
  readonly signedHeaders: string;
  /** Hex digits, as given. */
  readonly signature: string;
  /** The request's time as given; not yet known to be well-formed. */
  readonly date: string;
  /** `X-Amz-Expires` as given; only in the query form. */
  readonly expires?: string;
  readonly sessionToken?: string;
  /** The query's parameters that are signed: all but the signature itself. */
  readonly query: readonly QueryParameter[];
}

/** Parts of a credential with its scope. */
export interface Credential {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly terminator: string;
}

/** Undefined unless there are exactly five elements; slashes at the end are ignored, as AWS does. */
export function parseCredential(text: string): Credential | undefined {
  let end = text.length;
  while (end > 0 && text[end - 1] === '/') end--;
  const elements = text.slice(0, end).split('/', 6);
  const [accessKeyId, date, region, service, terminator] = elements;
  if (elements.length !== 5 || !accessKeyId) return undefined;
  if (date === undefined || region === undefined || service === undefined || terminator === undefined) {
    return undefined;
  }
  return { accessKeyId, date, region, service, terminator };
}

/** Lower-case, sorted names of a SignedHeaders list. */
export function parseSignedHeaders(text: string): string[] {
  if (text === '') return [];
  const names = text.toLowerCase().split(';');
  for (let index = 1; index < names.length; index++) {
    if ((names[index - 1] ?? '') > (names[index] ?? '')) return names.sort();
  }
  return names;
}
