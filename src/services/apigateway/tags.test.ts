import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failure, openService, petsApi } from './apigateway.fixture.ts';

test('APIs and stages are tagged by ARN', async () => {
  const { call } = openService({ tagsPerResource: 2 });
  const { restApiId } = await petsApi(call);
  await call('CreateDeployment', { restApiId, stageName: 'v1' });
  const api = `arn:aws:apigateway:us-east-1::/restapis/${restApiId}`;
  for (const resourceArn of [api, `${api}/stages/v1`]) {
    assert.deepEqual(await call('GetTags', { resourceArn }), { tags: {} });
    await call('TagResource', { resourceArn, tags: { team: 'a' } });
    await call('TagResource', { resourceArn, tags: { team: 'b', cost: '1' } });
    assert.deepEqual(await call('GetTags', { resourceArn }), { tags: { team: 'b', cost: '1' } });
    await assert.rejects(
      call('TagResource', { resourceArn, tags: { third: 'x' } }),
      failure('BadRequestException'),
    );
    await assert.rejects(
      call('TagResource', { resourceArn, tags: { 'aws:x': 'y' } }),
      failure('BadRequestException'),
    );
    await call('UntagResource', { resourceArn, tagKeys: ['team', 'unknown'] });
    assert.deepEqual(await call('GetTags', { resourceArn }), { tags: { cost: '1' } });
  }
  assert.deepEqual((await call('GetRestApi', { restApiId })).tags, { cost: '1' });
  await assert.rejects(call('GetTags', { resourceArn: `${api}x` }), failure('NotFoundException'));
  for (const resourceArn of ['text', `${api}/resources/x`, `arn:aws:lambda:us-east-1:1:function:x`]) {
    await assert.rejects(call('GetTags', { resourceArn }), failure('BadRequestException'), resourceArn);
  }
});
