import { encodePath, recode } from './percent-encoding.ts';

/**
 * Services whose paths are object keys: not normalized, and encoded once instead of twice.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
const OBJECT_KEY_PATHS: ReadonlySet<string> = new Set(['s3', 's3express', 's3-object-lambda', 's3-outposts']);

/** @param path the path as on the wire, without the query */
export function canonicalPath(path: string, service: string): string {
  if (path === '') return '/';
  if (OBJECT_KEY_PATHS.has(service)) return recode(path, { plusIsSpace: false, keepSlash: true });
  return encodePath(needsNormalizing(path) ? normalize(path) : path);
}

/** Only a segment that is empty or begins with a dot can change. */
function needsNormalizing(path: string): boolean {
  return path.includes('//') || path.includes('/.') || !path.startsWith('/');
}

/** Removes dot segments (RFC 3986, 5.2.4) and empty segments, as AWS's test suite `normalize-path` shows. */
function normalize(path: string): string {
  const kept: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..') kept.pop();
    else kept.push(segment);
  }
  const last = kept.length > 0 && path.endsWith('/') ? '/' : '';
  return `/${kept.join('/')}${last}`;
}
