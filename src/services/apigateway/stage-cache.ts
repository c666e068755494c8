import type { CacheClusterSize } from '@aws-sdk/client-api-gateway';
import type { Stage } from '../../definitions/rest-api.ts';
import { errors } from './errors.ts';

/** Sizes in GB that a stage's cache can have. */
const SIZES = [
  '0.5',
  '1.6',
  '6.1',
  '13.5',
  '28.4',
  '58.2',
  '118',
  '237',
] as const satisfies CacheClusterSize[];

const SMALLEST = '0.5';

/**
 * Turns a stage's cache on or off, or changes its size: "API Gateway changes caching capacity by removing the existing
 * cache instance and creating a new one with a modified capacity. All existing cached data is deleted."
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html
 */
export function setCache(stage: Stage, enabled: boolean, size?: string): void {
  const before = stage.cacheClusterSize;
  if (size !== undefined) stage.cacheClusterSize = cacheSize(size);
  if (stage.cacheClusterEnabled && (!enabled || stage.cacheClusterSize !== before)) emptyCache(stage);
  stage.cacheClusterEnabled = enabled;
  stage.cacheClusterStatus = enabled ? 'AVAILABLE' : 'NOT_AVAILABLE';
  if (enabled) stage.cacheClusterSize ??= SMALLEST;
}

/** Throws away what is cached of a stage: responses of an earlier generation are never served. */
export function emptyCache(stage: Stage): void {
  stage.cacheGeneration = (stage.cacheGeneration ?? 0) + 1;
}

/** Throws BadRequestException for a size that there is not. */
export function cacheSize(size: string): CacheClusterSize {
  const found = SIZES.find((candidate) => candidate === size);
  if (found === undefined) throw errors.invalidCacheSize();
  return found;
}
