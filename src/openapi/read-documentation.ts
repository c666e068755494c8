import type { DocumentationLocation, DocumentationPartDefinition } from './definition.ts';
import { isObject, type JsonObject, listOf, memberOf, membersOf, objectOf, textOf } from './json-value.ts';
import { nonEmpty, present } from './present.ts';
import type { SourceOperation } from './read-operation.ts';
import type { SourceDocument } from './source-document.ts';

/**
 * The documentation parts that `x-amazon-apigateway-documentation` lists; undefined when the document has no such
 * extension.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-documentation.html
 */
export function listedDocumentation(root: JsonObject): DocumentationPartDefinition[] | undefined {
  const extension = objectOf(root['x-amazon-apigateway-documentation']);
  if (extension === undefined) return undefined;
  return listOf(extension.documentationParts).flatMap((part) => {
    const location = readLocation(memberOf(part, 'location'));
    const properties = memberOf(part, 'properties');
    if (location === undefined || properties === undefined) return [];
    return [{ location, properties: isObject(properties) ? JSON.stringify(properties) : String(properties) }];
  });
}

function readLocation(value: unknown): DocumentationLocation | undefined {
  const location = objectOf(value);
  const type = textOf(location?.type);
  if (location === undefined || type === undefined) return undefined;
  return present({
    type,
    path: textOf(location.path),
    method: textOf(location.method),
    statusCode: textOf(location.statusCode),
    name: textOf(location.name),
  });
}

const PARAMETER_TYPES: ReadonlyMap<string, string> = new Map([
  ['path', 'PATH_PARAMETER'],
  ['query', 'QUERY_PARAMETER'],
  ['header', 'REQUEST_HEADER'],
  ['body', 'REQUEST_BODY'],
]);

/** The documentation parts that the descriptions of a document without the extension make. */
export function describedDocumentation(
  document: SourceDocument,
  operations: readonly SourceOperation[],
): DocumentationPartDefinition[] {
  const description = textOf(document.info.description);
  return [
    ...(description ? [part({ type: 'API' }, { info: { description } })] : []),
    ...membersOf(document.securitySchemes).flatMap(([name, scheme]) =>
      isObject(memberOf(scheme, 'x-amazon-apigateway-authorizer'))
        ? described({ type: 'AUTHORIZER', name }, scheme, ['description'])
        : [],
    ),
    ...membersOf(document.schemas).flatMap(([name, schema]) =>
      described({ type: 'MODEL', name }, schema, ['title', 'description']),
    ),
    ...operations.flatMap((operation) => describedOperation(document, operation)),
  ];
}

function describedOperation(
  document: SourceDocument,
  source: SourceOperation,
): DocumentationPartDefinition[] {
  const { operation, path } = source;
  const at = { path, method: source.httpMethod === 'ANY' ? '*' : source.httpMethod };
  const body = document.resolve(operation.requestBody);
  return [
    ...described({ type: 'METHOD', ...at }, operation, ['tags', 'summary', 'description']),
    ...source.parameters.flatMap((parameter) => {
      const type = PARAMETER_TYPES.get(textOf(parameter.in) ?? '');
      const name = type === 'REQUEST_BODY' ? undefined : textOf(parameter.name);
      if (type === undefined) return [];
      return described(present({ type, ...at, name }), parameter, ['description']);
    }),
    ...described({ type: 'REQUEST_BODY', ...at }, body, ['description']),
    ...membersOf(operation.responses).flatMap(([statusCode, response]) =>
      describedResponse(document, { ...at, statusCode }, document.resolve(response)),
    ),
  ];
}

/** The description that exports give where there is none says nothing. */
function describedResponse(
  document: SourceDocument,
  at: { path: string; method: string; statusCode: string },
  response: JsonObject | undefined,
): DocumentationPartDefinition[] {
  if (response === undefined || !/^[1-5]\d\d$/.test(at.statusCode)) return [];
  const says = response.description !== `${at.statusCode} response`;
  return [
    ...(says ? described({ type: 'RESPONSE', ...at }, response, ['description']) : []),
    ...membersOf(response.headers).flatMap(([name, header]) =>
      described({ type: 'RESPONSE_HEADER', ...at, name }, document.resolve(header), ['description']),
    ),
  ];
}

function described(
  location: DocumentationLocation,
  entity: unknown,
  members: readonly string[],
): DocumentationPartDefinition[] {
  const found = members
    .map((name): [string, unknown] => [name, memberOf(entity, name)])
    .filter(([, value]) => value !== undefined && value !== null && value !== '');
  const properties = nonEmpty(Object.fromEntries(found));
  return properties === undefined ? [] : [part(location, properties)];
}

function part(location: DocumentationLocation, properties: object): DocumentationPartDefinition {
  return { location, properties: JSON.stringify(properties) };
}
