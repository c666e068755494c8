import { methodSettingFor } from '../../definitions/method-settings.ts';
import type { Deployment, Stage } from '../../definitions/rest-api.ts';
import type { Scope } from '../../store/store.ts';
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
}

/** Makes a stage ready to serve: everything that does not depend on the request is decided here. */
export function compileStage(definition: StageDefinition, dependencies: MethodDependencies): ExecutableStage {
  const { scope, apiId, stage, deployment } = definition;
  const { api, resources, gatewayResponses } = deployment.snapshot;
  warnOf(unservedSettings(stage), definition, dependencies);
  const { variables } = stage;
  const facts: StageFacts = {
    scope,
    apiId,
    stageName: stage.stageName,
    deploymentId: deployment.id,
    variables: variables && Object.keys(variables).length > 0 ? variables : undefined,
    binaryMediaTypes: compileBinaryMediaTypes(api.binaryMediaTypes),
    resourcePolicy: expandResourcePolicy(api.policy, scope, apiId),
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
          parts: deployment.snapshot,
        },
        dependencies,
      );
      routes.push({ path: resource.path, method: method.httpMethod, value });
    }
  }
  return {
    ...facts,
    router: createTrieRouter(routes),
    executeApiDisabled: api.disableExecuteApiEndpoint,
    gatewayResponses: compileGatewayResponses(gatewayResponses, facts, (problem) =>
      dependencies.log.warn(problem, { restApiId: apiId, stage: stage.stageName }),
    ),
  };
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
