import type { PatchOperation } from '@aws-sdk/client-api-gateway';
import type { ApiStage, ThrottleSettings, UsagePlan } from '../../definitions/usage-plans.ts';
import { entry, hasEntry, withEntry, withoutEntry } from './entries.ts';
import { errors } from './errors.ts';
import { listingRejections, type PatchAction, type PatchTable } from './patch.ts';
import { checkThrottleKey, parseApiStage, type QuotaDraft, throttleNumber } from './usage-plan-rules.ts';

/** A plan while it is patched: its quota may lack members until the end. */
export type UsagePlanDraft = Omit<UsagePlan, 'quota'> & { quota?: QuotaDraft };

/** What UpdateUsagePlan can change, in the order in which AWS lists the paths. */
export const usagePlanPatches: PatchTable<UsagePlanDraft> = {
  rejections: listingRejections,
  targets: [
    { path: '/name', replace: setName },
    {
      path: '/description',
      replace: (plan, { value }) => {
        if (value) plan.description = value;
        else delete plan.description;
      },
    },
    { path: '/apiStages', add: addApiStage, remove: removeApiStage },
    {
      path: '/quota',
      remove: (plan) => {
        delete plan.quota;
      },
    },
    { path: '/quota/limit', add: setQuota('limit'), replace: setQuota('limit') },
    { path: '/quota/offset', add: setQuota('offset'), replace: setQuota('offset') },
    { path: '/quota/period', add: setPeriod, replace: setPeriod },
    {
      path: '/throttle',
      remove: (plan) => {
        delete plan.throttle;
      },
    },
    { path: '/throttle/rateLimit', add: setThrottle('rateLimit'), replace: setThrottle('rateLimit') },
    { path: '/throttle/burstLimit', add: setThrottle('burstLimit'), replace: setThrottle('burstLimit') },
    {
      path: '/productCode',
      add: setProductCode,
      replace: setProductCode,
      remove: (plan) => {
        delete plan.productCode;
      },
    },
    {
      path: '/apiStages/{apidId:stageName}/throttle/{resourcePath}/{httpMethod}',
      shown: '/apiStages/<apidId:stageName>/throttle/<resourcePath>/<httpMethod>',
      remove: removeMethodThrottle,
    },
    {
      path: '/apiStages/{apidId:stageName}/throttle/{resourcePath}/{httpMethod}/rateLimit',
      shown: '/apiStages/<apidId:stageName>/throttle/<resourcePath>/<httpMethod>/rateLimit',
      add: setMethodThrottle('rateLimit'),
      replace: setMethodThrottle('rateLimit'),
    },
    {
      path: '/apiStages/{apidId:stageName}/throttle/{resourcePath}/{httpMethod}/burstLimit',
      shown: '/apiStages/<apidId:stageName>/throttle/<resourcePath>/<httpMethod>/burstLimit',
      add: setMethodThrottle('burstLimit'),
      replace: setMethodThrottle('burstLimit'),
    },
    {
      path: '/apiStages/{apidId:stageName}/throttle',
      shown: '/apiStages/<apidId:stageName>/throttle',
      remove: (plan, { keys: [stage] }) => {
        delete findApiStage(plan, stage).throttle;
      },
    },
  ],
};

/**
 * The operations with the resource paths of throttles as one segment: clients also write them with plain slashes,
 * `/apiStages/abc:dev/throttle//pets/GET/rateLimit`.
 */
export function withEscapedPaths(
  operations: readonly PatchOperation[] | undefined,
): PatchOperation[] | undefined {
  return operations?.map((operation) => {
    const [empty, apiStages, stage, throttle, ...rest] = operation.path?.split('/') ?? [];
    if (empty !== '' || apiStages !== 'apiStages' || throttle !== 'throttle') return operation;
    const last = rest.at(-1);
    const ends = last === 'rateLimit' || last === 'burstLimit' ? rest.splice(-1) : [];
    const method = rest.pop();
    if (method === undefined || rest.length < 2) return operation;
    const path = [empty, apiStages, stage, throttle, rest.join('~1') || '~1', method, ...ends].join('/');
    return { ...operation, path };
  });
}

function setName(plan: UsagePlanDraft, { value }: { value: string | undefined }): void {
  if (!value) throw errors.emptyUsagePlanName();
  plan.name = value;
}

function setProductCode(plan: UsagePlanDraft, { value }: { value: string | undefined }): void {
  if (!value) throw errors.emptyPatchValue('productCode');
  plan.productCode = value;
}

/** That the stage exists is checked when all is patched. */
function addApiStage(plan: UsagePlanDraft, { value }: { value: string | undefined }): void {
  const { apiId, stage } = parseApiStage(value);
  if (plan.apiStages.some((one) => one.apiId === apiId && one.stage === stage))
    throw errors.apiStageInPlan(apiId, stage);
  plan.apiStages = [...plan.apiStages, { apiId, stage }];
}

function removeApiStage(plan: UsagePlanDraft, { value }: { value: string | undefined }): void {
  const found = findApiStage(plan, value);
  plan.apiStages = plan.apiStages.filter((one) => one !== found);
}

function findApiStage(plan: UsagePlanDraft, text: string | undefined): ApiStage {
  const { apiId, stage } = parseApiStage(text);
  const found = plan.apiStages.find((one) => one.apiId === apiId && one.stage === stage);
  if (found === undefined) throw errors.unknownApiStage(apiId, stage, plan.id);
  return found;
}

/** A number as patches write it; NaN when it is none. */
function numberOf(value: string | undefined): number {
  return value === undefined || value.trim() === '' ? Number.NaN : Number(value);
}

function setQuota(member: 'limit' | 'offset'): PatchAction<UsagePlanDraft> {
  return (plan, { value }) => {
    plan.quota = { ...plan.quota, [member]: numberOf(value) };
  };
}

function setPeriod(plan: UsagePlanDraft, { value }: { value: string | undefined }): void {
  plan.quota = { ...plan.quota, period: value };
}

function setThrottle(member: keyof ThrottleSettings): PatchAction<UsagePlanDraft> {
  return (plan, { value }) => {
    const before = plan.throttle ?? { burstLimit: 0, rateLimit: 0 };
    plan.throttle = { ...before, [member]: throttleNumber(member, numberOf(value)) };
  };
}

function setMethodThrottle(member: keyof ThrottleSettings): PatchAction<UsagePlanDraft> {
  return (plan, { keys: [stage, resourcePath, httpMethod], value }) => {
    const apiStage = findApiStage(plan, stage);
    const key = throttleKey(resourcePath, httpMethod);
    checkThrottleKey(key);
    const before = entry(apiStage.throttle, key) ?? { burstLimit: 0, rateLimit: 0 };
    const settings = { ...before, [member]: throttleNumber(member, numberOf(value)) };
    apiStage.throttle = withEntry(apiStage.throttle, key, settings);
  };
}

function removeMethodThrottle(plan: UsagePlanDraft, { keys }: { keys: readonly string[] }): void {
  const [stage, resourcePath, httpMethod] = keys;
  const apiStage = findApiStage(plan, stage);
  const key = throttleKey(resourcePath, httpMethod);
  if (!hasEntry(apiStage.throttle, key)) throw errors.noSuchThrottle(key);
  const left = withoutEntry(apiStage.throttle, key);
  if (left === undefined) delete apiStage.throttle;
  else apiStage.throttle = left;
}

/** The resource path may come without its first slash, as in paths of a stage's method settings. */
function throttleKey(resourcePath = '', httpMethod = ''): string {
  return `${resourcePath.startsWith('/') ? '' : '/'}${resourcePath}/${httpMethod}`;
}
