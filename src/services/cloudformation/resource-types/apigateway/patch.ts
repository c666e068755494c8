import type { PatchOperation } from '@aws-sdk/client-api-gateway';

/**
 * Operations that bring plain values to what they shall be, each at its path. What is no longer given gets its default.
 *
 * @param values path, value before, value after, and the value it has when it is not given
 */
export function replacing(
  ...values: readonly (readonly [
    path: string,
    before: string | number | boolean | undefined,
    after: string | number | boolean | undefined,
    fallback: string,
  ])[]
): PatchOperation[] {
  return values
    .filter(([, before, after]) => before !== after)
    .map(([path, , after, fallback]) => ({ op: 'replace', path, value: String(after ?? fallback) }));
}

/** A name within a path: `application/json` is `application~1json`. */
export function pathToken(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
