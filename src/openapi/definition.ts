import type { Authorizer, GatewayResponse } from '../definitions/api-parts.ts';
import type { Method } from '../definitions/rest-api.ts';
import type { JsonObject } from './json-value.ts';

/** An API as a document defines it, before it has ids. What is not in the document is absent. */
export interface ApiDefinition {
  readonly title?: string;
  readonly description?: string;
  readonly version?: string;
  readonly settings: ApiSettings;
  readonly models: readonly ModelDefinition[];
  readonly requestValidators: readonly RequestValidatorDefinition[];
  readonly authorizers: readonly AuthorizerDefinition[];
  readonly gatewayResponses: readonly GatewayResponse[];
  readonly documentationParts: readonly DocumentationPartDefinition[];
  /** Paths as they are to be in the API, the base path included. */
  readonly paths: readonly string[];
  readonly methods: readonly MethodDefinition[];
}

/** The extensions that stand at the root of a document or at its server. */
export interface ApiSettings {
  readonly apiKeySource?: string;
  readonly binaryMediaTypes?: readonly string[];
  /** Bytes; null turns compression off. */
  readonly minimumCompressionSize?: number | null;
  /** JSON text. */
  readonly policy?: string;
  readonly securityPolicy?: string;
  readonly endpointAccessMode?: string;
  readonly disableExecuteApiEndpoint?: boolean;
  readonly vpcEndpointIds?: readonly string[];
}

export interface ModelDefinition {
  readonly name: string;
  readonly description?: string;
  /** References are as the document has them. */
  readonly schema: JsonObject;
}

export interface RequestValidatorDefinition {
  readonly name: string;
  readonly validateRequestBody: boolean;
  readonly validateRequestParameters: boolean;
}

/** The type is not checked yet. */
export type AuthorizerDefinition = Omit<Authorizer, 'id' | 'type'> & { readonly type: string };

export interface DocumentationPartDefinition {
  readonly location: DocumentationLocation;
  /** JSON text. */
  readonly properties: string;
}

export interface DocumentationLocation {
  readonly type: string;
  readonly path?: string;
  readonly method?: string;
  readonly statusCode?: string;
  readonly name?: string;
}

/** A method with its integration, which names validator and authorizer instead of having their ids. */
export interface MethodDefinition {
  readonly path: string;
  readonly method: Omit<Method, 'authorizerId' | 'requestValidatorId' | 'methodIntegration'>;
  readonly authorizer?: string;
  readonly requestValidator?: string;
  readonly integration?: IntegrationDefinition;
}

/** `x-amazon-apigateway-integration` in PutIntegration's terms; enumerations in upper case but not checked. */
export interface IntegrationDefinition {
  readonly type?: string;
  readonly integrationHttpMethod?: string;
  readonly uri?: string;
  readonly credentials?: string;
  readonly connectionType?: string;
  readonly connectionId?: string;
  readonly integrationTarget?: string;
  readonly requestParameters?: Record<string, string>;
  readonly requestTemplates?: Record<string, string>;
  readonly passthroughBehavior?: string;
  readonly contentHandling?: string;
  readonly timeoutInMillis?: number;
  readonly cacheNamespace?: string;
  readonly cacheKeyParameters?: string[];
  readonly tlsConfig?: { readonly insecureSkipVerification?: boolean };
  readonly responseTransferMode?: string;
  readonly responses: readonly IntegrationResponseDefinition[];
}

export interface IntegrationResponseDefinition {
  readonly statusCode: string;
  readonly selectionPattern?: string;
  readonly responseParameters?: Record<string, string>;
  readonly responseTemplates?: Record<string, string>;
  readonly contentHandling?: string;
}
