import type { RestApi } from '../../definitions/rest-api.ts';
import type { ApiDefinition, DocumentationPartDefinition } from '../../openapi/definition.ts';
import { Problems } from '../../openapi/problems.ts';
import type { CallContext } from '../../protocols/service.ts';
import { ServiceError } from '../../protocols/service-error.ts';
import type { Change, Stored } from '../../store/store.ts';
import { atomically } from './atomically.ts';
import type { FiledPart } from './documentation-file.ts';
import { documentationChanges } from './documentation-import.ts';
import { completeLocation } from './documentation-location.ts';
import { checkEndpointConfiguration } from './endpoint-configuration.ts';
import { errors } from './errors.ts';
import { type Family, type Gateway, type Input, type Output, scopeOf, wholeSeconds } from './gateway.ts';
import { newRestApiId, newRootResourceId } from './identifiers.ts';
import { partChanges, partsByName, readParts, type StoredParts } from './import-changes.ts';
import { definitionIn, documentIn } from './import-document.ts';
import { type ImportParameters, readImportParameters } from './import-parameters.ts';
import { planImport } from './import-plan.ts';
import { withSettings } from './import-settings.ts';
import { required } from './members.ts';
import { checkApiQuota, describeRestApi, findRestApi, readPolicy } from './rest-api.ts';

/**
 * https://docs.aws.amazon.com/apigateway/latest/api/API_ImportRestApi.html
 * https://docs.aws.amazon.com/apigateway/latest/api/API_PutRestApi.html
 */
export function importOperations(gateway: Gateway): Family<'ImportRestApi' | 'PutRestApi'> {
  return {
    ImportRestApi: (input, context) => importRestApi(gateway, input, context),
    PutRestApi: (input, context) => putRestApi(gateway, input, context),
  };
}

/** One import: what is to be written to which API. */
interface Import {
  readonly api: Stored<RestApi>;
  readonly before: StoredParts;
  readonly definition: ApiDefinition;
  readonly overwrite: boolean;
  readonly writesDocumentation: boolean;
  readonly failOnWarnings: boolean;
  readonly problems: Problems;
}

const NO_PARTS: StoredParts = {
  resources: [],
  models: [],
  requestValidators: [],
  authorizers: [],
  gatewayResponses: [],
};

/** Makes an API of a definition: all of it, or nothing. */
async function importRestApi(
  gateway: Gateway,
  input: Input<'ImportRestApi'>,
  context: CallContext,
): Promise<Output<'ImportRestApi'>> {
  const scope = scopeOf(context);
  const parameters = readImportParameters(input.parameters);
  const problems = new Problems();
  const definition = await readInput(input.body, parameters, context, problems);
  if (definition.title === undefined) throw errors.invalidDefinition('Invalid OpenAPI input.');
  const { endpointTypes } = parameters;
  const endpointConfiguration = checkEndpointConfiguration(
    endpointTypes === undefined ? undefined : { types: endpointTypes },
  );
  await checkApiQuota(gateway, scope, endpointConfiguration);
  const value: RestApi = {
    id: newRestApiId(),
    name: definition.title,
    createdDate: wholeSeconds(gateway.clock),
    apiKeySource: 'HEADER',
    endpointConfiguration,
    disableExecuteApiEndpoint: false,
    rootResourceId: newRootResourceId(),
  };
  const api = { scope, id: value.id, value, revision: 0 };
  const imported = await write(gateway, context, {
    api,
    before: NO_PARTS,
    definition,
    overwrite: true,
    writesDocumentation: !parameters.ignoreDocumentation,
    failOnWarnings: input.failOnWarnings ?? false,
    problems,
  });
  return { ...describeRestApi(imported), ...warningsOf(problems) };
}

/** Brings a definition into an API. Stages, deployments and the endpoint's types stay as they are. */
async function putRestApi(
  gateway: Gateway,
  input: Input<'PutRestApi'>,
  context: CallContext,
): Promise<Output<'PutRestApi'>> {
  await findRestApi(gateway, input.restApiId, context);
  const parameters = readImportParameters(input.parameters);
  const reading = new Problems();
  const definition = await readInput(input.body, parameters, context, reading);
  return atomically(async () => {
    const problems = reading.copy();
    const api = await findRestApi(gateway, input.restApiId, context);
    const imported = await write(gateway, context, {
      api,
      before: await readParts(gateway, api),
      definition,
      overwrite: input.mode === 'overwrite',
      writesDocumentation: !parameters.ignoreDocumentation,
      failOnWarnings: input.failOnWarnings ?? false,
      problems,
    });
    return { ...describeRestApi(imported), tags: imported.tags ?? {}, ...warningsOf(problems) };
  });
}

async function readInput(
  body: unknown,
  { basePath, ignoreDocumentation }: ImportParameters,
  context: CallContext,
  problems: Problems,
): Promise<ApiDefinition> {
  const document = await documentIn(required(body, 'body'), context);
  return definitionIn(document, { basePath, ignoreDocumentation }, problems);
}

/** Plans the import and writes it in one commit, unless something is wrong. Gives the API as it is then. */
async function write(gateway: Gateway, context: CallContext, one: Import): Promise<RestApi> {
  const { api, before, definition, overwrite, problems } = one;
  const value = withSettings(api.value, definition, overwrite, (policy) =>
    readPolicy(gateway, api.scope, api.value.id, policy),
  );
  const planned = planImport(definition, {
    api: value,
    before: partsByName(before),
    overwrite,
    account: context.account,
    quotas: gateway.quotas,
    problems,
  });
  const documentation = await plannedDocumentation(gateway, one);
  if (problems.errors.length > 0) throw errors.importFailed(problems.errors, problems.warnings);
  if (one.failOnWarnings && problems.warnings.length > 0) throw errors.importWarnings(problems.warnings);
  await gateway.store.commit([
    gateway.restApis.putting(api.scope, value.id, value, api.revision),
    ...partChanges(gateway, api, before, planned),
    ...documentation,
  ]);
  return value;
}

function warningsOf({ warnings }: Problems): { warnings?: string[] } {
  return warnings.length > 0 ? { warnings: [...warnings] } : {};
}

/** Parts that are not valid, and those beyond the quota, are left out with a warning. */
async function plannedDocumentation(gateway: Gateway, one: Import): Promise<Change[]> {
  if (!one.writesDocumentation) return [];
  const parts = one.definition.documentationParts.flatMap((part) => filed(part, one.problems));
  const present = one.overwrite
    ? []
    : await gateway.documentationParts.list(one.api.scope, { prefix: `${one.api.value.id}/` });
  const room = gateway.quotas.documentationPartsPerApi - present.length;
  if (parts.length > room) one.problems.warn(`${errors.documentationPartQuota().message} Ignoring the rest.`);
  return (await documentationChanges(gateway, one.api, parts.slice(0, room), one.overwrite)).changes;
}

function filed(part: DocumentationPartDefinition, problems: Problems): FiledPart[] {
  try {
    return [{ location: completeLocation(part.location), properties: part.properties }];
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    problems.warn(`Invalid documentation part. Ignoring. ${error.message}`);
    return [];
  }
}
