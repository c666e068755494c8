import { type ApiKey, apiKeyValueId } from '../../definitions/usage-plans.ts';
import type { CallContext } from '../../protocols/service.ts';
import { importApiKeys } from './api-key-import.ts';
import { listApiKeys } from './api-key-list.ts';
import { apiKeyPatches } from './api-key-patches.ts';
import {
  addingKey,
  changingKey,
  countingKeys,
  countKeys,
  findApiKey,
  plansOfKey,
  removingKey,
} from './api-key-records.ts';
import { checkApiKeyText, checkApiKeyValue, newApiKeyValue } from './api-key-value.ts';
import { atomically } from './atomically.ts';
import { errors } from './errors.ts';
import { type Family, type Gateway, type Input, type Output, scopeOf, wholeSeconds } from './gateway.ts';
import { newApiKeyId } from './identifiers.ts';
import { defined } from './members.ts';
import { applyPatch } from './patch.ts';
import { checkTags } from './tag-rules.ts';

type Operation =
  | 'CreateApiKey'
  | 'GetApiKey'
  | 'GetApiKeys'
  | 'UpdateApiKey'
  | 'DeleteApiKey'
  | 'ImportApiKeys';

/** https://docs.aws.amazon.com/apigateway/latest/api/API_ApiKey.html */
export function apiKeyOperations(gateway: Gateway): Family<Operation> {
  return {
    CreateApiKey: (input, context) => createApiKey(gateway, input, context),
    GetApiKey: async (input, context) => {
      const { value: key } = await findApiKey(gateway, input.apiKey, context);
      return { ...describeApiKey(key, input.includeValue ?? false), tags: key.tags ?? {} };
    },
    GetApiKeys: async (input, context) => {
      const { items, position } = await listApiKeys(gateway, scopeOf(context), input);
      const keys = items.map((key) => describeApiKey(key, input.includeValues ?? false));
      return { items: keys, ...(position === undefined ? {} : { position }) };
    },
    UpdateApiKey: (input, context) => updateApiKey(gateway, input, context),
    DeleteApiKey: (input, context) => deleteApiKey(gateway, input, context),
    ImportApiKeys: (input, context) => importApiKeys(gateway, input, context),
  };
}

/** Tags only if there are any: creations and lists show a key so. */
function describeApiKey(key: ApiKey, withValue: boolean): Output<'GetApiKey'> {
  const { value, createdDate, lastUpdatedDate, labels: _labels, ...members } = key;
  return {
    ...members,
    ...(withValue ? { value } : {}),
    createdDate: new Date(createdDate),
    lastUpdatedDate: new Date(lastUpdatedDate),
  };
}

/** The key's id is always distinct from its value: AWS has long ignored `generateDistinctId`. */
async function createApiKey(
  gateway: Gateway,
  input: Input<'CreateApiKey'>,
  context: CallContext,
): Promise<Output<'CreateApiKey'>> {
  const scope = scopeOf(context);
  if (input.value) checkApiKeyValue(input.value);
  const tags = input.tags ?? {};
  checkTags(tags, gateway.quotas.tagsPerResource);
  const now = wholeSeconds(gateway.clock);
  const key: ApiKey = defined({
    id: newApiKeyId(),
    value: input.value || newApiKeyValue(),
    name: checkApiKeyText('name', input.name),
    description: checkApiKeyText('description', input.description),
    customerId: checkApiKeyText('customerId', input.customerId),
    enabled: input.enabled ?? false,
    stageKeys: (input.stageKeys ?? []).map(({ restApiId, stageName }) => `${restApiId}/${stageName}`),
    tags: Object.keys(tags).length > 0 ? tags : undefined,
    createdDate: now,
    lastUpdatedDate: now,
  });
  await checkStageKeys(gateway, key.stageKeys, context);
  return atomically(async () => {
    if ((await gateway.apiKeyIds.get(scope, apiKeyValueId(key.value))) !== undefined)
      throw errors.apiKeyExists();
    if ((await countKeys(gateway, scope)) >= gateway.quotas.apiKeys) throw errors.apiKeyQuota();
    await gateway.store.commit([
      ...addingKey(gateway, scope, key),
      ...(await countingKeys(gateway, scope, [key.id], 1)),
    ]);
    return describeApiKey(key, true);
  });
}

/** Throws BadRequestException unless every stage exists. */
async function checkStageKeys(
  gateway: Gateway,
  stageKeys: readonly string[],
  context: CallContext,
): Promise<void> {
  for (const stageKey of stageKeys) {
    const stage = await gateway.stages.get(scopeOf(context), stageKey);
    if (stage === undefined) throw errors.mappedStageMissing();
  }
}

async function updateApiKey(
  gateway: Gateway,
  input: Input<'UpdateApiKey'>,
  context: CallContext,
): Promise<Output<'UpdateApiKey'>> {
  return atomically(async () => {
    const found = await findApiKey(gateway, input.apiKey, context);
    const key = applyPatch(apiKeyPatches, structuredClone(found.value), input.patchOperations);
    key.lastUpdatedDate = wholeSeconds(gateway.clock);
    const added = key.stageKeys.filter((stage) => !found.value.stageKeys.includes(stage));
    await checkStageKeys(gateway, added, context);
    const usagePlanIds = await plansOfKey(gateway, found.scope, key.id);
    await gateway.store.commit(changingKey(gateway, found, key, usagePlanIds));
    return { ...describeApiKey(key, false), tags: key.tags ?? {} };
  });
}

/** A key that is in usage plans leaves them: AWS was recorded so. */
async function deleteApiKey(
  gateway: Gateway,
  input: Input<'DeleteApiKey'>,
  context: CallContext,
): Promise<Output<'DeleteApiKey'>> {
  await atomically(async () => {
    const found = await findApiKey(gateway, input.apiKey, context);
    const usagePlanIds = await plansOfKey(gateway, found.scope, found.id);
    await gateway.store.commit([
      ...removingKey(gateway, found, usagePlanIds),
      ...(await countingKeys(gateway, found.scope, [found.id], -1)),
    ]);
  });
  return {};
}
