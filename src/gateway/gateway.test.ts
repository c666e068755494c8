import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { stages } from '../definitions/rest-api.ts';
import { API_ID, lambdaProxy, lambdaUri, method, NOW, SCOPE } from './api-records.fixture.ts';
import { Rig } from './gateway.fixture.ts';

describe('answering invocations', () => {
  let rig: Rig;
  const fresh = new Rig();
  before(async () => {
    rig = await fresh.start();
    await rig.deploy({ paths: { '/': [method('GET')], '/users/{id}': [method('GET'), method('POST')] } });
  });
  after(() => rig.stop());
  beforeEach(() => {
    rig.behaviour = (event) => ({ statusCode: 200, body: JSON.stringify(event) });
  });

  test('a request reaches its function and is answered with what it returns', async () => {
    const answer = await rig.send('/users/7?x=1', { method: 'POST', body: 'hello' });
    assert.equal(answer.status, 200);
    const event = JSON.parse(answer.text);
    assert.equal(event.resource, '/users/{id}');
    assert.equal(event.path, '/users/7');
    assert.deepEqual(event.pathParameters, { id: '7' });
    assert.deepEqual(event.queryStringParameters, { x: '1' });
    assert.equal(event.body, 'hello');
    assert.equal(event.requestContext.requestTime, '02/Aug/2024:23:34:43 +0000');
    assert.equal(event.requestContext.requestTimeEpoch, NOW);
    assert.equal(event.requestContext.requestId, answer.headers['x-amzn-requestid']);
    assert.equal(event.requestContext.extendedRequestId, answer.headers['x-amz-apigw-id']);
    assert.match(String(answer.headers['x-amz-apigw-id']), /^[\w-]{15}=$/);
  });

  test('the function is asked for under the method that is configured', () => {
    const [source] = rig.permissionQuestions;
    assert.deepEqual(source, {
      arn: `arn:aws:execute-api:us-east-1:123456789012:${API_ID}/stage/POST/users/{id}`,
      account: SCOPE.account,
    });
  });

  test('HEAD of a method is not GET', async () => {
    const answer = await rig.send('/', { method: 'HEAD' });
    assert.equal(answer.status, 403);
    assert.equal(answer.text, '');
  });

  for (const [what, path, verb] of [
    ['an unknown path', '/nothing', 'GET'],
    ['a method that the resource lacks', '/users/7', 'DELETE'],
  ] as const) {
    test(`${what} without credentials is told of its missing token`, async () => {
      const answer = await rig.send(path, { method: verb });
      assert.equal(answer.status, 403);
      assert.equal(answer.text, '{"message":"Missing Authentication Token"}');
      assert.equal(answer.headers['x-amzn-errortype'], 'MissingAuthenticationTokenException');
      assert.equal(answer.headers['content-type'], 'application/json');
      assert.match(String(answer.headers['x-amzn-requestid']), /^[0-9a-f-]{36}$/);
      assert.equal(answer.headers['x-amzn-trace-id'], undefined);
    });
  }

  test('an unknown path, signed well', async () => {
    const answer = await rig.send('/nothing', { headers: { Authorization: 'AWS4-HMAC-SHA256 ...' } });
    assert.equal(answer.status, 403);
    assert.equal(answer.text, '{"Message":"Unable to determine service/operation name to be authorized"}');
    assert.equal(answer.headers['x-amzn-errortype'], 'AccessDeniedException');
  });

  for (const path of ['/@zzzzzzzzzz/stage/', `/@${API_ID}/other/`, `/@${API_ID}/st%61ge/`, `/@${API_ID}`]) {
    test(`no such API or stage: ${path}`, async () => {
      const answer = await rig.send(path);
      assert.equal(answer.status, 403);
      assert.equal(answer.text, '{"message":"Forbidden"}');
      assert.equal(answer.headers['x-amzn-errortype'], 'ForbiddenException');
    });
  }

  test('a stage that is updated serves the new deployment from the next request on', async () => {
    await rig.deploy({ stageName: 'moving', paths: { '/one': [method('GET')] } });
    assert.equal((await rig.send(`/@${API_ID}/moving/one`)).status, 200);
    await rig.deploy({ stageName: 'moving', deploymentId: 'dep2', paths: { '/two': [method('GET')] } });
    assert.equal((await rig.send(`/@${API_ID}/moving/one`)).status, 403);
    assert.equal((await rig.send(`/@${API_ID}/moving/two`)).status, 200);
    await rig.store.collection(stages).delete(SCOPE, `${API_ID}/moving`);
    assert.equal((await rig.send(`/@${API_ID}/moving/two`)).text, '{"message":"Forbidden"}');
  });

  test('a stage that was asked for before it existed is there once it is made', async () => {
    assert.equal((await rig.send(`/@${API_ID}/late/one`)).status, 403);
    await rig.deploy({ stageName: 'late', paths: { '/one': [method('GET')] } });
    assert.equal((await rig.send(`/@${API_ID}/late/one`)).status, 200);
  });

  test('a request in flight finishes on the stage it began with', async () => {
    const waiting = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    rig.behaviour = async () => {
      reached.resolve();
      await waiting.promise;
      return { statusCode: 201, body: 'old' };
    };
    await rig.deploy({ stageName: 'swap', paths: { '/one': [method('GET')] } });
    const inFlight = rig.send(`/@${API_ID}/swap/one`);
    await reached.promise;
    await rig.deploy({ stageName: 'swap', deploymentId: 'dep3', paths: { '/two': [method('GET')] } });
    assert.equal((await rig.send(`/@${API_ID}/swap/one`)).status, 403);
    waiting.resolve();
    assert.equal((await inFlight).text, 'old');
  });

  test('an API whose default endpoint is disabled answers only under a custom domain name', async () => {
    const api = { disableExecuteApiEndpoint: true };
    await rig.deploy({ stageName: 'hidden', api, paths: { '/': [method('GET')] } });
    assert.equal((await rig.send(`/@${API_ID}/hidden/`)).text, '{"message":"Forbidden"}');
  });

  test('stage variables are put into the URI and told to the function', async () => {
    const uri = lambdaUri(
      `arn:aws:lambda:us-east-1:123456789012:function:\${stageVariables.fn}:\${stageVariables.alias}`,
    );
    await rig.deploy({
      stageName: 'vars',
      stage: { variables: { fn: 'chosen', alias: 'live' } },
      paths: { '/': [method('GET', { methodIntegration: lambdaProxy({ uri }) })] },
    });
    const event = JSON.parse((await rig.send(`/@${API_ID}/vars/`)).text);
    assert.deepEqual(event.stageVariables, { fn: 'chosen', alias: 'live' });
    const { functionName, qualifier } = rig.invocations.at(-1) ?? {};
    assert.deepEqual({ functionName, qualifier }, { functionName: 'chosen', qualifier: 'live' });
  });
});
