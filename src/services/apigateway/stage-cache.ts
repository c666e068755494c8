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

/** Turns a stage's cache on or off, or changes its size. */
export function setCache(stage: Stage, enabled: boolean, size?: string): void {
  if (size !== undefined) stage.cacheClusterSize = cacheSize(size);
  stage.cacheClusterEnabled = enabled;
  stage.cacheClusterStatus = enabled ? 'AVAILABLE' : 'NOT_AVAILABLE';
  if (enabled) stage.cacheClusterSize ??= SMALLEST;
}

/** Throws BadRequestException for a size that there is not. */
export function cacheSize(size: string): CacheClusterSize {
  const found = SIZES.find((candidate) => candidate === size);
  if (found === undefined) throw errors.invalidCacheSize();
  return found;
}
