import type { Model, RequestValidator } from '../../definitions/api-parts.ts';
import type { Method } from '../../definitions/rest-api.ts';
import type { Log } from '../../telemetry/log.ts';
import type { Step } from '../compile/executable-stage.ts';
import { NotServable } from '../compile/not-servable.ts';
import type { StageFacts } from '../compile/stage-facts.ts';
import type { Invocation } from '../invocation.ts';
import { isNestedTooDeeply } from '../mapping/json-depth.ts';
import { GatewayError } from '../responses/gateway-error.ts';
import { GATEWAY_RESPONSES } from '../responses/gateway-response.ts';
import { modelSchemas } from './model-schemas.ts';
import { compileModelValidator, type ModelValidator } from './model-validator.ts';
import { compileRequiredParameters } from './required-parameters.ts';

/** What of an API's deployment validation needs. */
export interface ValidationParts {
  readonly models: readonly Model[];
  readonly requestValidators: readonly RequestValidator[];
}

/** What a method's request validator does. */
export interface RequestValidation {
  /** Undefined when no parameter is required. */
  readonly parameters: Step | undefined;
  /** For when the body has been read; undefined when it is not validated. */
  readonly body: Step | undefined;
}

/**
 * Compiles the request validator of a method: parameters first, then the body, as recorded in
 * `test_api_gateway_request_validator`. Throws NotServable.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
 */
export function compileRequestValidation(
  method: Method,
  { models, requestValidators }: ValidationParts,
  stage: StageFacts,
  log: Log,
): RequestValidation {
  const { requestValidatorId: id } = method;
  if (!id) return { parameters: undefined, body: undefined };
  const validator = requestValidators.find((each) => each.id === id);
  if (!validator) throw new NotServable(`there is no request validator ${id}`);
  const missingIn = validator.validateRequestParameters
    ? compileRequiredParameters(method.requestParameters)
    : undefined;
  return {
    parameters: missingIn && createParametersStep(missingIn),
    body: validator.validateRequestBody ? createBodyStep(method, models, stage, log) : undefined,
  };
}

function createParametersStep(missingIn: (invocation: Invocation) => string[]): Step {
  return (invocation) => {
    const missing = missingIn(invocation);
    if (missing.length === 0) return;
    const { message, ...response } = GATEWAY_RESPONSES.BAD_REQUEST_PARAMETERS;
    throw new GatewayError({ ...response, message: `${message}: [${missing.join(', ')}]` });
  };
}

/** "If no matching content type is found, request validation is not performed." Undefined when no model can match. */
function createBodyStep(
  method: Method,
  models: readonly Model[],
  stage: StageFacts,
  log: Log,
): Step | undefined {
  const validators = new Map<string, LazyValidator>();
  for (const [contentType, model] of Object.entries(method.requestModels ?? {})) {
    validators.set(contentType.toLowerCase(), lazyValidator(model, models, method, stage, log));
  }
  if (validators.size === 0) return undefined;
  return (invocation) => {
    const validatorOf = validators.get(contentTypeOf(invocation)) ?? validators.get('$default') ?? undefined;
    if (!validatorOf) return;
    const validator = validatorOf();
    if (!(validator instanceof Promise)) return validate(validator, invocation.body);
    return validator.then((compiled) => validate(compiled, invocation.body));
  };
}

type LazyValidator = () => ModelValidator | Promise<ModelValidator>;

/** Compiled for the first request; schemas that can't be compiled are found out when the method is. */
function lazyValidator(
  name: string,
  models: readonly Model[],
  { httpMethod }: Method,
  { apiId, stageName }: StageFacts,
  log: Log,
): LazyValidator {
  const schemas = modelSchemas(name, models);
  let validator: ModelValidator | undefined;
  let compiling: Promise<ModelValidator> | undefined;
  const compile = async () => {
    try {
      validator = await compileModelValidator(name, schemas);
      return validator;
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'unknown error';
      log.error(`${httpMethod}: model ${name} can't be validated against: ${reason}`, {
        restApiId: apiId,
        stage: stageName,
      });
      throw GatewayError.of('API_CONFIGURATION_ERROR', error);
    }
  };
  return () => {
    if (validator) return validator;
    compiling ??= compile();
    return compiling;
  };
}

/** An empty body is validated as an empty object, one that is nested too deeply not at all. */
function validate(validator: ModelValidator, body: Buffer): void {
  const text = body.toString();
  if (isNestedTooDeeply(text)) throw invalidBody(() => ['The JSON is nested too deeply']);
  let value: unknown;
  try {
    value = text === '' ? {} : JSON.parse(text);
  } catch {
    throw invalidBody(() => ['Invalid JSON']);
  }
  const errors = validator.check(value);
  if (errors) throw invalidBody(errors);
}

function invalidBody(validationErrors: () => string[]): GatewayError {
  return new GatewayError(GATEWAY_RESPONSES.BAD_REQUEST_BODY, { validationErrors });
}

/** Without parameters; `application/json` for a request that names none. */
function contentTypeOf({ request }: Invocation): string {
  const [type = ''] = (request.headers['content-type'] ?? 'application/json').split(';', 1);
  return type.trim().toLowerCase();
}
