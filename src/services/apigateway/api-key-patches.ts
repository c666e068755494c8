import type { ApiKey } from '../../definitions/usage-plans.ts';
import { checkApiKeyText } from './api-key-value.ts';
import { errors } from './errors.ts';
import { listingRejections, type PatchTable } from './patch.ts';

/** `restApiId/stageName`. */
export function isStageKey(text: string | undefined): text is string {
  return text !== undefined && /^[^/]+\/[^/]+$/.test(text);
}

/** What UpdateApiKey can change; stages are looked for afterwards. */
export const apiKeyPatches: PatchTable<ApiKey> = {
  rejections: listingRejections,
  targets: [
    { path: '/customerId', replace: (key, { value }) => setText(key, 'customerId', value) },
    { path: '/description', replace: (key, { value }) => setText(key, 'description', value) },
    {
      path: '/enabled',
      replace: (key, { value }) => {
        key.enabled = value?.toLowerCase() === 'true';
      },
    },
    {
      path: '/labels',
      add: (key, { value }) => {
        if (!value) throw errors.emptyPatchValue('labels');
        key.labels = [...(key.labels ?? []).filter((label) => label !== value), value];
      },
      remove: (key, { value }) => {
        key.labels = (key.labels ?? []).filter((label) => label !== value);
      },
    },
    { path: '/name', replace: (key, { value }) => setText(key, 'name', value) },
    {
      path: '/stages',
      add: (key, { value }) => {
        if (!isStageKey(value)) throw errors.invalidStageKey();
        key.stageKeys = [...key.stageKeys.filter((stage) => stage !== value), value];
      },
      remove: (key, { value }) => {
        if (!isStageKey(value)) throw errors.invalidStageKey();
        key.stageKeys = key.stageKeys.filter((stage) => stage !== value);
      },
    },
  ],
};

function setText(
  key: ApiKey,
  member: 'name' | 'description' | 'customerId',
  value: string | undefined,
): void {
  const text = checkApiKeyText(member, value);
  if (text === undefined) delete key[member];
  else key[member] = text;
}
