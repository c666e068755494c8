import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failure, openService, petsApi } from './apigateway.fixture.ts';

type Call = ReturnType<typeof openService>['call'];

/** The pets API with stages dev and prod. */
async function stagedApi(call: Call) {
  const { restApiId } = await petsApi(call);
  await call('CreateDeployment', { restApiId, stageName: 'dev' });
  await call('CreateDeployment', { restApiId, stageName: 'prod' });
  return restApiId;
}

test('CreateUsagePlan keeps what it is given; GetUsagePlan adds tags, GetUsagePlans does not', async () => {
  const { call } = openService();
  const apiId = await stagedApi(call);
  const throttle = { '/pets/GET': { rateLimit: 1.5, burstLimit: 2 } };
  const plan = await call('CreateUsagePlan', {
    name: 'basic',
    apiStages: [{ apiId, stage: 'dev', throttle }],
    throttle: { rateLimit: 10 },
    quota: { limit: 100, period: 'WEEK', offset: 6 },
  });
  assert.deepEqual(plan, {
    id: plan.id,
    name: 'basic',
    apiStages: [{ apiId, stage: 'dev', throttle }],
    throttle: { burstLimit: 0, rateLimit: 10 },
    quota: { limit: 100, offset: 6, period: 'WEEK' },
  });
  assert.match(plan.id ?? '', /^[a-z0-9]{6}$/);
  assert.deepEqual(await call('GetUsagePlan', { usagePlanId: plan.id }), { ...plan, tags: {} });
  assert.deepEqual(await call('GetUsagePlans', {}), { items: [plan] });
});

test('CreateUsagePlan refuses bad stages, throttles and quotas', async () => {
  const { call } = openService({ usagePlans: 1 });
  const apiId = await stagedApi(call);
  const create = (members: object) => call('CreateUsagePlan', { name: 'basic', ...members });
  await assert.rejects(create({ apiStages: [{ apiId: '', stage: 'dev' }] }), failure('BadRequestException'));
  await assert.rejects(
    create({ apiStages: [{ apiId, stage: 'none' }] }),
    failure('NotFoundException', `API Stage not found: ${apiId}:none`),
  );
  const twice = { apiId, stage: 'dev' };
  await assert.rejects(create({ apiStages: [twice, twice] }), failure('ConflictException'));
  await assert.rejects(create({ throttle: { rateLimit: -1 } }), failure('BadRequestException'));
  await assert.rejects(create({ quota: { limit: 10 } }), failure('BadRequestException'));
  await assert.rejects(
    create({ quota: { limit: 10, period: 'DAY', offset: 1 } }),
    failure('BadRequestException'),
  );
  await assert.rejects(create({ name: '' }), failure('BadRequestException'));
  await create({});
  await assert.rejects(create({}), failure('LimitExceededException'));
});

test('UpdateUsagePlan changes stages, throttles, quota, name and product', async () => {
  const { call } = openService();
  const apiId = await stagedApi(call);
  const { id: usagePlanId } = await call('CreateUsagePlan', { name: 'basic' });
  const update = (op: 'add' | 'replace' | 'remove', path: string, value?: string) =>
    call('UpdateUsagePlan', { usagePlanId, patchOperations: [{ op, path, value }] });
  await update('add', '/apiStages', `${apiId}:dev`);
  await update('add', '/apiStages', `${apiId}:prod`);
  const place = `/apiStages/${apiId}:dev/throttle`;
  await update('replace', `${place}/~1pets/GET/rateLimit`, '5');
  await update('replace', `${place}//pets/GET/burstLimit`, '7');
  await update('replace', `${place}/~1/GET/rateLimit`, '1');
  const plan = await update('add', '/productCode', 'abc');
  assert.deepEqual(plan.apiStages, [
    {
      apiId,
      stage: 'dev',
      throttle: {
        '/pets/GET': { rateLimit: 5, burstLimit: 7 },
        '//GET': { rateLimit: 1, burstLimit: 0 },
      },
    },
    { apiId, stage: 'prod' },
  ]);
  assert.equal(plan.productCode, 'abc');
  await update('remove', `${place}/~1pets/GET`);
  const less = await update('remove', place);
  assert.deepEqual(less.apiStages?.[0], { apiId, stage: 'dev' });
  await update('remove', '/productCode');
  await update('replace', '/name', 'other');
  const last = await update('remove', '/apiStages', `${apiId}:dev`);
  assert.deepEqual(last, { id: usagePlanId, name: 'other', apiStages: [{ apiId, stage: 'prod' }], tags: {} });
});

test('UpdateUsagePlan: a quota must be whole in the end, and can be taken away with the throttle', async () => {
  const { call } = openService();
  const { id: usagePlanId } = await call('CreateUsagePlan', { name: 'basic' });
  const add = (path: string, value: string) => ({ op: 'add' as const, path, value });
  const limit = add('/quota/limit', '10');
  await assert.rejects(
    call('UpdateUsagePlan', { usagePlanId, patchOperations: [limit] }),
    failure('BadRequestException'),
  );
  const plan = await call('UpdateUsagePlan', {
    usagePlanId,
    patchOperations: [limit, add('/quota/period', 'DAY'), add('/throttle/rateLimit', '1.5')],
  });
  assert.deepEqual(plan.quota, { limit: 10, offset: 0, period: 'DAY' });
  assert.deepEqual(plan.throttle, { rateLimit: 1.5, burstLimit: 0 });
  const bare = await call('UpdateUsagePlan', {
    usagePlanId,
    patchOperations: [
      { op: 'remove', path: '/quota' },
      { op: 'remove', path: '/throttle' },
    ],
  });
  assert.deepEqual(bare, { id: usagePlanId, name: 'basic', apiStages: [], tags: {} });
});

// https://github.com/boto/boto3/issues/2629
test("UpdateUsagePlan lists what can be removed in AWS's words", async () => {
  const { call } = openService();
  const { id: usagePlanId } = await call('CreateUsagePlan', { name: 'basic' });
  await assert.rejects(
    call('UpdateUsagePlan', {
      usagePlanId,
      patchOperations: [{ op: 'remove', path: '/apiStages/abc:dev' }],
    }),
    failure(
      'BadRequestException',
      "Invalid patch path  '/apiStages/abc:dev' specified for op 'remove'. Must be one of: [/apiStages, /quota, /throttle, /productCode, /apiStages/<apidId:stageName>/throttle/<resourcePath>/<httpMethod>, /apiStages/<apidId:stageName>/throttle]",
    ),
  );
});

test('DeleteUsagePlan needs the stages gone, and lets its keys go', async () => {
  const { call } = openService();
  const apiId = await stagedApi(call);
  const { id: usagePlanId } = await call('CreateUsagePlan', {
    name: 'basic',
    apiStages: [{ apiId, stage: 'dev' }],
  });
  const { id: keyId } = await call('CreateApiKey', {});
  await call('CreateUsagePlanKey', { usagePlanId, keyId, keyType: 'API_KEY' });
  await assert.rejects(
    call('DeleteUsagePlan', { usagePlanId }),
    failure(
      'BadRequestException',
      `Cannot delete Usage Plan ${usagePlanId} because there are API Stages associated with it, including ${apiId}:dev`,
    ),
  );
  await call('DeleteStage', { restApiId: apiId, stageName: 'dev' });
  assert.deepEqual((await call('GetUsagePlan', { usagePlanId })).apiStages, []);
  assert.equal((await call('GetUsagePlans', { keyId })).items?.length, 1);
  await call('DeleteUsagePlan', { usagePlanId });
  assert.deepEqual(await call('GetUsagePlans', { keyId }), { items: [] });
  await assert.rejects(call('DeleteUsagePlan', { usagePlanId }), failure('NotFoundException'));
});

test("an API's deletion takes its stages out of usage plans", async () => {
  const { call } = openService();
  const apiId = await stagedApi(call);
  const apiStages = [
    { apiId, stage: 'dev' },
    { apiId, stage: 'prod' },
  ];
  const { id: usagePlanId } = await call('CreateUsagePlan', { name: 'basic', apiStages });
  await call('DeleteRestApi', { restApiId: apiId });
  assert.deepEqual((await call('GetUsagePlan', { usagePlanId })).apiStages, []);
});

test('usage plan keys: created, listed by name, one plan for a stage, deleted', async () => {
  const { call } = openService();
  const apiId = await stagedApi(call);
  const apiStages = [{ apiId, stage: 'dev' }];
  const { id: first } = await call('CreateUsagePlan', { name: 'first', apiStages });
  const { id: second } = await call('CreateUsagePlan', { name: 'second', apiStages });
  const { id: keyId, value } = await call('CreateApiKey', { name: 'one/two' });
  const key = { id: keyId, type: 'API_KEY', value, name: 'one/two' };
  assert.deepEqual(await call('CreateUsagePlanKey', { usagePlanId: first, keyId, keyType: 'API_KEY' }), key);
  assert.deepEqual(await call('GetUsagePlanKey', { usagePlanId: first, keyId }), key);
  const named = (nameQuery?: string) => call('GetUsagePlanKeys', { usagePlanId: first, nameQuery });
  assert.deepEqual(await named(), { items: [key] });
  assert.deepEqual(await named('one/'), { items: [key] });
  assert.deepEqual(await named('ONE'), { items: [] });
  await assert.rejects(
    call('CreateUsagePlanKey', { usagePlanId: first, keyId, keyType: 'API_KEY' }),
    failure('ConflictException'),
  );
  await assert.rejects(
    call('CreateUsagePlanKey', { usagePlanId: second, keyId, keyType: 'API_KEY' }),
    failure('ConflictException'),
  );
  await assert.rejects(
    call('CreateUsagePlanKey', { usagePlanId: first, keyId, keyType: 'OTHER' }),
    failure('BadRequestException'),
  );
  await call('UpdateApiKey', {
    apiKey: keyId,
    patchOperations: [{ op: 'replace', path: '/name', value: 'new' }],
  });
  assert.deepEqual(await named('one'), { items: [] });
  assert.deepEqual(await named('n'), { items: [{ ...key, name: 'new' }] });
  await call('DeleteUsagePlanKey', { usagePlanId: first, keyId });
  assert.deepEqual(await named(), { items: [] });
  assert.deepEqual(await named('n'), { items: [] });
  await assert.rejects(call('GetUsagePlanKey', { usagePlanId: first, keyId }), failure('NotFoundException'));
});

test('a stage can enter a plan only if no key of the plan uses it through another', async () => {
  const { call } = openService();
  const apiId = await stagedApi(call);
  const { id: first } = await call('CreateUsagePlan', { name: 'a', apiStages: [{ apiId, stage: 'dev' }] });
  const { id: second } = await call('CreateUsagePlan', { name: 'b' });
  const { id: keyId } = await call('CreateApiKey', {});
  for (const usagePlanId of [first, second])
    await call('CreateUsagePlanKey', { usagePlanId, keyId, keyType: 'API_KEY' });
  const add = (value: string) =>
    call('UpdateUsagePlan', {
      usagePlanId: second,
      patchOperations: [{ op: 'add', path: '/apiStages', value }],
    });
  await assert.rejects(add(`${apiId}:dev`), failure('ConflictException'));
  assert.equal((await add(`${apiId}:prod`)).apiStages?.length, 1);
});

test('an API key can be in only so many plans', async () => {
  const { call } = openService({ usagePlansPerApiKey: 1 });
  const { id: keyId } = await call('CreateApiKey', {});
  const { id: first } = await call('CreateUsagePlan', { name: 'a' });
  const { id: second } = await call('CreateUsagePlan', { name: 'b' });
  await call('CreateUsagePlanKey', { usagePlanId: first, keyId, keyType: 'API_KEY' });
  await assert.rejects(
    call('CreateUsagePlanKey', { usagePlanId: second, keyId, keyType: 'API_KEY' }),
    failure('LimitExceededException'),
  );
});
