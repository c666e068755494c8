import type { PatchOperation } from '@aws-sdk/client-api-gateway';
import { pathToken, replacing } from './patch.ts';
import type { UsagePlanProperties } from './usage-plan-properties.ts';

type Stage = NonNullable<UsagePlanProperties['ApiStages']>[number];
type Throttle = NonNullable<UsagePlanProperties['Throttle']>;

/**
 * Patch operations that bring a usage plan from `before` to `after`.
 * https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html#UpdateUsagePlan-Patch
 *
 * @param generatedName the name of a plan that is given none
 */
export function usagePlanChanges(
  before: UsagePlanProperties,
  after: UsagePlanProperties,
  generatedName: string,
): PatchOperation[] {
  return [
    ...replacing(
      ['/name', before.UsagePlanName, after.UsagePlanName, generatedName],
      ['/description', before.Description, after.Description, ''],
    ),
    ...quotaChanges(before.Quota, after.Quota),
    ...(before.Throttle !== undefined && after.Throttle === undefined
      ? [{ op: 'remove' as const, path: '/throttle' }]
      : throttleChanges('/throttle', before.Throttle, after.Throttle ?? {})),
    ...stageChanges(before.ApiStages ?? [], after.ApiStages ?? []),
  ];
}

/** How patch operations name a stage. */
export function stageName(apiId: string | undefined, stage: string | undefined): string {
  return `${apiId ?? ''}:${stage ?? ''}`;
}

function quotaChanges(
  before: UsagePlanProperties['Quota'],
  after: UsagePlanProperties['Quota'],
): PatchOperation[] {
  if (after === undefined) return before === undefined ? [] : [{ op: 'remove', path: '/quota' }];
  return replacing(
    ['/quota/limit', before?.Limit, after.Limit, '0'],
    ['/quota/offset', before?.Offset, after.Offset, '0'],
    ['/quota/period', before?.Period, after.Period, ''],
  );
}

function throttleChanges(path: string, before: Throttle | undefined, after: Throttle): PatchOperation[] {
  return replacing(
    [`${path}/burstLimit`, before?.BurstLimit, after.BurstLimit, '0'],
    [`${path}/rateLimit`, before?.RateLimit, after.RateLimit, '0'],
  );
}

function stageChanges(before: readonly Stage[], after: readonly Stage[]): PatchOperation[] {
  const kept = new Map(before.map((one) => [nameOf(one), one]));
  const wanted = new Set(after.map(nameOf));
  return [
    ...[...kept.keys()]
      .filter((name) => !wanted.has(name))
      .map((value): PatchOperation => ({ op: 'remove', path: '/apiStages', value })),
    ...after.flatMap((one) => changesOfStage(kept.get(nameOf(one)), one)),
  ];
}

function changesOfStage(before: Stage | undefined, after: Stage): PatchOperation[] {
  const value = nameOf(after);
  const path = `/apiStages/${value}/throttle`;
  const limits = new Map(Object.entries(after.Throttle ?? {}));
  const previous = new Map(Object.entries(before?.Throttle ?? {}));
  const gone = [...previous.keys()].filter((method) => !limits.has(method));
  return [
    ...(before === undefined ? [{ op: 'add' as const, path: '/apiStages', value }] : []),
    ...gone.map((method): PatchOperation => ({ op: 'remove', path: `${path}/${methodToken(method)}` })),
    ...[...limits].flatMap(([method, limit]) =>
      throttleChanges(`${path}/${methodToken(method)}`, previous.get(method), limit),
    ),
  ];
}

function nameOf({ ApiId, Stage }: Stage): string {
  return stageName(ApiId, Stage);
}

/** `/pets/GET` as a path within a path: `~1pets/GET`. */
function methodToken(method: string): string {
  const end = method.lastIndexOf('/');
  return `${pathToken(method.slice(0, end))}${method.slice(end)}`;
}
