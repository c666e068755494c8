import type { Replay, Script } from '../replay.ts';

/** An API with a MOCK method that may need a key, deployed to `dev`. */
async function deployedApi(replay: Replay, apiKeyRequired: boolean): Promise<unknown> {
  const api = await replay.given('CreateRestApi', { name: 'test API key', apiKeySource: 'HEADER' });
  const method = { restApiId: api.id, resourceId: api.rootResourceId, httpMethod: 'GET' };
  await replay.given('PutMethod', { ...method, authorizationType: 'NONE', apiKeyRequired });
  await replay.given('PutIntegration', { ...method, type: 'MOCK' });
  await replay.given('CreateDeployment', { restApiId: api.id, stageName: 'dev' });
  return api.id;
}

export const usagePlanScripts: Record<string, Script> = {
  'common TestUsagePlans::test_api_key_required_for_methods': async (replay) => {
    const apiId = await deployedApi(replay, true);
    const { id: usagePlanId } = await replay.step('create-usage-plan', 'CreateUsagePlan', {
      name: 'test-plan',
      description: 'Test Usage Plan for API key',
      quota: { limit: 10, period: 'DAY', offset: 0 },
      throttle: { rateLimit: 2, burstLimit: 1 },
      apiStages: [{ apiId, stage: 'dev' }],
      tags: { tag_key: 'tag_value' },
    });
    const key = { name: 'testApiKey', enabled: true };
    const { id: keyId } = await replay.step('create-api-key', 'CreateApiKey', key);
    const member = { usagePlanId, keyId, keyType: 'API_KEY' };
    await replay.step('create-usage-plan-key', 'CreateUsagePlanKey', member);
    const patchOperations = [{ op: 'replace', path: '/enabled', value: 'false' }];
    await replay.step('update-api-key-disabled', 'UpdateApiKey', { apiKey: keyId, patchOperations });
  },
  'common TestUsagePlans::test_usage_plan_crud': async (replay) => {
    const apiId = await deployedApi(replay, false);
    const { id: usagePlanId } = await replay.step('create-usage-plan', 'CreateUsagePlan', {
      name: 'test-usage-plan',
      description: 'this is my usage plan',
      apiStages: [{ apiId, stage: 'dev' }],
    });
    await replay.step('get-usage-plan', 'GetUsagePlan', { usagePlanId });
    await replay.step('get-usage-plans', 'GetUsagePlans', {});
    const update = (step: string, ...patchOperations: object[]) =>
      replay.step(step, 'UpdateUsagePlan', { usagePlanId, patchOperations });
    const replace = (path: string, value: string) => ({ op: 'replace', path, value });
    await update(
      'update-usage-plan',
      replace('/throttle/burstLimit', '100'),
      replace('/throttle/rateLimit', '200'),
      replace('/quota/limit', '5000'),
      replace('/quota/period', 'MONTH'),
    );
    await replay.step('update-wrong-id', 'UpdateUsagePlan', {
      usagePlanId: `${usagePlanId}1`,
      patchOperations: [replace('/name', 'new')],
    });
    const change = (step: string, op: string, value?: string) =>
      update(step, { op, path: '/apiStages', value });
    await change('update-wrong-api-stages-no-value', 'remove');
    await change('update-wrong-api-stages-wrong-api', 'add', `${apiId}b:dev`);
    await change('update-wrong-api-stages-wrong-stage', 'remove', `${apiId}:fakestagename`);
    await change('update-wrong-api-stages-wrong-value', 'add', 'fakevalue');
    await replay.step('get-usage-plan-after-update', 'GetUsagePlan', { usagePlanId });
    await replay.step('get-usage-plans-after-update', 'GetUsagePlans', {});
  },
};
