import type { Family, Gateway } from './gateway.ts';
import { findStage } from './stage.ts';

type Operation = 'FlushStageCache' | 'FlushStageAuthorizersCache';

/**
 * Empties a stage's caches. Neither responses nor authorizers' results are cached yet, so every cache is empty already:
 * the stage must be there, and that is all.
 * https://docs.aws.amazon.com/apigateway/latest/api/API_FlushStageCache.html
 */
export function cacheFlushOperations(gateway: Gateway): Family<Operation> {
  return {
    FlushStageCache: async (input, context) => {
      await findStage(gateway, input, context);
      return {};
    },
    FlushStageAuthorizersCache: async (input, context) => {
      await findStage(gateway, input, context);
      return {};
    },
  };
}
