import type { ApiStage } from '@aws-sdk/client-api-gateway';
import { tagMap } from '../differences.ts';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import { unlessMissing } from '../service-clients.ts';
import { allItems, PAGE_LIMIT } from './pages.ts';
import { changeTags } from './tags.ts';
import { stageName, usagePlanChanges } from './usage-plan-changes.ts';
import { usagePlanProperties as properties, type UsagePlanProperties } from './usage-plan-properties.ts';

/**
 * Names of plans need not be unique: one is made under its generated name, by which it is found again, and gets the name
 * that was chosen for it when its identifier is recorded.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-usageplan.html
 */
export const usagePlan = resourceType({
  name: 'AWS::ApiGateway::UsagePlan',
  tags: 'Tags',
  naming: { maximumLength: 128 },
  attributes: ['Id'],
  properties,

  async find(_properties, { apigateway, name }) {
    const plans = await allItems((position) => apigateway.GetUsagePlans({ limit: PAGE_LIMIT, position }));
    return plans.flatMap((one) => (one.name === name ? (one.id ?? []) : []));
  },

  async create(properties, context) {
    const { Quota, Throttle, UsagePlanName } = properties;
    const created = await context.apigateway.CreateUsagePlan({
      name: context.name,
      description: properties.Description,
      apiStages: properties.ApiStages?.map(apiStage),
      quota: Quota && { limit: Quota.Limit, offset: Quota.Offset, period: Quota.Period },
      throttle: Throttle && throttleSettings(Throttle),
      tags: properties.Tags && tagMap(properties.Tags),
    });
    const physicalId = created.id ?? '';
    const attributes = { Id: physicalId, generatedName: context.name };
    await context.started(physicalId, attributes);
    if (UsagePlanName !== undefined)
      await context.apigateway.UpdateUsagePlan({
        usagePlanId: physicalId,
        patchOperations: [{ op: 'replace', path: '/name', value: UsagePlanName }],
      });
    return { physicalId, attributes };
  },

  async update({ physicalId: usagePlanId, attributes }, properties, previous, context) {
    const patchOperations = usagePlanChanges(previous, properties, attributes.generatedName ?? '');
    if (patchOperations.length > 0)
      await context.apigateway.UpdateUsagePlan({ usagePlanId, patchOperations });
    await changeTags(`/usageplans/${usagePlanId}`, previous.Tags, properties.Tags, context);
    return attributes;
  },

  async delete({ physicalId: usagePlanId }, _properties, context) {
    await leaveStages(usagePlanId, context);
    await unlessMissing(context.apigateway.DeleteUsagePlan({ usagePlanId }));
  },
});

type Stage = NonNullable<UsagePlanProperties['ApiStages']>[number];
type Throttle = NonNullable<UsagePlanProperties['Throttle']>;

function apiStage({ ApiId, Stage, Throttle }: Stage): ApiStage {
  return {
    apiId: ApiId,
    stage: Stage,
    throttle:
      Throttle &&
      Object.fromEntries(Object.entries(Throttle).map(([method, one]) => [method, throttleSettings(one)])),
  };
}

function throttleSettings({ BurstLimit, RateLimit }: Throttle) {
  return { burstLimit: BurstLimit, rateLimit: RateLimit };
}

/** API Gateway deletes only plans without stages. */
async function leaveStages(usagePlanId: string, { apigateway }: ResourceContext): Promise<void> {
  const plan = await unlessMissing(apigateway.GetUsagePlan({ usagePlanId }));
  const names = (plan?.apiStages ?? []).map(({ apiId, stage }) => stageName(apiId, stage));
  if (names.length > 0)
    await apigateway.UpdateUsagePlan({
      usagePlanId,
      patchOperations: names.map((value) => ({ op: 'remove' as const, path: '/apiStages', value })),
    });
}
