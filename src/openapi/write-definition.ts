import type { GatewayResponse } from '../definitions/api-parts.ts';
import type { Resource, RestApi } from '../definitions/rest-api.ts';
import type { ExportOptions } from './export-options.ts';
import { nonEmpty, present } from './present.ts';
import { DocumentationWriter, dateText } from './write-documentation.ts';
import { writeModels } from './write-models.ts';
import { type OperationWriters, writeOperation } from './write-operation.ts';
import { SecurityWriter } from './write-security.ts';

/**
 * Writes what a stage serves as an OpenAPI 3.0.1 or Swagger 2.0 document, shaped as AWS exports it: members in AWS's
 * order, paths in order of their names.
 * https://docs.aws.amazon.com/apigateway/latest/api/API_GetExport.html
 * @throws NonJsonModelsError
 */
export function writeDefinition(options: ExportOptions): object {
  const { snapshot, dialect, stageName, region } = options;
  const { api } = snapshot;
  const documentation = new DocumentationWriter(options.documentation);
  const security = new SecurityWriter(options);
  const writers: OperationWriters = { options, security, documentation };
  const host = `${api.id}.execute-api.${region}.amazonaws.com`;
  const schemas = nonEmpty(writeModels(snapshot, dialect));
  const schemes = nonEmpty(security.schemes());
  const endpoint = options.extensions ? writeEndpoint(api) : undefined;
  const paths = writePaths(writers);
  const about = documentation.of({ type: 'API' });
  const extensions = { ...about, ...writeExtensions(options, documentation) };
  if (dialect === 'swagger') {
    return present({
      swagger: '2.0',
      info: writeInfo(options, documentation),
      host,
      basePath: `/${stageName}`,
      schemes: ['https'],
      paths,
      securityDefinitions: schemes,
      definitions: schemas,
      [ENDPOINT]: endpoint,
      ...extensions,
    });
  }
  const variables = { basePath: { default: stageName } };
  return present({
    openapi: '3.0.1',
    info: writeInfo(options, documentation),
    servers: [present({ url: `https://${host}/{basePath}`, variables, [ENDPOINT]: endpoint })],
    paths,
    components: present({ schemas, securitySchemes: schemes }),
    ...extensions,
  });
}

const ENDPOINT = 'x-amazon-apigateway-endpoint-configuration';

/** The version that exports of an API carry: its own, else the date of its creation. */
export function versionOf(api: RestApi): string {
  return api.version ?? dateText(api.createdDate);
}

function writeInfo(
  { snapshot: { api }, dialect }: ExportOptions,
  documentation: DocumentationWriter,
): object {
  const { description = api.description, ...others } = documentation.info();
  const version = versionOf(api);
  const title = api.name;
  return present(
    dialect === 'swagger'
      ? { description, version, title, ...others }
      : { title, description, version, ...others },
  );
}

/** Resources without methods are not written, unless nothing is below them: a path then tells that they are there. */
function writePaths(writers: OperationWriters): object {
  const { resources } = writers.options.snapshot;
  const parents = new Set(resources.map(({ parentId }) => parentId));
  const written = resources
    .filter(({ id, methods, parentId }) => {
      const empty = Object.keys(methods).length === 0;
      return !empty || (parentId !== undefined && !parents.has(id));
    })
    .sort((one, other) => (one.path < other.path ? -1 : 1));
  return Object.fromEntries(written.map((resource) => [resource.path, writePath(writers, resource)]));
}

function writePath(writers: OperationWriters, resource: Resource): object {
  const operations = Object.values(resource.methods).map((method): [string, object] => [
    method.httpMethod === 'ANY' ? 'x-amazon-apigateway-any-method' : method.httpMethod.toLowerCase(),
    writeOperation(writers, resource, method),
  ]);
  const documented = writers.documentation.of({ type: 'RESOURCE', path: resource.path });
  return { ...Object.fromEntries(operations), ...documented };
}

function writeEndpoint({ disableExecuteApiEndpoint, endpointConfiguration }: RestApi): object | undefined {
  return nonEmpty(
    present({
      disableExecuteApiEndpoint: disableExecuteApiEndpoint || undefined,
      vpcEndpointIds: endpointConfiguration.vpcEndpointIds,
    }),
  );
}

function writeExtensions(options: ExportOptions, documentation: DocumentationWriter): object {
  const { snapshot, extensions } = options;
  const { api, requestValidators } = snapshot;
  const documented = { 'x-amazon-apigateway-documentation': documentation.extension() };
  if (!extensions) return present(documented);
  const validators = requestValidators.map(
    ({ id, name, validateRequestParameters, validateRequestBody }): [string, object] => [
      name ?? id,
      { validateRequestParameters, validateRequestBody },
    ],
  );
  return present({
    ...documented,
    'x-amazon-apigateway-policy': api.policy === undefined ? undefined : writePolicy(api.policy, api.id),
    'x-amazon-apigateway-request-validators': nonEmpty(Object.fromEntries(validators)),
    'x-amazon-apigateway-gateway-responses': writeGatewayResponses(snapshot.gatewayResponses),
    'x-amazon-apigateway-binary-media-types': api.binaryMediaTypes,
    'x-amazon-apigateway-minimum-compression-size': api.minimumCompressionSize,
    'x-amazon-apigateway-api-key-source': api.apiKeySource === 'HEADER' ? undefined : api.apiKeySource,
    'x-amazon-apigateway-security-policy': api.securityPolicy,
    'x-amazon-apigateway-endpoint-access-mode': api.endpointAccessMode,
  });
}

/**
 * A resource policy with the API's own resources in the short form (`execute-api:/stage/METHOD/path`), so that it holds
 * for whichever API it is imported into.
 */
function writePolicy(policy: string, restApiId: string): unknown {
  return JSON.parse(policy, (_, value: unknown) => {
    if (typeof value !== 'string' || !value.startsWith('arn:aws:execute-api:')) return value;
    const [, , , , , ...resource] = value.split(':');
    const path = resource.join(':');
    return path.startsWith(`${restApiId}/`) ? `execute-api:${path.slice(restApiId.length)}` : value;
  });
}

function writeGatewayResponses(responses: readonly GatewayResponse[]): object | undefined {
  const written = responses.map((response): [string, object] => [
    response.responseType,
    present({
      statusCode: response.statusCode === undefined ? undefined : Number(response.statusCode),
      responseParameters: nonEmpty(response.responseParameters),
      responseTemplates: nonEmpty(response.responseTemplates),
    }),
  ]);
  return nonEmpty(Object.fromEntries(written));
}
