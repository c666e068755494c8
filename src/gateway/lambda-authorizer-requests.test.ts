import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { Authorizer } from '../definitions/api-parts.ts';
import { method } from './api-records.fixture.ts';
import {
  AuthorizerRig,
  authorizerWith,
  CUSTOM,
  METHOD_ARN,
  shown,
  UNAUTHORIZED,
} from './lambda-authorizers.fixture.ts';

describe('a REQUEST authorizer', () => {
  const rig = new AuthorizerRig();
  before(() => rig.start());
  beforeEach(() => rig.reset());
  after(() => rig.stop());
  const request = (changes: Partial<Authorizer> = {}) =>
    authorizerWith({
      type: 'REQUEST',
      identitySource:
        'method.request.header.X-Tenant, method.request.querystring.key, stageVariables.table, context.httpMethod',
      ...changes,
    });
  const stage = { variables: { table: 'pets' } };
  const ask = (tenant: string, key: string, more: { path?: string; method?: string } = {}) =>
    rig.send(`${more.path ?? '/pets/1'}?key=${key}&other=1`, {
      method: more.method ?? 'GET',
      headers: { 'x-tenant': tenant },
    });

  test('is asked with the whole request', async () => {
    await rig.guard(request(), { '/{proxy+}': [method('ANY', CUSTOM)] }, { stage });
    const answer = await ask('t1', 'k1');
    assert.equal(answer.status, 200);
    const { headers, multiValueHeaders, requestContext, ...event } = JSON.parse(
      JSON.stringify(rig.asked[0]?.event),
    );
    assert.deepEqual(event, {
      type: 'REQUEST',
      methodArn: `${METHOD_ARN}/GET/pets/1`,
      resource: '/{proxy+}',
      path: '/pets/1',
      httpMethod: 'GET',
      queryStringParameters: { key: 'k1', other: '1' },
      multiValueQueryStringParameters: { key: ['k1'], other: ['1'] },
      pathParameters: { proxy: 'pets/1' },
      stageVariables: { table: 'pets' },
    });
    assert.equal(headers['x-tenant'], 't1');
    assert.deepEqual(multiValueHeaders['x-tenant'], ['t1']);
    const { authorizer: _authorizer, ...backends } = JSON.parse(answer.text).requestContext;
    assert.deepEqual(requestContext, backends);
    assert.deepEqual(Object.keys(rig.asked[0]?.event ?? {}).slice(0, 4), [
      'type',
      'methodArn',
      'resource',
      'path',
    ]);
  });

  test('what the request does not have is empty', async () => {
    await rig.guard(request({ identitySource: '', authorizerResultTtlInSeconds: 0 }), {
      '/': [method('GET', CUSTOM)],
    });
    assert.equal((await rig.send('/')).status, 200);
    const { queryStringParameters, multiValueQueryStringParameters, pathParameters, stageVariables } =
      rig.asked[0]?.event ?? {};
    assert.deepEqual(
      [queryStringParameters, multiValueQueryStringParameters, pathParameters, stageVariables],
      [{}, {}, {}, {}],
    );
  });

  test('every source must be there, and every one counts', async () => {
    await rig.guard(request(), undefined, { stage });
    const answers = [
      await rig.send('/pets/1?key=k'),
      await rig.send('/pets/1', { headers: { 'x-tenant': 't' } }),
      await ask('', 'k'),
      await ask('t', ''),
    ];
    for (const answer of answers) assert.deepEqual(shown(answer), UNAUTHORIZED);
    assert.equal(rig.asked.length, 0);
    await ask('t2', 'k');
    await ask('t2', 'k', { path: '/others' });
    assert.equal(rig.asked.length, 1);
    await ask('t3', 'k');
    await ask('t2', 'k2');
    await ask('t2', 'k', { method: 'POST' });
    assert.equal(rig.asked.length, 4);
    await rig.guard(request(), undefined, { stage: { variables: { other: 'x' } } });
    assert.deepEqual(shown(await ask('t2', 'k')), UNAUTHORIZED, 'no stage variable');
  });

  test('sources can not be mistaken for each other', async () => {
    const identitySource = 'method.request.header.A,method.request.header.B';
    await rig.guard(request({ identitySource }), undefined, { stage });
    const pairs = [
      ['a', 'bc'],
      ['ab', 'c'],
      ['a,b', 'c'],
      ['a', 'b,c'],
      ['a","b', 'c'],
      ['a', 'b","c'],
    ] as const;
    for (const [a, b] of pairs) await rig.send('/x', { headers: { a, b } });
    assert.equal(rig.asked.length, pairs.length);
  });

  test('without a cache nothing is required, and every request asks', async () => {
    await rig.guard(request({ authorizerResultTtlInSeconds: 0 }));
    assert.equal((await rig.send('/pets/1')).status, 200);
    assert.equal((await ask('t', 'k')).status, 200);
    await Promise.all([ask('t', 'k'), ask('t', 'k')]);
    assert.equal(rig.asked.length, 4);
  });

  test('an expression is for tokens alone', async () => {
    await rig.guard(request({ identityValidationExpression: 'nothing like it' }), undefined, { stage });
    assert.equal((await ask('t5', 'k5')).status, 200);
  });
});
