/** Headers without `x-` whose names have no hyphen to say where capitals are, and those that differ. */
const SPELLINGS: ReadonlyMap<string, string> = new Map([
  ['etag', 'ETag'],
  ['www-authenticate', 'WWW-Authenticate'],
  ['x-amzn-requestid', 'x-amzn-RequestId'],
  ['x-amzn-errortype', 'x-amzn-ErrorType'],
  ['content-md5', 'Content-MD5'],
]);

/**
 * The headers of an answer with names spelt as AWS's services spell them, for parameter mappings are case-sensitive
 * (`integration.response.header.ETag`), and servers other than AWS's write lower case. Other spellings stay.
 */
export function asAwsSpells(rawHeaders: readonly string[]): readonly string[] {
  return rawHeaders.map((text, index) => (index % 2 === 0 ? spelt(text) : text));
}

function spelt(name: string): string {
  const known = SPELLINGS.get(name);
  if (known !== undefined) return known;
  if (name.startsWith('x-') || name !== name.toLowerCase()) return name;
  return name.replace(/(^|-)([a-z])/g, (_, start: string, letter: string) => start + letter.toUpperCase());
}
