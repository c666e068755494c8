import type { RestApi } from '../../definitions/rest-api.ts';
import type { CallContext } from '../../protocols/service.ts';
import type { Change, Scope, Stored } from '../../store/store.ts';
import { atomically } from './atomically.ts';
import { checkNotMapped } from './base-path-mapping.ts';
import { checkEndpointConfiguration, type EndpointConfiguration } from './endpoint-configuration.ts';
import { errors } from './errors.ts';
import { type Family, type Gateway, type Input, type Output, scopeOf, wholeSeconds } from './gateway.ts';
import { newRestApiId, newRootResourceId } from './identifiers.ts';
import { defined, required } from './members.ts';
import { readPage } from './pages.ts';
import { applyPatch } from './patch.ts';
import { escapedPolicy, readResourcePolicy } from './resource-policy.ts';
import { clonedParts, newParts, partsOf } from './rest-api-parts.ts';
import { checkCompressionSize, restApiPatches } from './rest-api-patches.ts';
import { isSecurityPolicy } from './security-policies.ts';
import { checkTags } from './tag-rules.ts';
import { leavingUsagePlans } from './usage-plan-stages.ts';

type Operation = 'CreateRestApi' | 'GetRestApi' | 'GetRestApis' | 'UpdateRestApi' | 'DeleteRestApi';

/** https://docs.aws.amazon.com/apigateway/latest/api/API_RestApi.html */
export function restApiOperations(gateway: Gateway): Family<Operation> {
  return {
    CreateRestApi: (input, context) => createRestApi(gateway, input, context),
    GetRestApi: async (input, context) =>
      describeRestApi((await findRestApi(gateway, input.restApiId, context)).value),
    GetRestApis: async (input, context) => {
      const page = await readPage(gateway.restApis, scopeOf(context), '', input);
      return { ...page, items: page.items.map(describeRestApi) };
    },
    UpdateRestApi: (input, context) => updateRestApi(gateway, input, context),
    DeleteRestApi: (input, context) => deleteRestApi(gateway, input, context),
  };
}

/** The API of this account and region. Throws NotFoundException. */
export async function findRestApi(
  gateway: Gateway,
  restApiId: string | undefined,
  context: CallContext,
): Promise<Stored<RestApi>> {
  const id = required(restApiId, 'restApiId');
  const found = await gateway.restApis.get(scopeOf(context), id);
  if (found === undefined) throw errors.restApiNotFound(context.account, id);
  return found;
}

/**
 * A change that writes nothing new, but only if the API is as it was read. Every commit that adds to or takes from an
 * API carries it, so that none can slip in beside another, or after the API's deletion.
 */
export function holding(gateway: Gateway, api: Stored<RestApi>): Change {
  return gateway.restApis.putting(api.scope, api.value.id, api.value, api.revision);
}

export function describeRestApi(api: RestApi): Output<'GetRestApi'> {
  const { createdDate, policy, securityPolicy, endpointAccessMode, ...members } = api;
  return {
    ...members,
    createdDate: new Date(createdDate),
    ...(policy === undefined ? {} : { policy: escapedPolicy(policy) }),
    ...(isSecurityPolicy(securityPolicy) ? { securityPolicy } : {}),
    ...(endpointAccessMode === undefined ? {} : { endpointAccessMode }),
  };
}

async function createRestApi(
  gateway: Gateway,
  input: Input<'CreateRestApi'>,
  context: CallContext,
): Promise<Output<'CreateRestApi'>> {
  const scope = scopeOf(context);
  const name = required(input.name, 'name');
  if (name === '') throw errors.emptyName();
  if (input.description === '') throw errors.emptyDescription();
  if (input.minimumCompressionSize !== undefined) checkCompressionSize(input.minimumCompressionSize);
  const endpointConfiguration = checkEndpointConfiguration(input.endpointConfiguration);
  if (input.tags !== undefined) checkTags(input.tags, gateway.quotas.tagsPerResource);
  const id = newRestApiId();
  const api: RestApi = defined({
    id,
    name,
    description: input.description,
    createdDate: wholeSeconds(gateway.clock),
    version: input.version,
    binaryMediaTypes: input.binaryMediaTypes?.length ? input.binaryMediaTypes : undefined,
    minimumCompressionSize: input.minimumCompressionSize,
    apiKeySource: input.apiKeySource ?? 'HEADER',
    endpointConfiguration,
    policy: input.policy ? readPolicy(gateway, scope, id, input.policy) : undefined,
    tags: input.tags,
    disableExecuteApiEndpoint: input.disableExecuteApiEndpoint ?? false,
    securityPolicy: input.securityPolicy,
    endpointAccessMode: input.endpointAccessMode,
    rootResourceId: newRootResourceId(),
  });
  await checkApiQuota(gateway, scope, endpointConfiguration);
  await gateway.store.commit([
    gateway.restApis.putting(scope, id, api, 0),
    ...(input.cloneFrom === undefined
      ? newParts(gateway, scope, api)
      : await clonedParts(gateway, await findRestApi(gateway, input.cloneFrom, context), api)),
  ]);
  return describeRestApi(api);
}

export function readPolicy(gateway: Gateway, scope: Scope, restApiId: string, policy: string): string {
  return readResourcePolicy(policy, scope, restApiId, gateway.quotas.resourcePolicyLength);
}

/** Throws LimitExceededException when the account has as many APIs of this endpoint type as it may have. */
export async function checkApiQuota(
  gateway: Gateway,
  scope: Scope,
  wanted: EndpointConfiguration,
): Promise<void> {
  const { edgeApis, regionalApis, privateApis } = gateway.quotas;
  const type = wanted.types[0];
  const maximum = type === 'EDGE' ? edgeApis : type === 'REGIONAL' ? regionalApis : privateApis;
  const all = await gateway.restApis.list(scope);
  const same = all.filter((api) => api.value.endpointConfiguration.types[0] === type);
  if (same.length >= maximum) throw errors.apiQuota();
}

async function updateRestApi(
  gateway: Gateway,
  input: Input<'UpdateRestApi'>,
  context: CallContext,
): Promise<Output<'UpdateRestApi'>> {
  const id = required(input.restApiId, 'restApiId');
  const scope = scopeOf(context);
  const table = restApiPatches((policy) => readPolicy(gateway, scope, id, policy));
  const updated = await gateway.restApis.update(scope, id, (api) =>
    applyPatch(table, api, input.patchOperations),
  );
  if (updated === undefined) throw errors.restApiNotFound(context.account, id);
  // The update's answer always has tags, unlike the others.
  return { ...describeRestApi(updated.value), tags: updated.value.tags ?? {} };
}

/** Deletes the API with all that belongs to it, in one commit. */
async function deleteRestApi(
  gateway: Gateway,
  input: Input<'DeleteRestApi'>,
  context: CallContext,
): Promise<Output<'DeleteRestApi'>> {
  const scope = scopeOf(context);
  await atomically(async () => {
    const api = await findRestApi(gateway, input.restApiId, context);
    await checkNotMapped(gateway, context, api.value.id);
    const prefix = `${api.value.id}/`;
    const owned = await Promise.all(
      partsOf(gateway).map(async (collection) =>
        (await collection.list(scope, { prefix })).map((record) => collection.deleting(scope, record.id)),
      ),
    );
    await gateway.store.commit([
      gateway.restApis.deleting(scope, api.value.id, api.revision),
      ...owned.flat(),
      ...(await leavingUsagePlans(gateway, scope, api.value.id)),
    ]);
  });
  return {};
}
