import type { ApiKey } from '../../definitions/usage-plans.ts';
import type { CallContext } from '../../protocols/service.ts';
import { listKeysOfPlan } from './api-key-list.ts';
import { removingKeyFromPlan } from './api-key-records.ts';
import { atomically } from './atomically.ts';
import { errors } from './errors.ts';
import { type Family, type Gateway, type Input, type Output, scopeOf } from './gateway.ts';
import { required } from './members.ts';
import { addKeyToPlan, findKeyOfPlan } from './usage-plan-members.ts';

type Operation = 'CreateUsagePlanKey' | 'GetUsagePlanKey' | 'GetUsagePlanKeys' | 'DeleteUsagePlanKey';

/** https://docs.aws.amazon.com/apigateway/latest/api/API_UsagePlanKey.html */
export function usagePlanKeyOperations(gateway: Gateway): Family<Operation> {
  return {
    CreateUsagePlanKey: async (input, context) => {
      if (input.keyType !== 'API_KEY') throw errors.invalidKeyType();
      const planId = required(input.usagePlanId, 'usagePlanId');
      return describeKey(await addKeyToPlan(gateway, planId, input.keyId, context));
    },
    GetUsagePlanKey: async (input, context) =>
      describeKey((await findKeyOfPlan(gateway, input, context)).value),
    // An unknown plan has no keys: AWS was recorded to say no more.
    GetUsagePlanKeys: async (input, context) => {
      const planId = required(input.usagePlanId, 'usagePlanId');
      const page = await listKeysOfPlan(gateway, scopeOf(context), planId, input);
      return { ...page, items: page.items.map(describeKey) };
    },
    DeleteUsagePlanKey: (input, context) => deleteUsagePlanKey(gateway, input, context),
  };
}

/** Unlike an API key's own answers, a usage plan's always show the value. */
function describeKey({ id, name, value }: ApiKey): Output<'GetUsagePlanKey'> {
  return { id, type: 'API_KEY', value, ...(name === undefined ? {} : { name }) };
}

async function deleteUsagePlanKey(
  gateway: Gateway,
  input: Input<'DeleteUsagePlanKey'>,
  context: CallContext,
): Promise<Output<'DeleteUsagePlanKey'>> {
  await atomically(async () => {
    const key = await findKeyOfPlan(gateway, input, context);
    const planId = required(input.usagePlanId, 'usagePlanId');
    await gateway.store.commit(removingKeyFromPlan(gateway, key, planId));
  });
  return {};
}
