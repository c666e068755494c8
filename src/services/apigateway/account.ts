import type { ApiGatewayAccount } from '../../definitions/rest-api.ts';
import { parseArn } from '../../identity/arn.ts';
import type { CallContext } from '../../protocols/service.ts';
import { atomically } from './atomically.ts';
import { errors } from './errors.ts';
import { type Family, type Gateway, type Input, type Output, scopeOf } from './gateway.ts';
import { applyPatch, listingRejections, type PatchTable } from './patch.ts';

type Operation = 'GetAccount' | 'UpdateAccount';

const RECORD_ID = 'account';

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetAccount.html */
export function accountOperations(gateway: Gateway): Family<Operation> {
  return {
    GetAccount: async (_input, context) => describeAccount(await accountSettings(gateway, context)),
    UpdateAccount: (input, context) => updateAccount(gateway, input, context),
  };
}

/** What UpdateAccount can change. */
const accountPatches: PatchTable<ApiGatewayAccount & { account: string }> = {
  rejections: listingRejections,
  targets: [
    {
      path: '/cloudwatchRoleArn',
      replace: (settings, { value }) => {
        if (value) settings.cloudwatchRoleArn = checkLogsRole(value, settings.account);
        else delete settings.cloudwatchRoleArn;
      },
    },
    {
      path: '/features',
      // Usage plans are the only feature, and it can't be turned off.
      add: (_settings, { value }) => {
        if (value !== 'UsagePlans') throw errors.invalidFeature(value ?? 'null');
      },
      remove: (_settings, { value }) => {
        throw errors.invalidFeature(value ?? 'null');
      },
    },
  ],
};

function checkLogsRole(roleArn: string, account: string): string {
  const arn = parseArn(roleArn);
  if (arn?.service !== 'iam' || !arn.resource.startsWith('role/')) throw errors.malformedRoleArn();
  if (arn.account !== account) throw errors.crossAccountRole();
  return roleArn;
}

/** The account's settings in the region. Nobody can change its throttle but whoever runs the gateway. */
export async function accountSettings(gateway: Gateway, context: CallContext): Promise<ApiGatewayAccount> {
  const found = await gateway.accounts.get(scopeOf(context), RECORD_ID);
  return { ...found?.value, throttleSettings: { ...gateway.accountThrottle } };
}

function describeAccount(settings: ApiGatewayAccount): Output<'GetAccount'> {
  return { ...settings, features: ['UsagePlans'], apiKeyVersion: '4' };
}

async function updateAccount(
  gateway: Gateway,
  input: Input<'UpdateAccount'>,
  context: CallContext,
): Promise<Output<'UpdateAccount'>> {
  const scope = scopeOf(context);
  return atomically(async () => {
    const found = await gateway.accounts.get(scope, RECORD_ID);
    const present = { ...found?.value, throttleSettings: { ...gateway.accountThrottle } };
    const draft = { ...present, account: context.account };
    const { account: _account, ...settings } = applyPatch(accountPatches, draft, input.patchOperations);
    await gateway.accounts.put(scope, RECORD_ID, settings, found?.revision ?? 0);
    return describeAccount(settings);
  });
}
