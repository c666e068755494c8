import type { ApiKey, UsagePlan } from '../../definitions/usage-plans.ts';
import type { CallContext } from '../../protocols/service.ts';
import type { Scope, Stored } from '../../store/store.ts';
import { addingKeyToPlan, findApiKey, plansOfKey, removingKeyFromPlan } from './api-key-records.ts';
import { atomically } from './atomically.ts';
import { errors } from './errors.ts';
import { type Gateway, scopeOf } from './gateway.ts';
import { required } from './members.ts';
import { sharedStage } from './usage-plan-stages.ts';

const BATCH = 200;

/** Throws NotFoundException. */
export async function findUsagePlan(
  gateway: Gateway,
  usagePlanId: string | undefined,
  context: CallContext,
): Promise<Stored<UsagePlan>> {
  const found = await gateway.usagePlans.get(scopeOf(context), required(usagePlanId, 'usagePlanId'));
  if (found === undefined) throw errors.usagePlanNotFound();
  return found;
}

interface KeyReference {
  readonly usagePlanId: string | undefined;
  readonly keyId: string | undefined;
}

/** Throws NotFoundException unless the key is in the plan. */
export async function findKeyOfPlan(
  gateway: Gateway,
  input: KeyReference,
  context: CallContext,
): Promise<Stored<ApiKey>> {
  const plan = await findUsagePlan(gateway, input.usagePlanId, context);
  const key = await findApiKey(gateway, required(input.keyId, 'keyId'), context);
  const member = await gateway.usagePlanKeys.get(plan.scope, `${plan.id}/${key.id}`);
  if (member === undefined) throw errors.apiKeyNotFound();
  return key;
}

/**
 * Puts a key into a plan and gives it. Throws NotFoundException; ConflictException when it is in it, or uses one of its
 * stages through another plan; LimitExceededException when it is in as many plans as it may.
 */
export async function addKeyToPlan(
  gateway: Gateway,
  usagePlanId: string,
  keyId: string | undefined,
  context: CallContext,
): Promise<ApiKey> {
  const added = await atomically(async () => {
    const plan = await findUsagePlan(gateway, usagePlanId, context);
    const key = await findApiKey(gateway, required(keyId, 'keyId'), context);
    const others = await plansOfKey(gateway, key.scope, key.id);
    await checkNewPlan(gateway, key.scope, key.id, plan.value, others);
    await gateway.store.commit(addingKeyToPlan(gateway, key, plan.id));
    return key;
  });
  // Plans are not written when keys enter, so one that was deleted meanwhile shows only now.
  if ((await gateway.usagePlans.get(added.scope, usagePlanId)) === undefined) {
    await removeKeysOfPlan(gateway, added.scope, usagePlanId);
    throw errors.usagePlanNotFound();
  }
  return added.value;
}

/**
 * Throws, as {@link addKeyToPlan} does, when a key may not enter a plan.
 * @param others the plans that it is in
 */
export async function checkNewPlan(
  gateway: Gateway,
  scope: Scope,
  keyId: string,
  plan: UsagePlan,
  others: readonly string[],
): Promise<void> {
  if (others.includes(plan.id)) throw errors.keyInPlan(keyId);
  for (const otherId of others) {
    const other = await gateway.usagePlans.get(scope, otherId);
    const stage = other && sharedStage(plan, other.value);
    if (stage !== undefined) throw errors.keyInOtherPlan(keyId, otherId, stage);
  }
  const { usagePlansPerApiKey } = gateway.quotas;
  if (others.length >= usagePlansPerApiKey) throw errors.plansPerKeyQuota(usagePlansPerApiKey);
}

/** Empties a plan that is deleted. */
export async function removeKeysOfPlan(gateway: Gateway, scope: Scope, usagePlanId: string): Promise<void> {
  const prefix = `${usagePlanId}/`;
  for (;;) {
    const left = await atomically(async () => {
      const members = await gateway.usagePlanKeys.list(scope, { prefix, limit: BATCH });
      const keys = await Promise.all(members.map(({ value }) => gateway.apiKeys.get(scope, value.keyId)));
      const changes = keys.flatMap((key) =>
        key === undefined ? [] : removingKeyFromPlan(gateway, key, usagePlanId),
      );
      if (changes.length > 0) await gateway.store.commit(changes);
      return changes.length > 0 && members.length === BATCH;
    });
    if (!left) return;
  }
}
