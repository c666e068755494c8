import type { MethodResponse } from '../definitions/rest-api.ts';
import type { MethodDefinition } from './definition.ts';
import { flagOf, type JsonObject, listOf, memberOf, membersOf, textOf } from './json-value.ts';
import { nonEmpty, present } from './present.ts';
import type { Problems } from './problems.ts';
import { readIntegration } from './read-integration.ts';
import { type ModelReader, schemasByContentType } from './read-models.ts';
import type { SecurityReader } from './read-security.ts';
import type { SourceDocument } from './source-document.ts';

/** What operations are read with. */
export interface OperationReaders {
  readonly document: SourceDocument;
  readonly problems: Problems;
  readonly models: ModelReader;
  readonly security: SecurityReader;
}

/** One operation of a document. */
export interface SourceOperation {
  /** As the document has it, without the base path. */
  readonly sourcePath: string;
  readonly path: string;
  /** `GET` or `ANY` */
  readonly httpMethod: string;
  readonly operation: JsonObject;
  /** Those of the path too, the operation's own in their place. */
  readonly parameters: readonly JsonObject[];
}

const LOCATIONS: ReadonlyMap<string, string> = new Map([
  ['path', 'path'],
  ['query', 'querystring'],
  ['header', 'header'],
]);

/** Reads one operation into a method. @throws InvalidDefinitionError */
export function readOperation(readers: OperationReaders, source: SourceOperation): MethodDefinition {
  const { document, security } = readers;
  const { operation, path, httpMethod } = source;
  const { authorizer, ...authorization } = security.read(operation, whereOf(source));
  const validator = operation['x-amazon-apigateway-request-validator'];
  return present({
    path,
    method: present({
      httpMethod,
      ...authorization,
      operationName: textOf(operation.operationId) || undefined,
      requestParameters: nonEmpty(readRequestParameters(readers, source)),
      requestModels: nonEmpty(readRequestModels(readers, source)),
      methodResponses: nonEmpty(readResponses(readers, source)),
    }),
    authorizer,
    requestValidator:
      textOf(validator ?? document.root['x-amazon-apigateway-request-validator']) || undefined,
    integration: readIntegration(document, operation['x-amazon-apigateway-integration'], source.sourcePath),
  });
}

function whereOf({ httpMethod, sourcePath }: SourceOperation): string {
  return `${httpMethod} ${sourcePath}`;
}

/** Those declared, and the variables of the path, which AWS declares by itself. */
function readRequestParameters(readers: OperationReaders, source: SourceOperation): Record<string, boolean> {
  const parameters = new Map<string, boolean>();
  for (const parameter of source.parameters) {
    const name = textOf(parameter.name);
    const location = LOCATIONS.get(textOf(parameter.in) ?? '');
    if (name !== undefined && location !== undefined) {
      const required = location === 'path' || flagOf(parameter.required) === true;
      parameters.set(`method.request.${location}.${name}`, required);
    } else if (parameter.in !== 'body') {
      const place = `parameter '${name}' of method '${whereOf(source)}'`;
      readers.problems.warn(`Unsupported location '${textOf(parameter.in)}' of ${place}. Ignoring.`);
    }
  }
  for (const name of pathVariables(source.path)) parameters.set(`method.request.path.${name}`, true);
  return Object.fromEntries(parameters);
}

function pathVariables(path: string): string[] {
  return path
    .split('/')
    .filter((part) => part.startsWith('{') && part.endsWith('}'))
    .map((part) => part.slice(1, -1).replace(/\+$/, ''));
}

function readRequestModels(readers: OperationReaders, source: SourceOperation): Record<string, string> {
  const place = () => `body of method '${whereOf(source)}'`;
  if (readers.document.dialect === 'oas30') {
    const body = readers.document.resolve(source.operation.requestBody);
    return modelsOf(readers, schemasByContentType(body?.content), place);
  }
  const body = source.parameters.find((parameter) => parameter.in === 'body');
  if (body === undefined) return {};
  return modelsOf(readers, ofTypes(contentTypes(readers, source, 'consumes'), body.schema), place);
}

/** Content types of an operation of Swagger 2.0, its own or the document's. */
function contentTypes(
  { document }: OperationReaders,
  { operation }: SourceOperation,
  member: 'consumes' | 'produces',
): string[] {
  const types = listOf(operation[member] ?? document.root[member]).map(textOf);
  const known = types.filter((type) => type !== undefined);
  return known.length > 0 ? known : ['application/json'];
}

function ofTypes(types: readonly string[], schema: unknown): [string, unknown][] {
  return types.map((type) => [type, schema]);
}

function modelsOf(
  { models }: OperationReaders,
  schemas: readonly [string, unknown][],
  place: () => string,
): Record<string, string> {
  const named = schemas.map(([type, schema]): [string, string | undefined] => [
    type,
    models.modelFor(schema, place),
  ]);
  return Object.fromEntries(named.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** The responses of single statuses: `default` and ranges have no place in an API. */
function readResponses(readers: OperationReaders, source: SourceOperation): Record<string, MethodResponse> {
  const { document } = readers;
  const responses: [string, MethodResponse][] = [];
  for (const [statusCode, value] of membersOf(source.operation.responses)) {
    const response = document.resolve(value);
    if (response === undefined || !/^[1-5]\d\d$/.test(statusCode)) continue;
    const place = () => `${statusCode} response to method '${whereOf(source)}'`;
    const schemas =
      document.dialect === 'oas30'
        ? schemasByContentType(response.content)
        : ofTypes(contentTypes(readers, source, 'produces'), response.schema);
    responses.push([
      statusCode,
      present({
        statusCode,
        responseParameters: nonEmpty(readHeaders(document, response)),
        responseModels: nonEmpty(modelsOf(readers, schemas, place)),
      }),
    ]);
  }
  return Object.fromEntries(responses);
}

function readHeaders(document: SourceDocument, response: JsonObject): Record<string, boolean> {
  return Object.fromEntries(
    membersOf(response.headers).map(([name, header]) => [
      `method.response.header.${name}`,
      flagOf(memberOf(document.resolve(header), 'required')) === true,
    ]),
  );
}
