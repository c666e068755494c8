import { ACCOUNT_THROTTLE } from '../definitions/usage-plans.ts';
import type { Log } from '../telemetry/log.ts';
import { UserPoolTokens } from './authorizers/cognito-user-pools.ts';
import { LambdaAuthorizers } from './authorizers/lambda-authorizers.ts';
import { ResponseKeeper } from './caching/keep-response.ts';
import { MemoryResponseCache } from './caching/memory-response-cache.ts';
import { ResponseSeal } from './caching/response-seal.ts';
import type { MethodDependencies } from './compile/compile-method.ts';
import type { StageDefinition } from './compile/compile-stage.ts';
import type { ExecutableStage } from './compile/executable-stage.ts';
import { StageCache } from './compile/stage-cache.ts';
import type { GatewayLimits, GatewayOptions } from './gateway-options.ts';
import { HttpConnections } from './integrations/http-connections.ts';
import { IntegrationRoles } from './integrations/integration-roles.ts';
import { InvokePermissions } from './integrations/invoke-permission.ts';
import { BodyReader } from './request/body.ts';
import { Throttling } from './throttling/throttling.ts';
import { VpcEndpoints } from './vpc-endpoints.ts';

/** What requests share, put together. */
export interface GatewayParts {
  readonly dependencies: MethodDependencies;
  readonly stages: StageCache;
  readonly vpcEndpoints: VpcEndpoints;
  /** When no request is in flight any more. */
  close(): Promise<void>;
}

export function createGatewayParts(options: GatewayOptions, limits: GatewayLimits): GatewayParts {
  const { store, clock, log } = options;
  const permissions = new InvokePermissions(options.functionAccess, store);
  const roles = new IntegrationRoles(options.access, store, clock);
  const connections = new HttpConnections(store, options.vpcLinkTargets);
  const throttling = new Throttling({ accountThrottle: ACCOUNT_THROTTLE, ...options });
  const vpcEndpoints = new VpcEndpoints(options.vpcEndpoints ?? []);
  const responseCache = options.responseCache ?? new MemoryResponseCache(limits.maximumCachedBytes, clock);
  const dependencies: MethodDependencies = {
    ...options,
    bodies: new BodyReader(limits),
    throttling,
    responseCache,
    responseSeal: new ResponseSeal(),
    responseKeeper: new ResponseKeeper(),
    connections,
    permissions,
    roles,
    userPoolTokens: new UserPoolTokens(clock, options.userPools),
    lambdaAuthorizers: new LambdaAuthorizers(
      { ...options, permissions, roles, authorizerTimeout: limits.authorizerTimeout },
      clock,
      limits.maximumAuthorizerBytes,
    ),
  };
  // The compiler is loaded with the first stage: a gateway that serves nothing yet needs a third less code.
  const compile = async (definition: StageDefinition) => {
    const { compileStage } = await import('./compile/compile-stage.ts');
    const stage = compileStage(definition, dependencies);
    if (stage.isPrivate && vpcEndpoints.isEmpty) warnOfNoEndpoint(stage, log);
    return stage;
  };
  const stages = new StageCache(store, compile, log, ({ cachePartition: old }, after) => {
    if (!old || old.id === after?.cachePartition?.id) return;
    // Nobody looks there any more, so that what can't be thrown away now is only in the way.
    Promise.resolve(responseCache.flush(old)).catch(() => {});
  });
  return {
    dependencies,
    stages,
    vpcEndpoints,
    async close() {
      stages.close();
      permissions.close();
      roles.close();
      await throttling.close();
      await connections.close();
    },
  };
}

function warnOfNoEndpoint({ apiId, stageName }: ExecutableStage, log: Log): void {
  const reason = 'no VPC endpoint is configured: alicorn start --vpc-endpoint VPCE=CIDR';
  log.warn(`A private API can't be invoked by anybody, for ${reason}`, {
    restApiId: apiId,
    stage: stageName,
  });
}
