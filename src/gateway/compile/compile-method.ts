import type { Clock } from '../../clock.ts';
import type { Integration, Method, Resource } from '../../definitions/rest-api.ts';
import type { Log } from '../../telemetry/log.ts';
import { createIamStep, type IamDependencies } from '../authorizers/iam.ts';
import { createResourcePolicyStep } from '../authorizers/resource-policy.ts';
import { createHttp } from '../integrations/http.ts';
import type { HttpAgents } from '../integrations/http-agents.ts';
import { createHttpProxy } from '../integrations/http-proxy.ts';
import { createLambda } from '../integrations/lambda.ts';
import type { LambdaDefinition, LambdaDependencies } from '../integrations/lambda-exchange.ts';
import { createLambdaProxy } from '../integrations/lambda-proxy.ts';
import { parseLambdaUri } from '../integrations/lambda-uri.ts';
import { createMock } from '../integrations/mock.ts';
import type { BodyReader } from '../request/body.ts';
import { GatewayError } from '../responses/gateway-error.ts';
import {
  compileRequestValidation,
  type RequestValidation,
  type ValidationParts,
} from '../validation/request-validation.ts';
import type { ExecutableMethod, Integrate, Step } from './executable-stage.ts';
import { NotServable } from './not-servable.ts';
import type { StageFacts } from './stage-facts.ts';
import { withStageVariables } from './stage-variables.ts';

export interface MethodDependencies extends IamDependencies, LambdaDependencies {
  readonly clock: Clock;
  readonly bodies: BodyReader;
  readonly agents: HttpAgents;
  readonly log: Log;
}

/**
 * Makes the chain of one method. A method that uses what the gateway does not offer, or whose configuration is wrong,
 * answers API_CONFIGURATION_ERROR, and the log says why at the first request.
 */
export function compileMethod(
  stage: StageFacts,
  resource: Resource,
  method: Method,
  parts: ValidationParts,
  dependencies: MethodDependencies,
): ExecutableMethod {
  const names = { httpMethod: method.httpMethod, resourceId: resource.id, resourcePath: resource.path };
  try {
    rejectUnserved(method);
    const validation = compileRequestValidation(method, parts, stage, dependencies.log);
    const bodyIsRead = method.authorizationType === 'AWS_IAM' || validation.body !== undefined;
    const { integrate, readsBody } = compileIntegration(stage, resource, method, bodyIsRead, dependencies);
    return { ...names, steps: compileSteps(stage, method, validation, readsBody, dependencies), integrate };
  } catch (error) {
    if (!(error instanceof NotServable)) throw error;
    const { log } = dependencies;
    return { ...names, steps: [], integrate: failing(stage, names, error.message, log) };
  }
}

/** Never open: what would have guarded the method must not be left out in silence. */
function rejectUnserved(method: Method): void {
  if (method.authorizationType === 'CUSTOM' || method.authorizationType === 'COGNITO_USER_POOLS') {
    throw new NotServable(`authorization type ${method.authorizationType} is not supported`);
  }
  if (method.apiKeyRequired) throw new NotServable('API keys are not supported');
}

/** Authorization, then validation; the body is read as late as may be, but AWS_IAM's signature covers it. */
function compileSteps(
  stage: StageFacts,
  method: Method,
  validation: RequestValidation,
  readsBody: boolean,
  dependencies: MethodDependencies,
): Step[] {
  const readBody = createReadBodyStep(dependencies.bodies);
  const steps: Step[] = [];
  const signed = method.authorizationType === 'AWS_IAM';
  if (signed) steps.push(readBody, createIamStep(stage, dependencies));
  else if (stage.resourcePolicy !== undefined) {
    steps.push(createResourcePolicyStep(stage.resourcePolicy, dependencies.clock));
  }
  if (validation.parameters) steps.push(validation.parameters);
  if (readsBody && !signed) steps.push(readBody);
  if (validation.body) steps.push(validation.body);
  return steps;
}

function createReadBodyStep(bodies: BodyReader): Step {
  return (invocation) => {
    const body = bodies.read(invocation.request);
    if (!(body instanceof Promise)) {
      invocation.body = body;
      return;
    }
    return body.then((whole) => {
      invocation.body = whole;
    });
  };
}

/** A method's last link, and whether the body must have been read when it is called. */
interface CompiledIntegration {
  readonly integrate: Integrate;
  readonly readsBody: boolean;
}

function compileIntegration(
  stage: StageFacts,
  resource: Resource,
  method: Method,
  bodyIsRead: boolean,
  dependencies: MethodDependencies,
): CompiledIntegration {
  const integration = method.methodIntegration;
  if (!integration) throw new NotServable('the method has no integration');
  switch (integration.type) {
    case 'AWS':
    case 'AWS_PROXY': {
      const integrate = compileLambda(stage, resource, method.httpMethod, integration, dependencies);
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
  stage: StageFacts,
  resource: Resource,
  httpMethod: string,
  integration: Integration,
  dependencies: MethodDependencies,
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
    httpMethod,
    lambda,
    timeout: integration.timeoutInMillis,
  };
  if (integration.type === 'AWS') return createLambda(integration, definition, dependencies);
  return createLambdaProxy(definition, dependencies);
}

function failing(
  stage: StageFacts,
  names: { httpMethod: string; resourcePath: string },
  reason: string,
  log: Log,
): Integrate {
  let told = false;
  return async () => {
    if (!told) {
      log.error(`${names.httpMethod} ${names.resourcePath} can't be served: ${reason}`, {
        restApiId: stage.apiId,
        stage: stage.stageName,
      });
      told = true;
    }
    throw GatewayError.of('API_CONFIGURATION_ERROR');
  };
}
