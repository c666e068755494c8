import type { CollectionDefinition } from '../store/store.ts';
import type { Authorizer, GatewayResponse, Model, RequestValidator } from './api-parts.ts';

/**
 * A REST API as its owner edits it. Absent members are absent in answers too.
 * Id of the record: the API's id (ten lower-case letters and digits), unique in the whole store.
 * https://docs.aws.amazon.com/apigateway/latest/api/API_RestApi.html
 */
export interface RestApi {
  id: string;
  name: string;
  description?: string;
  /** ms since 1970, whole seconds. */
  createdDate: number;
  version?: string;
  binaryMediaTypes?: string[];
  minimumCompressionSize?: number;
  apiKeySource: 'HEADER' | 'AUTHORIZER';
  endpointConfiguration: {
    types: ('EDGE' | 'REGIONAL' | 'PRIVATE')[];
    ipAddressType: 'ipv4' | 'dualstack';
    vpcEndpointIds?: string[];
  };
  /** Resource policy, JSON text. Takes effect with the next deployment. */
  policy?: string;
  tags?: Record<string, string>;
  disableExecuteApiEndpoint: boolean;
  /** TLS policy of the default endpoint, e.g. `TLS_1_0`. */
  securityPolicy?: string;
  endpointAccessMode?: 'BASIC' | 'STRICT';
  rootResourceId: string;
}

/** One node of the path tree. Record id: `restApiId/resourceId`. */
export interface Resource {
  id: string;
  parentId?: string;
  /** Absent on the root. `users`, `{id}` or `{proxy+}`. */
  pathPart?: string;
  /** `/users/{id}` */
  path: string;
  /** By HTTP method in upper case, or `ANY`. */
  methods: Record<string, Method>;
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_Method.html */
export interface Method {
  httpMethod: string;
  authorizationType: 'NONE' | 'AWS_IAM' | 'CUSTOM' | 'COGNITO_USER_POOLS';
  authorizerId?: string;
  authorizationScopes?: string[];
  apiKeyRequired: boolean;
  operationName?: string;
  requestValidatorId?: string;
  /** `method.request.{path,querystring,header}.NAME` to required or not. */
  requestParameters?: Record<string, boolean>;
  /** Content type to model name. */
  requestModels?: Record<string, string>;
  methodIntegration?: Integration;
  /** By status code. */
  methodResponses?: Record<string, MethodResponse>;
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_MethodResponse.html */
export interface MethodResponse {
  statusCode: string;
  responseParameters?: Record<string, boolean>;
  responseModels?: Record<string, string>;
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html */
export interface Integration {
  type: 'HTTP' | 'AWS' | 'MOCK' | 'HTTP_PROXY' | 'AWS_PROXY';
  httpMethod?: string;
  uri?: string;
  connectionType?: 'INTERNET' | 'VPC_LINK';
  connectionId?: string;
  /** ARN of the load balancer or listener behind a VPC link. */
  integrationTarget?: string;
  /** ARN of the role to assume, or `arn:aws:iam::*:user/*`. */
  credentials?: string;
  requestParameters?: Record<string, string>;
  /** Content type to template. */
  requestTemplates?: Record<string, string>;
  passthroughBehavior: 'WHEN_NO_MATCH' | 'WHEN_NO_TEMPLATES' | 'NEVER';
  contentHandling?: 'CONVERT_TO_BINARY' | 'CONVERT_TO_TEXT';
  /** Milliseconds: 50 to 29,000, of Regional and private APIs to 300,000, of streamed answers to 900,000. */
  timeoutInMillis: number;
  cacheNamespace: string;
  cacheKeyParameters: string[];
  tlsConfig?: { insecureSkipVerification?: boolean };
  responseTransferMode?: 'BUFFERED' | 'STREAM';
  /** By status code. */
  integrationResponses?: Record<string, IntegrationResponse>;
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_IntegrationResponse.html */
export interface IntegrationResponse {
  statusCode: string;
  selectionPattern?: string;
  responseParameters?: Record<string, string>;
  responseTemplates?: Record<string, string>;
  contentHandling?: 'CONVERT_TO_BINARY' | 'CONVERT_TO_TEXT';
}

/** Everything of an API that a deployment freezes. */
export interface RestApiSnapshot {
  api: RestApi;
  resources: Resource[];
  models: Model[];
  requestValidators: RequestValidator[];
  gatewayResponses: GatewayResponse[];
  authorizers: Authorizer[];
}

/**
 * An immutable snapshot of an API. Record id: `restApiId/deploymentId`.
 * https://docs.aws.amazon.com/apigateway/latest/api/API_Deployment.html
 */
export interface Deployment {
  id: string;
  description?: string;
  /** ms since 1970, whole seconds. */
  createdDate: number;
  snapshot: RestApiSnapshot;
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_MethodSetting.html */
export interface MethodSetting {
  metricsEnabled: boolean;
  /** Absent until it is set; then nothing is logged. */
  loggingLevel?: 'OFF' | 'ERROR' | 'INFO';
  dataTraceEnabled: boolean;
  throttlingBurstLimit: number;
  throttlingRateLimit: number;
  cachingEnabled: boolean;
  cacheTtlInSeconds: number;
  cacheDataEncrypted: boolean;
  requireAuthorizationForCacheControl: boolean;
  unauthorizedCacheControlHeaderStrategy:
    | 'FAIL_WITH_403'
    | 'SUCCEED_WITH_RESPONSE_HEADER'
    | 'SUCCEED_WITHOUT_RESPONSE_HEADER';
}

/**
 * A named reference to a deployment, with the settings of its traffic. Record id: `restApiId/stageName`.
 * https://docs.aws.amazon.com/apigateway/latest/api/API_Stage.html
 */
export interface Stage {
  stageName: string;
  deploymentId: string;
  description?: string;
  clientCertificateId?: string;
  cacheClusterEnabled: boolean;
  cacheClusterSize?: string;
  cacheClusterStatus:
    | 'NOT_AVAILABLE'
    | 'AVAILABLE'
    | 'CREATE_IN_PROGRESS'
    | 'DELETE_IN_PROGRESS'
    | 'FLUSH_IN_PROGRESS';
  /** How often the stage's cached responses have been thrown away: those of another generation are not served. */
  cacheGeneration?: number;
  /** The same of what authorizers have answered. */
  authorizerCacheGeneration?: number;
  /**
   * By `resourcePath/httpMethod` as the patch path had it, with `~1` for `/` (`~1pets~1{id}/GET`, also written
   * `pets~1{id}/GET`), or by the wildcard of path and method. Read it with `methodSettingFor`.
   */
  methodSettings: Record<string, MethodSetting>;
  variables?: Record<string, string>;
  documentationVersion?: string;
  accessLogSettings?: { format?: string; destinationArn?: string };
  canarySettings?: {
    percentTraffic: number;
    deploymentId: string;
    stageVariableOverrides?: Record<string, string>;
    useStageCache: boolean;
  };
  tracingEnabled: boolean;
  webAclArn?: string;
  tags?: Record<string, string>;
  /** ms since 1970, whole seconds. */
  createdDate: number;
  lastUpdatedDate: number;
}

/** Settings of an account in a region. Record id: `account`. */
export interface ApiGatewayAccount {
  cloudwatchRoleArn?: string;
  throttleSettings: { burstLimit: number; rateLimit: number };
}

/** Version 1 froze the API and its resources alone: there was nothing else yet. */
function withParts(value: unknown): Deployment {
  // Written by version 1, whose form this is.
  const old = value as Omit<Deployment, 'snapshot'> & {
    snapshot: Pick<RestApiSnapshot, 'api' | 'resources'>;
  };
  const none = { models: [], requestValidators: [], gatewayResponses: [], authorizers: [] };
  return { ...old, snapshot: { ...none, ...old.snapshot } };
}

export const restApis: CollectionDefinition<RestApi> = { name: 'rest-apis', version: 1 };
export const resources: CollectionDefinition<Resource> = { name: 'rest-resources', version: 1 };
export const deployments: CollectionDefinition<Deployment> = {
  name: 'rest-deployments',
  version: 2,
  upgrade: withParts,
};
export const stages: CollectionDefinition<Stage> = { name: 'rest-stages', version: 1 };
export const apiGatewayAccounts: CollectionDefinition<ApiGatewayAccount> = {
  name: 'rest-accounts',
  version: 1,
};
