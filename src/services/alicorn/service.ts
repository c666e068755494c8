import { readFile } from 'node:fs/promises';
import type { Clock } from '../../clock.ts';
import { loadBotocoreModel } from '../../protocols/loaders/botocore.ts';
import type { CallContext, RequiredPermission, Service } from '../../protocols/service.ts';
import type { Store } from '../../store/store.ts';
import { type GetUsageInput, getUsageHandler } from './get-usage.ts';

/**
 * What this program offers beyond AWS, as a service like AWS's: `service-2.json` beside this file is its model, for boto3
 * and the AWS CLI too. Calls are signed for the service `alicorn`.
 */
export function createAlicornService(dependencies: {
  readonly store: Store;
  readonly clock: Clock;
}): Service {
  return {
    name: 'alicorn',
    facts: { signingName: 'alicorn', protocol: 'restJson1', apiVersion: '2026-11-01' },
    loadSchema: async () =>
      loadBotocoreModel(JSON.parse(await readFile(new URL('./service-2.json', import.meta.url), 'utf8'))),
    handlers: { GetUsage: getUsageHandler(dependencies) },
    permissions: (_operation, input: GetUsageInput, context) => [usagePermission(input, context)],
  };
}

/** `alicorn:GetUsage` on `arn:aws:alicorn:REGION:ACCOUNT:tenant/NAME`, `usage-plan/ID` or `api-key/ID`. */
function usagePermission(
  { tenant, usagePlanId, keyId }: GetUsageInput,
  { account, region }: CallContext,
): RequiredPermission {
  const resource =
    tenant !== undefined
      ? `tenant/${tenant}`
      : usagePlanId !== undefined
        ? `usage-plan/${usagePlanId}`
        : `api-key/${keyId ?? ''}`;
  const arn = `arn:aws:alicorn:${region}:${account}:${resource}`;
  return { action: 'alicorn:GetUsage', resource: arn, resourceAccount: account };
}
