import type { Integration } from '../../definitions/rest-api.ts';
import { type AwsDependencies, createAws } from '../integrations/aws.ts';
import { parseAwsUri } from '../integrations/aws-uri.ts';
import { type CallerOf, compileCredentials } from '../integrations/credentials.ts';
import { createHttp } from '../integrations/http.ts';
import { createHttpProxy, type HttpDependencies } from '../integrations/http-proxy.ts';
import type { MappedIntegration } from '../integrations/integration-response.ts';
import type { IntegrationRoles } from '../integrations/integration-roles.ts';
import { createLambda } from '../integrations/lambda.ts';
import type { LambdaDefinition, LambdaDependencies } from '../integrations/lambda-exchange.ts';
import { createLambdaProxy } from '../integrations/lambda-proxy.ts';
import { createLambdaStream } from '../integrations/lambda-stream.ts';
import { type LambdaTarget, parseLambdaStreamUri, parseLambdaUri } from '../integrations/lambda-uri.ts';
import { createMock } from '../integrations/mock.ts';
import { idleTimeoutOf } from '../integrations/streamed-body.ts';
import { GatewayError } from '../responses/gateway-error.ts';
import type { Integrate } from './executable-stage.ts';
import type { MethodDefinition } from './method-definition.ts';
import { NotServable } from './not-servable.ts';
import { withStageVariables } from './stage-variables.ts';

export interface IntegrationDependencies extends LambdaDependencies, HttpDependencies, AwsDependencies {
  readonly roles: IntegrationRoles;
}

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
  const { methodIntegration, methodResponses } = method;
  if (!methodIntegration) throw new NotServable('the method has no integration');
  const integration: MappedIntegration = {
    ...methodIntegration,
    ...(methodResponses && { methodResponses }),
  };
  const streams = integration.responseTransferMode === 'STREAM';
  if (streams && integration.type !== 'AWS_PROXY' && integration.type !== 'HTTP_PROXY') {
    throw new NotServable(`responses of ${integration.type} integrations can't be streamed`);
  }
  switch (integration.type) {
    case 'AWS':
    case 'AWS_PROXY': {
      const integrate = compileAws(definition, integration, dependencies);
      return { integrate, readsBody: true };
    }
    case 'HTTP':
      return { integrate: createHttp(integration, stage, dependencies), readsBody: true };
    case 'HTTP_PROXY':
      return createHttpProxy(
        integration,
        stage,
        bodyIsRead,
        dependencies,
        idleTimeoutOf(definition.parts.api),
      );
    case 'MOCK':
      return { integrate: createMock(integration, stage, dependencies.log), readsBody: true };
  }
}

function compileAws(
  definition: MethodDefinition,
  integration: MappedIntegration,
  dependencies: IntegrationDependencies,
): Integrate {
  const { stage } = definition;
  const callerOf = callerFor(definition, integration, dependencies);
  const text = withStageVariables(integration.uri ?? '', stage.variables);
  const streams = integration.responseTransferMode === 'STREAM';
  const lambda = streams ? parseLambdaStreamUri(text) : parseLambdaUri(text);
  if (lambda) return compileLambda(definition, integration, lambda, callerOf, dependencies);
  if (integration.type === 'AWS_PROXY') {
    const operation = streams ? ' to be invoked with a response stream' : '';
    throw new NotServable(`the integration's URI does not name a Lambda function${operation}: ${text}`);
  }
  const uri = parseAwsUri(text);
  if (!uri) throw new NotServable(`the integration's URI does not name an AWS service: ${text}`);
  if (!callerOf) throw new NotServable('Role ARN must be specified for AWS integrations');
  return createAws(integration, uri, stage, callerOf, dependencies);
}

function callerFor(
  { stage, resource, method }: MethodDefinition,
  { credentials }: Integration,
  { roles }: IntegrationDependencies,
): CallerOf | undefined {
  if (!credentials) return undefined;
  const calling = { stage, resourcePath: resource.path, httpMethod: method.httpMethod };
  return compileCredentials(credentials, calling, method.authorizationType === 'AWS_IAM', roles);
}

function compileLambda(
  { stage, resource, method, parts }: MethodDefinition,
  integration: MappedIntegration,
  lambda: LambdaTarget,
  callerOf: CallerOf | undefined,
  dependencies: IntegrationDependencies,
): Integrate {
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
    callerOf,
    timeout: integration.timeoutInMillis,
  };
  if (integration.type === 'AWS') return createLambda(integration, definition, dependencies);
  if (integration.responseTransferMode === 'STREAM') {
    return createLambdaStream(definition, dependencies, idleTimeoutOf(parts.api));
  }
  return createLambdaProxy(definition, dependencies);
}
