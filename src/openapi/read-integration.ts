import type { IntegrationDefinition, IntegrationResponseDefinition } from './definition.ts';
import {
  flagOf,
  isObject,
  type JsonObject,
  listOf,
  membersOf,
  numberOf,
  objectOf,
  textOf,
  textsOf,
} from './json-value.ts';
import { nonEmpty, present } from './present.ts';
import { InvalidDefinitionError } from './problems.ts';
import type { SourceDocument } from './source-document.ts';

const TEXTS = [
  'type',
  'httpMethod',
  'uri',
  'credentials',
  'connectionType',
  'connectionId',
  'integrationTarget',
  'passthroughBehavior',
  'contentHandling',
  'cacheNamespace',
  'responseTransferMode',
];
const MAPS = ['requestParameters', 'requestTemplates', 'responses', 'tlsConfig'];

/**
 * Reads `x-amazon-apigateway-integration`, which may be a reference into
 * `#/components/x-amazon-apigateway-integrations`. Null means none.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-integration.html
 * @throws InvalidDefinitionError when members have other types than AWS gives them
 */
export function readIntegration(
  document: SourceDocument,
  value: unknown,
  path: string,
): IntegrationDefinition | undefined {
  if (value === undefined || value === null) return undefined;
  const integration = document.resolve(value);
  if (integration === undefined || !isWellFormed(integration)) throw malformed(path);
  const cacheKeyParameters = listOf(integration.cacheKeyParameters).map(textOf);
  return present({
    type: upper(integration.type),
    integrationHttpMethod: httpMethodOf(integration.httpMethod),
    uri: textOf(integration.uri),
    credentials: textOf(integration.credentials),
    connectionType: upper(integration.connectionType),
    connectionId: textOf(integration.connectionId),
    integrationTarget: textOf(integration.integrationTarget),
    requestParameters: nonEmpty(textsOf(integration.requestParameters)),
    requestTemplates: nonEmpty(textsOf(integration.requestTemplates)),
    passthroughBehavior: upper(integration.passthroughBehavior),
    contentHandling: upper(integration.contentHandling),
    timeoutInMillis: numberOf(integration.timeoutInMillis),
    cacheNamespace: textOf(integration.cacheNamespace),
    cacheKeyParameters: cacheKeyParameters.filter((one) => one !== undefined),
    tlsConfig: readTlsConfig(integration.tlsConfig),
    responseTransferMode: upper(integration.responseTransferMode),
    responses: membersOf(integration.responses).map(([pattern, response]) =>
      readResponse(pattern, response, path),
    ),
  });
}

function malformed(path: string): InvalidDefinitionError {
  return new InvalidDefinitionError(
    `Unable to parse API definition because of a malformed integration at path ${path}.`,
  );
}

function isWellFormed(integration: JsonObject): boolean {
  const nullable = (value: unknown) => value === undefined || value === null;
  return (
    TEXTS.every((name) => nullable(integration[name]) || textOf(integration[name]) !== undefined) &&
    MAPS.every((name) => nullable(integration[name]) || isObject(integration[name])) &&
    (nullable(integration.cacheKeyParameters) || Array.isArray(integration.cacheKeyParameters)) &&
    (nullable(integration.timeoutInMillis) || numberOf(integration.timeoutInMillis) !== undefined)
  );
}

/** Enumerations are written in lower case, as exports have them, or in upper case. */
function upper(value: unknown): string | undefined {
  return textOf(value)?.toUpperCase();
}

/** Older exports write ANY by the name of its extension. */
function httpMethodOf(value: unknown): string | undefined {
  const method = textOf(value);
  return method === 'x-amazon-apigateway-any-method' ? 'ANY' : method?.toUpperCase();
}

function readTlsConfig(value: unknown): IntegrationDefinition['tlsConfig'] {
  const config = objectOf(value);
  return config && present({ insecureSkipVerification: flagOf(config.insecureSkipVerification) });
}

/** One of `responses`, by the pattern that selects it; `default` is the one for everything else. */
function readResponse(pattern: string, value: unknown, path: string): IntegrationResponseDefinition {
  const response = objectOf(value);
  const statusCode = textOf(response?.statusCode);
  if (response === undefined || statusCode === undefined) throw malformed(path);
  return present({
    statusCode,
    selectionPattern: pattern === 'default' ? undefined : pattern,
    responseParameters: nonEmpty(textsOf(response.responseParameters)),
    responseTemplates: nonEmpty(textsOf(response.responseTemplates)),
    contentHandling: upper(response.contentHandling),
  });
}
