/** Headers of a signature and of a connection: of this hop alone. */
const OF_THIS_HOP = new Set([
  'authorization',
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-security-token',
]);

const SIGNATURE_PARAMETERS =
  /^x-amz-(?:algorithm|credential|date|expires|signedheaders|signature|security-token|content-sha256)(?:=|$)/i;

/** What is left of a request's headers for whoever signs it anew; names and values in turn. */
export function unsignedHeaders(rawHeaders: readonly string[]): string[] {
  const kept: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    if (!OF_THIS_HOP.has(name.toLowerCase())) kept.push(name, rawHeaders[index + 1] ?? '');
  }
  return kept;
}

/** What is left of a presigned URL's query. */
export function unsignedQuery(query: string): string {
  if (!/x-amz-/i.test(query)) return query;
  return query
    .split('&')
    .filter((parameter) => !SIGNATURE_PARAMETERS.test(parameter))
    .join('&');
}
