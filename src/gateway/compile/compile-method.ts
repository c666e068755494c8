import type { Clock } from '../../clock.ts';
import type { Log } from '../../telemetry/log.ts';
import type { LogGroups } from '../../telemetry/log-groups.ts';
import { createIamStep, type IamDependencies } from '../authorizers/iam.ts';
import { noteFailure } from '../logging/endpoint-trace.ts';
import { logMethodRequest, logMethodRequestBody } from '../logging/method-lines.ts';
import { type MethodLogging, methodLoggingOf } from '../logging/method-logging.ts';
import { endpointVariablesStep } from '../mapping/endpoint-variables.ts';
import { templateProblems } from '../mapping/template-problems.ts';
import type { BodyReader } from '../request/body.ts';
import { decodedBody } from '../request/content-encoding.ts';
import { GatewayError } from '../responses/gateway-error.ts';
import { type Admission, compileAdmission } from '../throttling/admission.ts';
import type { Throttling } from '../throttling/throttling.ts';
import { compileRequestValidation, type RequestValidation } from '../validation/request-validation.ts';
import { type AuthorizationDependencies, compileAuthorization } from './compile-authorization.ts';
import { compileIntegration, type IntegrationDependencies } from './compile-integration.ts';
import { compileReplies, type ReplyDependencies } from './compile-replies.ts';
import type { ExecutableMethod, Integrate, Step } from './executable-stage.ts';
import type { MethodDefinition } from './method-definition.ts';
import { NotServable } from './not-servable.ts';
import type { StageFacts } from './stage-facts.ts';

export interface MethodDependencies
  extends IamDependencies,
    AuthorizationDependencies,
    IntegrationDependencies,
    ReplyDependencies {
  readonly clock: Clock;
  readonly bodies: BodyReader;
  readonly throttling: Throttling;
  /** Where executions and accesses are logged; they are not when absent. */
  readonly logGroups?: LogGroups;
}

/**
 * Makes the chain of one method. A method that uses what the gateway does not offer, or whose configuration is wrong,
 * answers API_CONFIGURATION_ERROR, and the log says why at the first request.
 */
export function compileMethod(
  definition: MethodDefinition,
  dependencies: MethodDependencies,
): ExecutableMethod {
  const { stage, resource, method, parts } = definition;
  const logging = methodLoggingOf(definition.settings);
  const names = {
    httpMethod: method.httpMethod,
    resourceId: resource.id,
    resourcePath: resource.path,
    ...(logging ? { logging } : {}),
  };
  try {
    const validation = compileRequestValidation(method, parts, stage, dependencies.log);
    const bodyIsRead = method.authorizationType === 'AWS_IAM' || validation.body !== undefined;
    warnOfTemplates(definition, dependencies.log);
    const compiled = compileIntegration(definition, bodyIsRead, dependencies);
    const integrate = compileReplies(compiled.integrate, definition, dependencies);
    const admission = compileAdmission(definition, dependencies.throttling);
    const steps = compileSteps(definition, admission, validation, compiled.readsBody, logging, dependencies);
    return { ...names, steps, integrate };
  } catch (error) {
    if (!(error instanceof NotServable)) throw error;
    const { log } = dependencies;
    const steps = logging ? [logMethodRequest, logMethodRequestBody] : [];
    return { ...names, steps, integrate: failing(stage, names, error.message, log) };
  }
}

/** Authorization and admission, then validation; the body is read as late as may be, but AWS_IAM's signature covers it. */
function compileSteps(
  definition: MethodDefinition,
  admission: Admission,
  validation: RequestValidation,
  readsBody: boolean,
  logging: MethodLogging | undefined,
  dependencies: MethodDependencies,
): Step[] {
  const { stage, method } = definition;
  const readBody = createReadBodyStep(dependencies.bodies);
  const decodeBody = createDecodeBodyStep(dependencies.bodies, stage.minimumCompressionSize);
  const steps: Step[] = [];
  const endpointVariables = endpointVariablesStep(method.methodIntegration);
  if (endpointVariables) steps.push(endpointVariables);
  const signed = method.authorizationType === 'AWS_IAM';
  if (signed) steps.push(readBody, createIamStep(stage, dependencies), decodeBody);
  else steps.push(...compileAuthorization(definition, dependencies, admission.throttleAuthorizer));
  steps.push(...admission.afterAuthorization);
  if (logging) steps.push(logMethodRequest);
  // A data trace shows the body of a request that is then rejected, too.
  const traced = readsBody && logging?.dataTrace === true;
  if (traced && !signed) steps.push(readBody, decodeBody);
  if (traced) steps.push(logMethodRequestBody);
  if (validation.parameters) steps.push(validation.parameters);
  if (readsBody && !signed && !traced) steps.push(readBody, decodeBody);
  if (validation.body) steps.push(validation.body);
  return steps;
}

/** A malformed template fails only when it is used, as on AWS; the log says so at once. */
function warnOfTemplates({ stage, resource, method }: MethodDefinition, log: Log): void {
  if (!method.methodIntegration) return;
  for (const problem of templateProblems(method.methodIntegration)) {
    log.warn(`A mapping template of ${method.httpMethod} ${resource.path} is malformed: ${problem}`, {
      restApiId: stage.apiId,
      stage: stage.stageName,
    });
  }
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

/** After the signature, which covers the body as it was sent. */
function createDecodeBodyStep(bodies: BodyReader, minimumSize: number | undefined): Step {
  return (invocation) => {
    const body = decodedBody(invocation.request, invocation.body, bodies, minimumSize);
    if (!(body instanceof Promise)) return;
    return body.then((whole) => {
      invocation.body = whole;
    });
  };
}

function failing(
  stage: StageFacts,
  names: { httpMethod: string; resourcePath: string },
  reason: string,
  log: Log,
): Integrate {
  let told = false;
  return async (invocation) => {
    noteFailure(invocation, `Execution failed due to configuration error: ${reason}`);
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
