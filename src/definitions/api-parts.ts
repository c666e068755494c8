import type { CollectionDefinition } from '../store/store.ts';

/**
 * A data schema, JSON Schema draft 4. Every API begins with `Empty` and `Error`. Record id: `restApiId/name`.
 * https://docs.aws.amazon.com/apigateway/latest/api/API_Model.html
 */
export interface Model {
  id: string;
  name: string;
  description?: string;
  /** JSON text. */
  schema?: string;
  contentType: string;
}

/** Record id: `restApiId/id`. https://docs.aws.amazon.com/apigateway/latest/api/API_RequestValidator.html */
export interface RequestValidator {
  id: string;
  name?: string;
  validateRequestBody: boolean;
  validateRequestParameters: boolean;
}

/**
 * What an API answers instead of AWS's own text for one kind of error. Only customized ones are recorded. Record id:
 * `restApiId/responseType`. https://docs.aws.amazon.com/apigateway/latest/api/API_GatewayResponse.html
 */
export interface GatewayResponse {
  responseType: string;
  statusCode?: string;
  /** `gatewayresponse.header.NAME` to mapping expression. */
  responseParameters: Record<string, string>;
  /** Content type to template. */
  responseTemplates: Record<string, string>;
}

/** Record id: `restApiId/id`. https://docs.aws.amazon.com/apigateway/latest/api/API_Authorizer.html */
export interface Authorizer {
  id: string;
  name: string;
  type: 'TOKEN' | 'REQUEST' | 'COGNITO_USER_POOLS';
  /** User pools' ARNs, for COGNITO_USER_POOLS. */
  providerARNs?: string[];
  /** Free text that AWS keeps: `custom`, `cognito_user_pools`... */
  authType?: string;
  authorizerUri?: string;
  /** ARN of the role to assume. */
  authorizerCredentials?: string;
  /** One or more mapping expressions, separated by commas. */
  identitySource?: string;
  identityValidationExpression?: string;
  /** 0 to 3600. */
  authorizerResultTtlInSeconds?: number;
}

/** Record id: `restApiId/id`. https://docs.aws.amazon.com/apigateway/latest/api/API_DocumentationPart.html */
export interface DocumentationPart {
  id: string;
  location: { type: string; path?: string; method?: string; statusCode?: string; name?: string };
  /** JSON text. */
  properties: string;
}

/** A frozen set of documentation parts. Record id: `restApiId/version`. */
export interface DocumentationVersion {
  version: string;
  /** ms since 1970, whole seconds. */
  createdDate: number;
  description?: string;
  parts: DocumentationPart[];
}

export const models: CollectionDefinition<Model> = { name: 'rest-models', version: 1 };
export const requestValidators: CollectionDefinition<RequestValidator> = {
  name: 'rest-request-validators',
  version: 1,
};
export const gatewayResponses: CollectionDefinition<GatewayResponse> = {
  name: 'rest-gateway-responses',
  version: 1,
};
export const authorizers: CollectionDefinition<Authorizer> = { name: 'rest-authorizers', version: 1 };
export const documentationParts: CollectionDefinition<DocumentationPart> = {
  name: 'rest-documentation-parts',
  version: 1,
};
export const documentationVersions: CollectionDefinition<DocumentationVersion> = {
  name: 'rest-documentation-versions',
  version: 1,
};
