/**
 * True for a request that asks for a fresh response: `Cache-Control: max-age=0`, among other directives or alone.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html#invalidate-method-caching
 */
export function asksToInvalidate(cacheControl: string | undefined): boolean {
  if (cacheControl === undefined) return false;
  return cacheControl.split(',').some((directive) => directive.trim().toLowerCase() === 'max-age=0');
}
