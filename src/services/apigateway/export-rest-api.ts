import { Uint8ArrayBlobAdapter } from '@smithy/core/serde';
import type { DocumentationVersion } from '../../definitions/api-parts.ts';
import type { Stage } from '../../definitions/rest-api.ts';
import { type ExportOptions, NonJsonModelsError } from '../../openapi/export-options.ts';
import type { Dialect } from '../../openapi/source-document.ts';
import { versionOf, writeDefinition } from '../../openapi/write-definition.ts';
import { writeJson, writeYaml } from '../../openapi/write-text.ts';
import type { CallContext } from '../../protocols/service.ts';
import { errors } from './errors.ts';
import { type Family, type Gateway, type Input, type Output, scopeOf } from './gateway.ts';
import { required } from './members.ts';
import { findRestApi } from './rest-api.ts';

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetExport.html */
export function exportOperations(gateway: Gateway): Family<'GetExport'> {
  return { GetExport: (input, context) => getExport(gateway, input, context) };
}

/** Exports what a stage serves: its deployment, not the API as it is edited. */
async function getExport(
  gateway: Gateway,
  input: Input<'GetExport'>,
  context: CallContext,
): Promise<Output<'GetExport'>> {
  const dialect = dialectOf(required(input.exportType, 'exportType'));
  const format = formatOf(input.accepts);
  const extensions = extensionsOf(input.parameters);
  const scope = scopeOf(context);
  const api = await findRestApi(gateway, input.restApiId, context);
  const stageName = required(input.stageName, 'stageName');
  const stage = await gateway.stages.get(scope, `${api.value.id}/${stageName}`);
  if (stage === undefined) throw errors.stageNotFound();
  const deployment = await gateway.deployments.get(scope, `${api.value.id}/${stage.value.deploymentId}`);
  if (deployment === undefined) throw errors.deploymentNotFound();
  const { snapshot } = deployment.value;
  const { documentation, ...included } = extensions;
  const version = documentation
    ? await documentationOf(gateway, api.value.id, stage.value, context)
    : undefined;
  const shown = version === undefined ? {} : { documentation: version };
  const document = written({ dialect, snapshot, stageName, region: context.region, ...included, ...shown });
  const text = format === 'json' ? writeJson(document) : await writeYaml(document);
  return {
    contentType: 'application/octet-stream',
    contentDisposition: `attachment; filename="${dialect}_${fileVersion(versionOf(snapshot.api))}.${format}"`,
    body: Uint8ArrayBlobAdapter.mutate(Buffer.from(text)),
  };
}

function written(options: ExportOptions): object {
  try {
    return writeDefinition(options);
  } catch (error) {
    if (error instanceof NonJsonModelsError) throw errors.nonJsonModels(error.models);
    throw error;
  }
}

function dialectOf(exportType: string): Dialect {
  if (exportType === 'oas30' || exportType === 'swagger') return exportType;
  throw errors.invalidExportType();
}

/** The first type that is offered; JSON when none is asked for. */
function formatOf(accepts: string | undefined): 'json' | 'yaml' {
  if (!accepts) return 'json';
  for (const part of accepts.toLowerCase().split(',')) {
    const type = part.split(';')[0]?.trim();
    if (type === 'application/json' || type === '*/*' || type === 'application/*') return 'json';
    if (type === 'application/yaml') return 'yaml';
  }
  throw errors.invalidExportFormat();
}

const EXTENSIONS = ['integrations', 'authorizers', 'apigateway', 'documentation'];

/**
 * What `extensions` asks for, names separated by commas: `apigateway` is all of API Gateway's. Without any there is
 * documentation and nothing else.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-documenting-api-quick-start-publishing.html
 */
function extensionsOf(parameters: Readonly<Record<string, string>> | undefined) {
  const names = (parameters?.extensions ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
  for (const name of names) {
    if (name === 'postman') throw errors.postmanExtensions();
    if (!EXTENSIONS.includes(name)) throw errors.invalidExportExtension(name);
  }
  const all = names.includes('apigateway');
  return {
    integrations: all || names.includes('integrations'),
    authorizers: all || names.includes('authorizers'),
    extensions: all,
    documentation: all || names.length === 0 || names.includes('documentation'),
  };
}

/** The version that the stage shows; undefined when it shows none. */
async function documentationOf(
  gateway: Gateway,
  restApiId: string,
  { documentationVersion }: Stage,
  context: CallContext,
): Promise<DocumentationVersion | undefined> {
  if (documentationVersion === undefined) return undefined;
  const key = `${restApiId}/${documentationVersion}`;
  return (await gateway.documentationVersions.get(scopeOf(context), key))?.value;
}

/** A version as it may stand in the name of a file. */
function fileVersion(version: string): string {
  return version.replaceAll(/[^A-Za-z0-9._:+ -]/g, '_').slice(0, 128);
}
