import type { Stage } from '../../definitions/rest-api.ts';
import type { CallContext } from '../../protocols/service.ts';
import { atomically } from './atomically.ts';
import type { Family, Gateway } from './gateway.ts';
import { findStage } from './stage.ts';
import { emptyCache } from './stage-cache.ts';

type Operation = 'FlushStageCache' | 'FlushStageAuthorizersCache';

/**
 * Empties a stage's caches, by a new generation of them in the stage's record: every gateway that serves the stage
 * reads it with the change.
 * https://docs.aws.amazon.com/apigateway/latest/api/API_FlushStageCache.html
 * https://docs.aws.amazon.com/apigateway/latest/api/API_FlushStageAuthorizersCache.html
 */
export function cacheFlushOperations(gateway: Gateway): Family<Operation> {
  return {
    FlushStageCache: (input, context) => changeStage(gateway, input, context, emptyCache),
    FlushStageAuthorizersCache: (input, context) =>
      changeStage(gateway, input, context, (stage) => {
        stage.authorizerCacheGeneration = (stage.authorizerCacheGeneration ?? 0) + 1;
      }),
  };
}

async function changeStage(
  gateway: Gateway,
  input: Parameters<typeof findStage>[1],
  context: CallContext,
  change: (stage: Stage) => void,
): Promise<Record<string, never>> {
  await atomically(async () => {
    const { scope, id, value, revision } = await findStage(gateway, input, context);
    change(value);
    await gateway.stages.put(scope, id, value, revision);
  });
  return {};
}
