import { methodSettingFor } from '../../definitions/method-settings.ts';
import type { Deployment, Stage } from '../../definitions/rest-api.ts';
import type { Scope } from '../../store/store.ts';
import { cachingPolicies } from '../caching/caching-policy.ts';
import { stagePartition } from '../caching/stage-partition.ts';
import { compileAccessLog } from '../logging/access-log.ts';
import { canaryLogGroups } from '../logging/canary-log-groups.ts';
import { StageExecutionLog } from '../logging/stage-execution-log.ts';
import { compileBinaryMediaTypes } from '../request/binary-media-types.ts';
import { compileGatewayResponses } from '../responses/customized-responses.ts';
import type { Route } from '../routing/router.ts';
import { createTrieRouter } from '../routing/trie-router.ts';
import { compileMethod, type MethodDependencies } from './compile-method.ts';
import type { ExecutableMethod, ExecutableStage } from './executable-stage.ts';
import { expandResourcePolicy } from './resource-policy.ts';
import type { StageFacts } from './stage-facts.ts';
import { unservedSettings } from './unserved-settings.ts';

/** The records of which an executable stage is made. */
export interface StageDefinition {
  readonly scope: Scope;
  readonly apiId: string;
  readonly stage: Stage;
  readonly deployment: Deployment;
  /** What the stage's canary serves; undefined when it has none. */
  readonly canaryDeployment?: Deployment | undefined;
  /** What the API says now, which no deployment freezes: whether it only answers under custom domain names. */
  readonly executeApiDisabled: boolean;
}

/** Makes a stage ready to serve, with its canary: everything that does not depend on the request is decided here. */
export function compileStage(definition: StageDefinition, dependencies: MethodDependencies): ExecutableStage {
  const { stage, canaryDeployment } = definition;
  warnOf(unservedSettings(stage), definition, dependencies);
  const production = compileRelease(definition, dependencies);
  const percentTraffic = stage.canarySettings?.percentTraffic ?? 0;
  if (!canaryDeployment || percentTraffic === 0) return production;
  const canary = compileRelease(canaryOf(definition, canaryDeployment), dependencies, true);
  return { ...production, canary: { stage: canary, percentTraffic } };
}

/**
 * The canary's deployment with the stage's variables, of which its own override some and add others.
 * https://docs.aws.amazon.com/apigateway/latest/api/API_CanarySettings.html
 */
function canaryOf(definition: StageDefinition, deployment: Deployment): StageDefinition {
  const { stage } = definition;
  const variables = { ...stage.variables, ...stage.canarySettings?.stageVariableOverrides };
  return { ...definition, stage: { ...stage, variables }, deployment };
}

/** What a stage's production release and its canary release each are. */
function compileRelease(
  definition: StageDefinition,
  dependencies: MethodDependencies,
  isCanary = false,
): ExecutableStage {
  const { scope, apiId, stage, deployment, executeApiDisabled } = definition;
  const { api, resources, gatewayResponses } = deployment.snapshot;
  const { variables } = stage;
  const cachePartition = stagePartition(apiId, stage, isCanary);
  const facts: StageFacts = {
    scope,
    apiId,
    stageName: stage.stageName,
    deploymentId: deployment.id,
    variables: variables && Object.keys(variables).length > 0 ? variables : undefined,
    binaryMediaTypes: compileBinaryMediaTypes(api.binaryMediaTypes),
    resourcePolicy: expandResourcePolicy(api.policy, scope, apiId),
    ...(api.endpointConfiguration.types.includes('PRIVATE') && { isPrivate: true }),
    ...(stage.canarySettings && { isCanary }),
    ...(cachePartition && { cachePartition }),
    ...(api.minimumCompressionSize !== undefined && { minimumCompressionSize: api.minimumCompressionSize }),
    ...(stage.clientCertificateId && { clientCertificateId: stage.clientCertificateId }),
    authorizerCacheGeneration: stage.authorizerCacheGeneration ?? 0,
  };
  const routes: Route<ExecutableMethod>[] = [];
  for (const resource of resources) {
    for (const method of Object.values(resource.methods)) {
      const value = compileMethod(
        {
          stage: facts,
          resource,
          method,
          settings: methodSettingFor(stage, resource.path, method.httpMethod),
          isThrottled: true,
          caching: cachePartition && cachingPolicies(stage, resource.path, method.httpMethod),
          parts: deployment.snapshot,
        },
        dependencies,
      );
      routes.push({ path: resource.path, method: method.httpMethod, value });
    }
  }
  return {
    ...facts,
    ...stageLogs(stage, facts, dependencies),
    router: createTrieRouter(routes),
    executeApiDisabled,
    gatewayResponses: compileGatewayResponses(gatewayResponses, facts, (problem) =>
      dependencies.log.warn(problem, { restApiId: apiId, stage: stage.stageName }),
    ),
  };
}

/** Where executions and accesses are logged. */
function stageLogs(
  stage: Stage,
  facts: StageFacts,
  { logGroups: groups }: MethodDependencies,
): Pick<ExecutableStage, 'accessLog' | 'executionLog'> {
  if (!groups) return {};
  const logGroups = facts.isCanary ? canaryLogGroups(groups) : groups;
  const accessLog = compileAccessLog(stage, logGroups);
  return { executionLog: new StageExecutionLog(facts, logGroups), ...(accessLog ? { accessLog } : {}) };
}

function warnOf(
  unserved: readonly string[],
  { apiId, stage }: StageDefinition,
  { log }: MethodDependencies,
): void {
  if (unserved.length === 0) return;
  log.warn(`A stage has settings that are not acted on: ${unserved.join(', ')}`, {
    restApiId: apiId,
    stage: stage.stageName,
  });
}
