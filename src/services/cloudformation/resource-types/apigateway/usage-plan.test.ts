import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cloudFormationFixture } from '../../cloudformation.fixture.ts';
import { through } from './through.fixture.ts';
import { usagePlanChanges } from './usage-plan-changes.ts';

const template = (resources: string, outputs = '') => `Resources:
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: demo}}
  Method:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: GET
      AuthorizationType: NONE
      ApiKeyRequired: true
      Integration: {Type: MOCK}
  Deployment: {Type: AWS::ApiGateway::Deployment, DependsOn: Method, Properties: {RestApiId: !Ref Api}}
  One: {Type: AWS::ApiGateway::Stage, Properties: {RestApiId: !Ref Api, DeploymentId: !Ref Deployment, StageName: one}}
  Two: {Type: AWS::ApiGateway::Stage, Properties: {RestApiId: !Ref Api, DeploymentId: !Ref Deployment, StageName: two}}
${resources}
Outputs:
  Ref: {Value: !Ref Api}
${outputs}`;

test('AWS::ApiGateway::ApiKey', async (t) => {
  const fixture = await cloudFormationFixture(t);
  const { apigateway } = fixture;
  const key = (properties: string) =>
    template(
      `  Key:
    Type: AWS::ApiGateway::ApiKey
    Properties: {${properties}}`,
      '  Attribute: {Value: !GetAtt Key.APIKeyId}',
    );
  // Another key of the same name is none of the stack's business.
  await apigateway.CreateApiKey({ name: 'mine' });
  const state = async (ids: Readonly<Record<string, string>>) => {
    assert.equal(ids.Attribute, ids.Key);
    return apigateway.GetApiKey({ apiKey: ids.Key, includeValue: true });
  };
  let first = '';
  await through(
    fixture,
    [
      key(
        'Name: mine, Enabled: true, Description: d, CustomerId: c, Value: 0123456789abcdefghij, StageKeys: [{RestApiId: !Ref Api, StageName: !Ref One}], Tags: [{Key: a, Value: b}]',
      ),
      async (ids) => {
        const { id, createdDate: _created, lastUpdatedDate: _updated, ...rest } = await state(ids);
        first = id ?? '';
        assert.deepEqual(rest, {
          name: 'mine',
          enabled: true,
          description: 'd',
          customerId: 'c',
          value: '0123456789abcdefghij',
          stageKeys: [`${ids.Api}/one`],
          tags: { a: 'b' },
        });
      },
    ],
    [
      key(
        'Name: mine, Value: 0123456789abcdefghij, StageKeys: [{RestApiId: !Ref Api, StageName: !Ref Two}], Tags: [{Key: c, Value: d}]',
      ),
      async (ids) => {
        const { id, enabled, description, customerId, stageKeys, tags } = await state(ids);
        assert.equal(id, first);
        assert.deepEqual([enabled, description ?? '', customerId ?? ''], [false, '', '']);
        assert.deepEqual(stageKeys, [`${ids.Api}/two`]);
        assert.deepEqual(tags, { c: 'd' });
      },
    ],
    [
      key('Enabled: true'),
      async (ids) => {
        const { id, name = '', value = '' } = await state(ids);
        assert.notEqual(id, first);
        assert.match(name, /^demo-Key-[A-Za-z0-9]{12}$/);
        assert.match(value, /^[A-Za-z0-9]{20,}$/);
      },
    ],
  );
  const { items } = await apigateway.GetApiKeys({});
  assert.deepEqual(
    items?.map((one) => one.name),
    ['mine'],
  );
});

test('AWS::ApiGateway::UsagePlan and UsagePlanKey', async (t) => {
  const fixture = await cloudFormationFixture(t);
  const { apigateway } = fixture;
  const plan = (properties: string, key = 'Key') =>
    template(
      `  Key: {Type: AWS::ApiGateway::ApiKey, Properties: {Enabled: true}}
  Other: {Type: AWS::ApiGateway::ApiKey, Properties: {Enabled: true}}
  Plan:
    Type: AWS::ApiGateway::UsagePlan
    DependsOn: [One, Two]
    Properties: {${properties}}
  PlanKey:
    Type: AWS::ApiGateway::UsagePlanKey
    Properties: {KeyId: !Ref ${key}, KeyType: API_KEY, UsagePlanId: !Ref Plan}`,
      '  PlanId: {Value: !GetAtt Plan.Id}\n  PlanKeyId: {Value: !GetAtt PlanKey.Id}',
    );
  const state = async (ids: Readonly<Record<string, string>>, key = 'Key') => {
    assert.equal(ids.PlanId, ids.Plan);
    assert.equal(ids.PlanKey, `${ids[key]}:${ids.Plan}`);
    assert.equal(ids.PlanKeyId, ids.PlanKey);
    const { items } = await apigateway.GetUsagePlanKeys({ usagePlanId: ids.Plan });
    assert.deepEqual(
      items?.map((one) => one.id),
      [ids[key]],
    );
    const { id: _id, ...rest } = await apigateway.GetUsagePlan({ usagePlanId: ids.Plan });
    return rest;
  };
  await through(
    fixture,
    [
      plan(
        `UsagePlanName: gold, Description: d, Quota: {Limit: 10, Offset: 1, Period: WEEK}, Throttle: {BurstLimit: 5, RateLimit: 2.5},
         ApiStages: [{ApiId: !Ref Api, Stage: one, Throttle: {//GET: {BurstLimit: 3, RateLimit: 1}, /a/POST: {BurstLimit: 2, RateLimit: 1}}}],
         Tags: [{Key: a, Value: b}]`,
      ),
      async (ids) =>
        assert.deepEqual(await state(ids), {
          name: 'gold',
          description: 'd',
          quota: { limit: 10, offset: 1, period: 'WEEK' },
          throttle: { burstLimit: 5, rateLimit: 2.5 },
          apiStages: [
            {
              apiId: ids.Api,
              stage: 'one',
              throttle: {
                '//GET': { burstLimit: 3, rateLimit: 1 },
                '/a/POST': { burstLimit: 2, rateLimit: 1 },
              },
            },
          ],
          tags: { a: 'b' },
        }),
    ],
    [
      plan(
        `UsagePlanName: silver, Quota: {Limit: 20, Period: MONTH}, Throttle: {BurstLimit: 6, RateLimit: 2.5},
         ApiStages: [{ApiId: !Ref Api, Stage: one, Throttle: {/a/POST: {BurstLimit: 4, RateLimit: 1}}}, {ApiId: !Ref Api, Stage: two}]`,
        'Other',
      ),
      async (ids) =>
        assert.deepEqual(await state(ids, 'Other'), {
          name: 'silver',
          quota: { limit: 20, offset: 0, period: 'MONTH' },
          throttle: { burstLimit: 6, rateLimit: 2.5 },
          apiStages: [
            { apiId: ids.Api, stage: 'one', throttle: { '/a/POST': { burstLimit: 4, rateLimit: 1 } } },
            { apiId: ids.Api, stage: 'two' },
          ],
          tags: {},
        }),
    ],
    [
      plan('ApiStages: [{ApiId: !Ref Api, Stage: two}]'),
      async (ids) => {
        const { name, ...rest } = await state(ids);
        assert.match(name ?? '', /^demo-Plan-[A-Za-z0-9]{12}$/);
        assert.deepEqual(rest, { apiStages: [{ apiId: ids.Api, stage: 'two' }], tags: {} });
      },
    ],
  );
  assert.deepEqual((await apigateway.GetUsagePlans({})).items, []);
});

test('limits of methods are named by their paths within paths', () => {
  const stage = (Throttle: Record<string, { BurstLimit?: number; RateLimit?: number }>) => ({
    ApiStages: [{ ApiId: 'a', Stage: 's', Throttle }],
  });
  assert.deepEqual(
    usagePlanChanges(
      stage({ '/x/GET': { BurstLimit: 1 }, '/y/{id}/POST': { RateLimit: 1 } }),
      stage({ '/y/{id}/POST': { RateLimit: 2 } }),
      'n',
    ),
    [
      { op: 'remove', path: '/apiStages/a:s/throttle/~1x/GET' },
      { op: 'replace', path: '/apiStages/a:s/throttle/~1y~1{id}/POST/rateLimit', value: '2' },
    ],
  );
});
