import type { Integration } from '../../definitions/rest-api.ts';
import { createHttp } from '../integrations/http.ts';
import { createHttpProxy, type HttpDependencies } from '../integrations/http-proxy.ts';
import { createLambda } from '../integrations/lambda.ts';
import type { LambdaDefinition, LambdaDependencies } from '../integrations/lambda-exchange.ts';
import { createLambdaProxy } from '../integrations/lambda-proxy.ts';
import { parseLambdaUri } from '../integrations/lambda-uri.ts';
import { createMock } from '../integrations/mock.ts';
import { GatewayError } from '../responses/gateway-error.ts';
import type { Integrate } from './executable-stage.ts';
import type { MethodDefinition } from './method-definition.ts';
import { NotServable } from './not-servable.ts';
import { withStageVariables } from './stage-variables.ts';

export interface IntegrationDependencies extends LambdaDependencies, HttpDependencies {}

/** A method's last link, and whether the body must have been read when it is called. */
export interface CompiledIntegration {
  readonly integrate: Integrate;
  readonly readsBody: boolean;
}

/**
 * Makes the link that asks a method's backend. Throws NotServable.
 * @param bodyIsRead whether an earlier link reads the body anyway
 */
export function compileIntegration(
  definition: MethodDefinition,
  bodyIsRead: boolean,
  dependencies: IntegrationDependencies,
): CompiledIntegration {
  const { stage, method } = definition;
  const integration = method.methodIntegration;
  if (!integration) throw new NotServable('the method has no integration');
  switch (integration.type) {
    case 'AWS':
    case 'AWS_PROXY': {
      const integrate = compileLambda(definition, integration, dependencies);
      return { integrate, readsBody: true };
    }
    case 'HTTP':
      return { integrate: createHttp(integration, stage, dependencies), readsBody: true };
    case 'HTTP_PROXY':
      return createHttpProxy(integration, stage, bodyIsRead, dependencies);
    case 'MOCK':
      return { integrate: createMock(integration, stage, dependencies.log), readsBody: true };
  }
}

function compileLambda(
  { stage, resource, method }: MethodDefinition,
  integration: Integration,
  dependencies: IntegrationDependencies,
): Integrate {
  if (integration.responseTransferMode === 'STREAM')
    throw new NotServable('response streaming is not supported');
  if (integration.credentials) {
    throw new NotServable(
      'integration credentials are not supported: permit API Gateway on the function instead',
    );
  }
  const uri = withStageVariables(integration.uri ?? '', stage.variables);
  const lambda = parseLambdaUri(uri);
  if (!lambda) throw new NotServable(`the integration's URI does not name a Lambda function: ${uri}`);
  if (integration.httpMethod !== 'POST') {
    // Recorded: an integration failure, not a configuration error (test_lambda_aws_proxy_integration_non_post_method).
    return async () => {
      throw GatewayError.of('INTEGRATION_FAILURE');
    };
  }
  const definition: LambdaDefinition = {
    stage,
    resourceId: resource.id,
    resourcePath: resource.path,
    httpMethod: method.httpMethod,
    lambda,
    timeout: integration.timeoutInMillis,
  };
  if (integration.type === 'AWS') return createLambda(integration, definition, dependencies);
  return createLambdaProxy(definition, dependencies);
}
