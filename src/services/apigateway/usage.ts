import { dateOf, withoutOldDays } from '../../definitions/quota-period.ts';
import type { Usage } from '../../definitions/usage-plans.ts';
import type { CallContext } from '../../protocols/service.ts';
import { atomically } from './atomically.ts';
import { errors } from './errors.ts';
import { type Family, type Gateway, type Input, type Output, scopeOf } from './gateway.ts';
import { required } from './members.ts';
import { pageLimit, pagePosition, pageStart } from './pages.ts';
import { applyPatch, listingRejections, type PatchTable } from './patch.ts';
import { daysBetween, parseDate, usageOn } from './usage-days.ts';
import { findKeyOfPlan, findUsagePlan } from './usage-plan-members.ts';

type Operation = 'GetUsage' | 'UpdateUsage';

/** https://docs.aws.amazon.com/apigateway/latest/api/API_Usage.html */
export function usageOperations(gateway: Gateway): Family<Operation> {
  return {
    GetUsage: (input, context) => getUsage(gateway, input, context),
    UpdateUsage: (input, context) => updateUsage(gateway, input, context),
  };
}

const WHOLE_NUMBER = /^\d{1,16}$/;

interface UsageDraft {
  remaining?: number;
}

/** What UpdateUsage can change. */
const usagePatches: PatchTable<UsageDraft> = {
  rejections: listingRejections,
  targets: [
    {
      path: '/remaining',
      replace: (draft, { value }) => {
        const remaining = value && WHOLE_NUMBER.test(value) ? Number(value) : Number.NaN;
        if (!Number.isSafeInteger(remaining)) throw errors.invalidRemaining();
        draft.remaining = remaining;
      },
    },
  ],
};

/** Only keys appear of which something is known: one that never called and was never granted anything has no usage. */
async function getUsage(
  gateway: Gateway,
  input: Input<'GetUsage'>,
  context: CallContext,
): Promise<Output<'GetUsage'>> {
  const startDate = required(input.startDate, 'startDate');
  const endDate = required(input.endDate, 'endDate');
  const start = parseDate(startDate, 'startDate');
  const days = daysBetween(start, parseDate(endDate, 'endDate'), gateway.clock());
  const plan = await findUsagePlan(gateway, input.usagePlanId, context);
  const prefix = `${plan.id}/`;
  const limit = pageLimit(input);
  const after = pageStart(input, prefix);
  const found = input.keyId
    ? [await gateway.usages.get(plan.scope, `${prefix}${input.keyId}`)].filter((one) => one !== undefined)
    : await gateway.usages.list(plan.scope, {
        prefix,
        ...(after === undefined ? {} : { after }),
        limit: limit + 1,
      });
  const page = found.slice(0, limit);
  const last = page.at(-1);
  const items = page.map(({ id, value }): [string, number[][]] => [
    id.slice(prefix.length),
    usageOn(value, plan.value.quota, days),
  ]);
  return {
    usagePlanId: plan.id,
    startDate,
    endDate,
    items: Object.fromEntries(items),
    ...(found.length > limit && last !== undefined ? { position: pagePosition(last.id) } : {}),
  };
}

/** Sets what a key has left of the present quota period. */
async function updateUsage(
  gateway: Gateway,
  input: Input<'UpdateUsage'>,
  context: CallContext,
): Promise<Output<'UpdateUsage'>> {
  return atomically(async () => {
    const plan = await findUsagePlan(gateway, input.usagePlanId, context);
    const key = await findKeyOfPlan(gateway, input, context);
    const { quota } = plan.value;
    const draft: UsageDraft = {};
    const { remaining } = applyPatch(usagePatches, draft, input.patchOperations);
    if (quota === undefined) throw errors.noQuota(plan.id);
    const id = `${plan.id}/${key.id}`;
    const found = await gateway.usages.get(scopeOf(context), id);
    const now = gateway.clock();
    const today = dateOf(now);
    const usage: Usage = withoutOldDays(found?.value ?? { days: {} }, now);
    const [present = [0, quota.limit]] = usageOn(usage, quota, [today]);
    if (remaining !== undefined) {
      usage.days[today] = [present[0], remaining];
      usage.quota = quota;
      await gateway.usages.put(plan.scope, id, usage, found?.revision ?? 0);
    }
    const items = { [key.id]: [[present[0], remaining ?? present[1]]] };
    return { usagePlanId: plan.id, startDate: today, endDate: today, items };
  });
}
