import { ServiceError } from '../../protocols/service-error.ts';
import { badRequest, conflict, inUse, notFound, quota } from './error-kinds.ts';

/** Errors about what belongs to an API beside its resources, deployments and stages. Part of `errors`. */
export const apiPartErrors = {
  // Model
  modelNotFound: (name: string) => notFound(`Invalid model name specified: ${name}`),
  modelExists: () => conflict('Model name already exists for this REST API'),
  emptyModelName: () => badRequest('Model name must be non-empty'),
  modelNameNotAlphanumeric: (name: string) => badRequest(`Model name must be alphanumeric: ${name}`),
  emptyModelSchema: () => badRequest('Model schema must have at least 1 property or array items defined'),
  invalidModelSchema: (reasons: readonly string[]) =>
    badRequest(`Invalid model specified: Validation Result: warnings : [], errors : [${reasons.join(', ')}]`),
  /** Ours. */
  modelSchemaTooLong: (maximum: number) =>
    badRequest(`The model schema exceeds the maximum length of ${maximum} characters.`),
  /** @param where `//GET`: the resource's path and the method */
  modelInMethodRequest: (name: string, where: string) => inUse('model', name, `method request: ${where}`),
  /** Ours, after the one about method requests. */
  modelInMethodResponse: (name: string, where: string) => inUse('model', name, `method response: ${where}`),
  /** Ours, after the one about method requests. */
  modelInModel: (name: string, other: string) => inUse('model', name, `model: ${other}`),
  modelQuota: () => quota('Models', 'API'),

  // RequestValidator
  requestValidatorNotFound: () => notFound('Invalid Request Validator identifier specified'),
  /** An unknown API, as CreateRequestValidator says it. */
  noSuchRestApi: () => badRequest('Invalid REST API identifier specified'),
  requestValidatorExists: () => badRequest('Request Validator name must be unique'),
  blankRequestValidatorName: () => badRequest('Request Validator name cannot be blank'),
  /** Ours, after the one about models. */
  requestValidatorInUse: (name: string, where: string) =>
    inUse('request validator', name, `method request: ${where}`),
  requestValidatorQuota: () => quota('Request Validators', 'API'),

  // GatewayResponse
  gatewayResponseNotFound: () => notFound('Gateway response type not defined on api'),

  // Authorizer
  authorizerNotFound: () => notFound('Invalid Authorizer identifier specified'),
  /** Ours. */
  invalidAuthorizerType: () =>
    badRequest('Invalid authorizer type specified. Valid options are TOKEN,REQUEST,COGNITO_USER_POOLS'),
  /** Ours. */
  emptyAuthorizerName: () => badRequest('Authorizer name cannot be an empty string'),
  authorizerExists: (name: string) =>
    badRequest(`Authorizer name must be unique. Authorizer ${name} already exists in this RestApi.`),
  invalidAuthorizerUri: (uri: string) =>
    badRequest(
      `Invalid Authorizer URI: ${uri}. Authorizer URI should be a valid API Gateway ARN that represents a Lambda function invocation.`,
    ),
  invalidTokenSource: (source: string) =>
    badRequest(
      `Invalid token source expression: ${source}. The source must be a method request header, matching 'method.request.header.[a-zA-Z0-9._-]+'.`,
    ),
  identitySourceMissing: () =>
    badRequest('Identity source must be set if authorizer caching is enabled (TTL is greater than 0)'),
  /** Ours. */
  invalidIdentitySource: (source: string) =>
    badRequest(`Invalid identity source expression specified: ${source}`),
  /** Ours. */
  authorizerTtlRange: (maximum: number) =>
    badRequest(`Authorizer result TTL must be between 0 and ${maximum} seconds`),
  /** Ours. */
  invalidProviderArns: () =>
    badRequest('A COGNITO_USER_POOLS authorizer must name valid ARNs of Cognito user pools as provider ARNs'),
  /** @param where `GET//pets`: the method and the resource's path */
  authorizerInUse: (name: string, where: string) => inUse('authorizer', name, `method: ${where}`),
  authorizerQuota: () => quota('Authorizers', 'API'),

  // DocumentationPart, DocumentationVersion
  documentationPartNotFound: () => notFound('Invalid Documentation part identifier specified'),
  documentationPartExists: (location: string) =>
    conflict(`Documentation part already exists for the specified location: ${location}`),
  /** Ours. */
  invalidDocumentationLocation: (member: string, type: string) =>
    badRequest(`Invalid documentation part location specified: ${member} is not valid for type ${type}`),
  /** Ours. */
  documentationNameMissing: (type: string) =>
    badRequest(`Invalid documentation part location specified: name is required for type ${type}`),
  /** Ours. */
  invalidDocumentationProperties: () =>
    badRequest('Invalid documentation part properties specified: must be a JSON object'),
  documentationPartQuota: () => quota('Documentation Parts', 'API'),
  unreadableImport: () => badRequest('Unable to build importer with provided input.'),
  /** Ours. */
  importWarnings: (warnings: readonly string[]) =>
    badRequest(`Warnings found during import:\n\t${warnings.join('\n\t')}`),
  documentationVersionNotFound: () => notFound('Invalid Documentation version specified'),
  /** Ours. */
  documentationVersionExists: () => conflict('Documentation version already exists for this REST API'),
  /** Ours. */
  emptyDocumentationVersion: () => badRequest('Documentation version must be non-empty'),
  /** Ours: an unknown version that a stage is told to use. */
  noSuchDocumentationVersion: () => badRequest('Invalid Documentation version specified'),
  /** Ours, after the one about models. */
  documentationVersionInUse: (version: string, stage: string) =>
    inUse('documentation version', version, `stage: ${stage}`),

  // Test invocations
  /** Ours: AWS has no such case. */
  testInvocationNotOffered: (operation: string) =>
    new ServiceError(
      'NotImplementedException',
      501,
      `${operation} is not supported: nothing executes test invocations yet`,
    ),
} as const;
