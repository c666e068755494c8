import type { GatewayResponse } from '../definitions/api-parts.ts';
import type { ApiSettings, RequestValidatorDefinition } from './definition.ts';
import {
  flagOf,
  isObject,
  listOf,
  memberOf,
  membersOf,
  numberOf,
  objectOf,
  textOf,
  textsOf,
} from './json-value.ts';
import { present } from './present.ts';
import type { Problems } from './problems.ts';
import type { SourceDocument } from './source-document.ts';

/**
 * Reads the extensions that are about the API as a whole. The endpoint's configuration stands at the root of Swagger
 * 2.0 and at the first server of OpenAPI 3.0.
 */
export function readSettings(document: SourceDocument, problems: Problems): ApiSettings {
  const { root } = document;
  const compression = root['x-amazon-apigateway-minimum-compression-size'];
  const policy = root['x-amazon-apigateway-policy'];
  const endpoint = readEndpoint(document, problems);
  return present({
    apiKeySource: textOf(root['x-amazon-apigateway-api-key-source'])?.toUpperCase(),
    binaryMediaTypes: readTexts(root['x-amazon-apigateway-binary-media-types']),
    minimumCompressionSize: compression === null ? null : numberOf(compression),
    policy: isObject(policy) ? JSON.stringify(policy) : textOf(policy),
    securityPolicy: textOf(root['x-amazon-apigateway-security-policy']),
    endpointAccessMode: textOf(root['x-amazon-apigateway-endpoint-access-mode'])?.toUpperCase(),
    disableExecuteApiEndpoint: flagOf(memberOf(endpoint, 'disableExecuteApiEndpoint')),
    vpcEndpointIds: readTexts(memberOf(endpoint, 'vpcEndpointIds')),
  });
}

const ENDPOINT = 'x-amazon-apigateway-endpoint-configuration';

function readEndpoint(document: SourceDocument, problems: Problems): unknown {
  if (document.dialect === 'swagger') return document.root[ENDPOINT];
  const servers = listOf(document.root.servers);
  if (servers.length > 1) {
    problems.warn(
      'More than one server provided. Ignoring all but the first for defining endpoint configuration',
    );
  }
  return memberOf(servers[0], ENDPOINT) ?? document.root[ENDPOINT];
}

function readTexts(value: unknown): string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.map(textOf).filter((text) => text !== undefined);
}

/** `x-amazon-apigateway-request-validators`: name to what is validated. */
export function readRequestValidators(document: SourceDocument): RequestValidatorDefinition[] {
  return membersOf(document.root['x-amazon-apigateway-request-validators']).map(([name, validator]) => ({
    name,
    validateRequestBody: flagOf(memberOf(validator, 'validateRequestBody')) ?? false,
    validateRequestParameters: flagOf(memberOf(validator, 'validateRequestParameters')) ?? false,
  }));
}

/** `x-amazon-apigateway-gateway-responses`: response type to what is answered. */
export function readGatewayResponses(document: SourceDocument): GatewayResponse[] {
  const found = membersOf(document.root['x-amazon-apigateway-gateway-responses']);
  return found.map(([responseType, value]) => {
    const response = objectOf(value) ?? {};
    return present({
      responseType,
      statusCode: textOf(response.statusCode),
      responseParameters: textsOf(response.responseParameters),
      responseTemplates: textsOf(response.responseTemplates),
    });
  });
}
