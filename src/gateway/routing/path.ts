/**
 * The path by which a request is routed and authorized: what follows the stage, with the slashes at its beginning made
 * one (recorded in `test_lambda_aws_proxy_integration`, `invocation-payload-with-prepended-slash`).
 */
export function withOneLeadingSlash(rawPath: string): string {
  let start = 0;
  while (rawPath.charCodeAt(start) === 47) start++;
  return start === 1 ? rawPath : `/${rawPath.slice(start)}`;
}

/**
 * Decodes percent-encoded unreserved characters, which RFC 3986 section 2.3 declares equivalent, so that `/%61dmin`
 * cannot slip past a policy or a route that names `/admin`. Everything else stays as it is.
 */
export function decodeUnreserved(path: string): string {
  if (!path.includes('%')) return path;
  return path.replace(/%[0-9A-Fa-f]{2}/g, (triplet) => {
    const character = String.fromCharCode(Number.parseInt(triplet.slice(1), 16));
    return /[A-Za-z0-9._~-]/.test(character) ? character : triplet;
  });
}

/**
 * The path without the slashes at its end, which name no other resource: authorized with them, `/admin/` would slip past
 * a policy that denies `/admin`.
 */
export function withoutTrailingSlashes(path: string): string {
  let end = path.length;
  while (end > 1 && path.charCodeAt(end - 1) === 47) end--;
  return end === path.length ? path : path.slice(0, end);
}
