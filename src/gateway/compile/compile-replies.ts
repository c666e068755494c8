import type { Log } from '../../telemetry/log.ts';
import { compileCacheKey, UnknownKeyParameter } from '../caching/cache-key.ts';
import { type CachingDependencies, cacheResponses } from '../caching/cached-integration.ts';
import { compressReplies } from '../responses/compression.ts';
import type { Integrate } from './executable-stage.ts';
import type { MethodDefinition } from './method-definition.ts';

export interface ReplyDependencies extends CachingDependencies {
  readonly log: Log;
}

/**
 * Puts around a method's integration what becomes of its answers: they are cached as they come, and compressed on their
 * way out. An answer that is streamed as it is made (response transfer mode STREAM) is neither.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html
 */
export function compileReplies(
  integrate: Integrate,
  definition: MethodDefinition,
  dependencies: ReplyDependencies,
): Integrate {
  const { stage, method } = definition;
  if (method.methodIntegration?.responseTransferMode === 'STREAM') return integrate;
  const cached = compileCaching(integrate, definition, dependencies);
  const { minimumCompressionSize } = stage;
  return minimumCompressionSize === undefined ? cached : compressReplies(cached, minimumCompressionSize);
}

function compileCaching(
  integrate: Integrate,
  { stage, resource, method, caching: policies }: MethodDefinition,
  dependencies: ReplyDependencies,
): Integrate {
  const { methodIntegration: integration } = method;
  const { cachePartition: partition } = stage;
  if (!policies || !partition || !integration) return integrate;
  try {
    const key = compileCacheKey(integration, stage);
    return cacheResponses(integrate, { partition, policies, key }, dependencies);
  } catch (error) {
    if (!(error instanceof UnknownKeyParameter)) throw error;
    dependencies.log.warn(`${method.httpMethod} ${resource.path} is not cached: ${error.message}`, {
      restApiId: stage.apiId,
      stage: stage.stageName,
    });
    return integrate;
  }
}
