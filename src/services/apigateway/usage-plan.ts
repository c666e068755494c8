import type { ApiStage, UsagePlan } from '../../definitions/usage-plans.ts';
import type { CallContext } from '../../protocols/service.ts';
import type { Scope } from '../../store/store.ts';
import { atomically } from './atomically.ts';
import { errors } from './errors.ts';
import { type Family, type Gateway, type Input, type Output, scopeOf } from './gateway.ts';
import { newAccountResourceId } from './identifiers.ts';
import { defined } from './members.ts';
import { readPage } from './pages.ts';
import { applyPatch } from './patch.ts';
import { checkTags } from './tag-rules.ts';
import { findUsagePlan, removeKeysOfPlan } from './usage-plan-members.ts';
import { type UsagePlanDraft, usagePlanPatches, withEscapedPaths } from './usage-plan-patches.ts';
import { checkApiStage, checkQuota, checkThrottle } from './usage-plan-rules.ts';
import { apiStageText, checkNewStages } from './usage-plan-stages.ts';

type Operation = 'CreateUsagePlan' | 'GetUsagePlan' | 'GetUsagePlans' | 'UpdateUsagePlan' | 'DeleteUsagePlan';

/** https://docs.aws.amazon.com/apigateway/latest/api/API_UsagePlan.html */
export function usagePlanOperations(gateway: Gateway): Family<Operation> {
  return {
    CreateUsagePlan: (input, context) => createUsagePlan(gateway, input, context),
    GetUsagePlan: async (input, context) => {
      const { value: plan } = await findUsagePlan(gateway, input.usagePlanId, context);
      return { ...plan, tags: plan.tags ?? {} };
    },
    GetUsagePlans: (input, context) => getUsagePlans(gateway, input, context),
    UpdateUsagePlan: (input, context) => updateUsagePlan(gateway, input, context),
    DeleteUsagePlan: (input, context) => deleteUsagePlan(gateway, input, context),
  };
}

async function createUsagePlan(
  gateway: Gateway,
  input: Input<'CreateUsagePlan'>,
  context: CallContext,
): Promise<Output<'CreateUsagePlan'>> {
  const scope = scopeOf(context);
  if (!input.name) throw errors.emptyUsagePlanName();
  const tags = input.tags ?? {};
  checkTags(tags, gateway.quotas.tagsPerResource);
  const plan: UsagePlan = defined({
    id: newAccountResourceId(),
    name: input.name,
    description: input.description || undefined,
    apiStages: checkApiStages(input.apiStages ?? []),
    throttle: input.throttle && checkThrottle(input.throttle),
    quota: input.quota && checkQuota(input.quota),
    tags: Object.keys(tags).length > 0 ? tags : undefined,
  });
  for (const { apiId, stage } of plan.apiStages) {
    if (!(await stageExists(gateway, scope, apiId, stage))) throw errors.apiStageNotFound(apiId, stage);
  }
  const { usagePlans } = gateway.quotas;
  const present = await gateway.usagePlans.list(scope, { limit: usagePlans });
  if (present.length >= usagePlans) throw errors.usagePlanQuota();
  await gateway.usagePlans.put(scope, plan.id, plan, 0);
  return plan;
}

function checkApiStages(inputs: NonNullable<Input<'CreateUsagePlan'>['apiStages']>): ApiStage[] {
  const stages = new Map<string, ApiStage>();
  for (const input of inputs) {
    const stage = checkApiStage(input);
    if (stages.has(apiStageText(stage))) throw errors.apiStageInPlan(stage.apiId, stage.stage);
    stages.set(apiStageText(stage), stage);
  }
  return [...stages.values()];
}

async function stageExists(gateway: Gateway, scope: Scope, apiId: string, stage: string): Promise<boolean> {
  return (await gateway.stages.get(scope, `${apiId}/${stage}`)) !== undefined;
}

/** All plans, or those that a key is in. */
async function getUsagePlans(
  gateway: Gateway,
  input: Input<'GetUsagePlans'>,
  context: CallContext,
): Promise<Output<'GetUsagePlans'>> {
  const scope = scopeOf(context);
  if (!input.keyId) return readPage(gateway.usagePlans, scope, '', input);
  const { items, ...page } = await readPage(gateway.apiKeyPlans, scope, `${input.keyId}/`, input);
  const plans = await Promise.all(items.map((item) => gateway.usagePlans.get(scope, item.usagePlanId)));
  return { ...page, items: plans.flatMap((plan) => plan?.value ?? []) };
}

async function updateUsagePlan(
  gateway: Gateway,
  input: Input<'UpdateUsagePlan'>,
  context: CallContext,
): Promise<Output<'UpdateUsagePlan'>> {
  return atomically(async () => {
    const found = await findUsagePlan(gateway, input.usagePlanId, context);
    const draft: UsagePlanDraft = structuredClone(found.value);
    const { quota, ...members } = applyPatch(
      usagePlanPatches,
      draft,
      withEscapedPaths(input.patchOperations),
    );
    const plan: UsagePlan = { ...members, ...(quota === undefined ? {} : { quota: checkQuota(quota) }) };
    const before = new Set(found.value.apiStages.map(apiStageText));
    const added = plan.apiStages.filter((stage) => !before.has(apiStageText(stage)));
    for (const { apiId, stage } of added) {
      if (!(await stageExists(gateway, found.scope, apiId, stage)))
        throw errors.unknownApiStage(apiId, stage, plan.id);
    }
    await checkNewStages(gateway, found.scope, plan.id, added);
    await gateway.usagePlans.put(found.scope, found.id, plan, found.revision);
    return { ...plan, tags: plan.tags ?? {} };
  });
}

/** Its keys leave it; a plan that still has stages stays. */
async function deleteUsagePlan(
  gateway: Gateway,
  input: Input<'DeleteUsagePlan'>,
  context: CallContext,
): Promise<Output<'DeleteUsagePlan'>> {
  const { scope, id } = await atomically(async () => {
    const found = await findUsagePlan(gateway, input.usagePlanId, context);
    const [stage] = found.value.apiStages;
    if (stage !== undefined) throw errors.usagePlanInUse(found.id, apiStageText(stage));
    await gateway.usagePlans.delete(found.scope, found.id, found.revision);
    return found;
  });
  await removeKeysOfPlan(gateway, scope, id);
  return {};
}
