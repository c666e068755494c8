import { setImmediate as turn } from 'node:timers/promises';
import type { ApiStage, UsagePlan } from '../../definitions/usage-plans.ts';
import type { Change, Scope } from '../../store/store.ts';
import { errors } from './errors.ts';
import type { Gateway } from './gateway.ts';

/** Keys looked at between two turns of the event loop. */
const BATCH = 500;

/** `apiId:stageName` */
export function apiStageText({ apiId, stage }: ApiStage): string {
  return `${apiId}:${stage}`;
}

/** True if both plans open the same stage. Gives it. */
export function sharedStage(one: UsagePlan, other: UsagePlan): string | undefined {
  const stages = new Set(one.apiStages.map(apiStageText));
  return other.apiStages.map(apiStageText).find((stage) => stages.has(stage));
}

/**
 * Throws ConflictException when a key of the plan already uses one of the stages through another plan: a key has one plan
 * for each stage.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
 */
export async function checkNewStages(
  gateway: Gateway,
  scope: Scope,
  usagePlanId: string,
  added: readonly ApiStage[],
): Promise<void> {
  if (added.length === 0) return;
  const wanted = new Set(added.map(apiStageText));
  for (const { value: other } of await gateway.usagePlans.list(scope)) {
    const stage = other.apiStages.map(apiStageText).find((text) => wanted.has(text));
    if (other.id === usagePlanId || stage === undefined) continue;
    const keyId = await firstSharedKey(gateway, scope, usagePlanId, other.id);
    if (keyId !== undefined) throw errors.keyInOtherPlan(keyId, other.id, stage);
  }
}

async function firstSharedKey(
  gateway: Gateway,
  scope: Scope,
  usagePlanId: string,
  otherId: string,
): Promise<string | undefined> {
  const prefix = `${usagePlanId}/`;
  let after = prefix;
  for (;;) {
    const keys = await gateway.usagePlanKeys.list(scope, { prefix, after, limit: BATCH });
    for (const { value, id } of keys) {
      after = id;
      const shared = await gateway.usagePlanKeys.get(scope, `${otherId}/${value.keyId}`);
      if (shared !== undefined) return value.keyId;
    }
    if (keys.length < BATCH) return undefined;
    await turn();
  }
}

/** Takes an API's stages, or one of them, out of every usage plan: they leave with the stage's deletion. */
export async function leavingUsagePlans(
  gateway: Gateway,
  scope: Scope,
  apiId: string,
  stageName?: string,
): Promise<Change[]> {
  const leaves = (one: ApiStage) =>
    one.apiId === apiId && (stageName === undefined || one.stage === stageName);
  const plans = await gateway.usagePlans.list(scope);
  return plans
    .filter(({ value }) => value.apiStages.some(leaves))
    .map(({ id, value, revision }) => {
      const apiStages = value.apiStages.filter((one) => !leaves(one));
      return gateway.usagePlans.putting(scope, id, { ...value, apiStages }, revision);
    });
}
