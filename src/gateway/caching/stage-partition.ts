import type { Stage } from '../../definitions/rest-api.ts';
import type { CachePartition } from './response-cache.ts';

const BYTES_PER_GB = 1024 ** 3;

/**
 * The cache of a stage's own traffic, or of its canary's; undefined when there is none. A canary has none but the
 * stage's, where it may use that: "A Boolean flag to indicate whether the canary deployment uses the stage cache or
 * not". What differs between two caches of one stage is when the stage was made and how often it was emptied.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/canary-release.html
 */
export function stagePartition(apiId: string, stage: Stage, isCanary: boolean): CachePartition | undefined {
  const { stageName, createdDate, cacheGeneration = 0 } = stage;
  if (!stage.cacheClusterEnabled || (isCanary && !stage.canarySettings?.useStageCache)) return undefined;
  return {
    id: `${apiId}/${stageName}@${createdDate}.${cacheGeneration}`,
    maximumBytes: Number(stage.cacheClusterSize ?? '0.5') * BYTES_PER_GB,
  };
}
