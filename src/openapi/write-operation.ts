import type { Method, MethodResponse, Resource } from '../definitions/rest-api.ts';
import { type ExportOptions, NonJsonModelsError } from './export-options.ts';
import { nonEmpty, present } from './present.ts';
import type { DocumentationWriter, EntityLocation } from './write-documentation.ts';
import { writeIntegration } from './write-integration.ts';
import { schemaReference } from './write-models.ts';
import type { SecurityWriter } from './write-security.ts';

/** What operations are written with. */
export interface OperationWriters {
  readonly options: ExportOptions;
  readonly security: SecurityWriter;
  readonly documentation: DocumentationWriter;
}

/** Locations by their names in parameters of methods. */
const LOCATIONS: ReadonlyMap<string, { readonly in: string; readonly type: string }> = new Map([
  ['path', { in: 'path', type: 'PATH_PARAMETER' }],
  ['querystring', { in: 'query', type: 'QUERY_PARAMETER' }],
  ['header', { in: 'header', type: 'REQUEST_HEADER' }],
]);

/** Writes one method as an operation, its members in AWS's order. @throws NonJsonModelsError */
export function writeOperation(writers: OperationWriters, resource: Resource, method: Method): object {
  const { options, security, documentation } = writers;
  const at = { path: resource.path, method: method.httpMethod };
  const { tags, summary, description, ...others } = documentation.of({ type: 'METHOD', ...at });
  const swagger = options.dialect === 'swagger';
  const validator = options.snapshot.requestValidators.find(({ id }) => id === method.requestValidatorId);
  const integration = method.methodIntegration;
  const parameters = [
    ...writeParameters(writers, at, method),
    ...(swagger ? writeBody(writers, at, method) : []),
  ];
  return present({
    tags,
    summary,
    description,
    operationId: method.operationName,
    consumes: swagger ? contentTypes(method.requestModels, [integration?.requestTemplates]) : undefined,
    produces: swagger ? producedTypes(method) : undefined,
    parameters: parameters.length > 0 ? parameters : undefined,
    requestBody: swagger ? undefined : writeRequestBody(writers, at, method),
    responses: writeResponses(writers, at, method),
    security: security.securityOf(method),
    'x-amazon-apigateway-request-validator': options.extensions ? validator?.name : undefined,
    'x-amazon-apigateway-integration':
      options.integrations && integration ? writeIntegration(integration, resource.id) : undefined,
    ...others,
  });
}

type Place = Pick<EntityLocation, 'path' | 'method'>;

function writeParameters({ options, documentation }: OperationWriters, at: Place, method: Method): object[] {
  return Object.entries(method.requestParameters ?? {}).flatMap(([parameter, required]) => {
    const [, , where = '', ...rest] = parameter.split('.');
    const location = LOCATIONS.get(where);
    if (location === undefined) return [];
    const name = rest.join('.');
    const documented = documentation.of({ type: location.type, ...at, name });
    const swagger = options.dialect === 'swagger';
    return [
      {
        name,
        in: location.in,
        ...documented,
        ...(swagger || required ? { required } : {}),
        ...(swagger ? { type: 'string' } : { schema: { type: 'string' } }),
      },
    ];
  });
}

/** Swagger has one body for all content types: the JSON one. */
function writeBody({ options, documentation }: OperationWriters, at: Place, method: Method): object[] {
  const model = jsonModel(method.requestModels);
  if (model === undefined) return [];
  const documented = documentation.of({ type: 'REQUEST_BODY', ...at });
  return [
    {
      in: 'body',
      name: model,
      ...documented,
      required: true,
      schema: schemaReference(options.dialect, model),
    },
  ];
}

function jsonModel(models: Readonly<Record<string, string>> | undefined): string | undefined {
  const all = Object.entries(models ?? {});
  if (all.length === 0) return undefined;
  const json = all.find(([type]) => type.toLowerCase().split(';')[0]?.trim().endsWith('json'));
  if (json === undefined) throw new NonJsonModelsError(all.map(([, name]) => name).join(', '));
  return json[1];
}

function writeRequestBody(
  { options, documentation }: OperationWriters,
  at: Place,
  method: Method,
): object | undefined {
  const content = nonEmpty(writeContent(options, method.requestModels));
  if (content === undefined) return undefined;
  return { ...documentation.of({ type: 'REQUEST_BODY', ...at }), content, required: true };
}

function writeContent(options: ExportOptions, models: Readonly<Record<string, string>> | undefined): object {
  return Object.fromEntries(
    Object.entries(models ?? {}).map(([type, name]) => [
      type,
      { schema: schemaReference(options.dialect, name) },
    ]),
  );
}

/** Types of models and of templates. */
function contentTypes(
  models: Readonly<Record<string, string>> | undefined,
  templates: readonly (Readonly<Record<string, string>> | undefined)[],
): string[] | undefined {
  const types = new Set([models, ...templates].flatMap((map) => Object.keys(map ?? {})));
  return types.size > 0 ? [...types] : undefined;
}

function producedTypes({ methodResponses, methodIntegration }: Method): string[] | undefined {
  const models = Object.values(methodResponses ?? {}).map(({ responseModels }) => responseModels);
  const responses = Object.values(methodIntegration?.integrationResponses ?? {});
  return contentTypes(undefined, [...models, ...responses.map(({ responseTemplates }) => responseTemplates)]);
}

/** Swagger must have responses; OpenAPI exports leave out what is empty. */
function writeResponses(writers: OperationWriters, at: Place, method: Method): object | undefined {
  const responses = Object.fromEntries(
    Object.values(method.methodResponses ?? {}).map((response) => [
      response.statusCode,
      writeResponse(writers, at, response),
    ]),
  );
  return writers.options.dialect === 'swagger' ? responses : nonEmpty(responses);
}

function writeResponse(
  { options, documentation }: OperationWriters,
  at: Place,
  { statusCode, responseParameters, responseModels }: MethodResponse,
): object {
  const swagger = options.dialect === 'swagger';
  const place = { ...at, statusCode };
  const { description, ...others } = documentation.of({ type: 'RESPONSE', ...place });
  const headers = Object.entries(responseParameters ?? {}).map(([parameter, required]): [string, object] => {
    const name = parameter.slice('method.response.header.'.length);
    const documented = documentation.of({ type: 'RESPONSE_HEADER', ...place, name });
    const schema = { type: 'string' };
    return [
      name,
      swagger ? { ...schema, ...documented } : { ...documented, ...(required ? { required } : {}), schema },
    ];
  });
  const model = swagger ? jsonModel(responseModels) : undefined;
  return present({
    description: description ?? `${statusCode} response`,
    schema: model === undefined ? undefined : schemaReference(options.dialect, model),
    headers: nonEmpty(Object.fromEntries(headers)),
    content: swagger ? undefined : writeContent(options, responseModels),
    ...others,
  });
}
