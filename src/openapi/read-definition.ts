import { type BasePathMode, pathPrefix } from './base-path.ts';
import type { ApiDefinition } from './definition.ts';
import { isObject, type JsonObject, listOf, membersOf, objectOf, textOf } from './json-value.ts';
import { present } from './present.ts';
import type { Problems } from './problems.ts';
import { describedDocumentation, listedDocumentation } from './read-documentation.ts';
import { ModelReader } from './read-models.ts';
import { readOperation, type SourceOperation } from './read-operation.ts';
import { SecurityReader } from './read-security.ts';
import { readGatewayResponses, readRequestValidators, readSettings } from './read-settings.ts';
import { SourceDocument } from './source-document.ts';

const METHODS: ReadonlyMap<string, string> = new Map([
  ['get', 'GET'],
  ['put', 'PUT'],
  ['post', 'POST'],
  ['delete', 'DELETE'],
  ['patch', 'PATCH'],
  ['options', 'OPTIONS'],
  ['head', 'HEAD'],
  ['x-amazon-apigateway-any-method', 'ANY'],
]);

/** How a document is to be read. */
export interface ReadingOptions {
  readonly basePath: BasePathMode;
  /** Leaves documentation parts out. */
  readonly ignoreDocumentation: boolean;
}

/**
 * Reads an OpenAPI 3.0 or Swagger 2.0 document, with the extensions of API Gateway for REST APIs, into what an API is
 * made of. Nothing is checked here against the rules and quotas of APIs.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html
 * @throws InvalidDefinitionError when it is no such document
 */
export function readDefinition(root: JsonObject, options: ReadingOptions, problems: Problems): ApiDefinition {
  const document = new SourceDocument(root);
  const models = new ModelReader(document, problems);
  const security = new SecurityReader(document, problems);
  const prefix = pathPrefix(document, options.basePath);
  const paths = membersOf(root.paths).filter(([path]) => !path.startsWith('x-'));
  const operations = paths.flatMap(([path, item]) => operationsOf(document, prefix, path, item));
  const readers = { document, problems, models, security };
  const methods = operations.map((operation) => readOperation(readers, operation));
  return present({
    title: textOf(document.info.title) || undefined,
    description: textOf(document.info.description) || undefined,
    version: textOf(document.info.version) || undefined,
    settings: readSettings(document, problems),
    models: models.models,
    requestValidators: readRequestValidators(document),
    authorizers: security.authorizers,
    gatewayResponses: readGatewayResponses(document),
    documentationParts: options.ignoreDocumentation
      ? []
      : (listedDocumentation(root) ?? describedDocumentation(document, operations)),
    paths: paths.map(([path]) => fullPath(prefix, path)),
    methods,
  });
}

/** Slashes at the end and doubled ones do not count. */
function fullPath(prefix: string, path: string): string {
  const parts = `${prefix}/${path}`.split('/').filter((part) => part !== '');
  return `/${parts.join('/')}`;
}

function operationsOf(
  document: SourceDocument,
  prefix: string,
  sourcePath: string,
  value: unknown,
): SourceOperation[] {
  const item = document.resolve(value);
  if (item === undefined) return [];
  const path = fullPath(prefix, sourcePath);
  return membersOf(item).flatMap(([name, found]) => {
    const httpMethod = METHODS.get(name.toLowerCase());
    const operation = objectOf(found);
    if (httpMethod === undefined || operation === undefined) return [];
    const parameters = allParameters(document, item, operation);
    return [{ sourcePath, path, httpMethod, operation, parameters }];
  });
}

/** An operation's parameter stands for the path's of the same name and location. */
function allParameters(document: SourceDocument, item: JsonObject, operation: JsonObject): JsonObject[] {
  const parameters = new Map<string, JsonObject>();
  for (const one of [...listOf(item.parameters), ...listOf(operation.parameters)]) {
    const parameter = document.resolve(one);
    if (isObject(parameter)) parameters.set(`${textOf(parameter.in)} ${textOf(parameter.name)}`, parameter);
  }
  return [...parameters.values()];
}
