import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failure, openService, petsApi } from './apigateway.fixture.ts';

test("an account's own resources are tagged by ARN", async () => {
  const { call } = openService();
  const key = await call('CreateApiKey', {});
  const plan = await call('CreateUsagePlan', { name: 'plan' });
  const certificate = await call('GenerateClientCertificate', {});
  const link = await call('CreateVpcLink', { name: 'link', targetArns: ['arn:aws:elb:us-east-1:1:x'] });
  const certificateArn = 'arn:aws:acm:us-east-1:111111111111:certificate/x';
  await call('CreateDomainName', { domainName: 'a.example.com', certificateArn });
  const domain = await call('CreateDomainName', {
    domainName: 'b.example.com',
    certificateArn,
    endpointConfiguration: { types: ['PRIVATE'] },
  });
  const association = await call('CreateDomainNameAccessAssociation', {
    domainNameArn: domain.domainNameArn,
    accessAssociationSourceType: 'VPCE',
    accessAssociationSource: 'vpce-1',
  });
  const prefix = 'arn:aws:apigateway:us-east-1::';
  const arns = [
    `${prefix}/apikeys/${key.id}`,
    `${prefix}/usageplans/${plan.id}`,
    `${prefix}/clientcertificates/${certificate.clientCertificateId}`,
    `${prefix}/vpclinks/${link.id}`,
    `${prefix}/domainnames/a.example.com`,
    domain.domainNameArn ?? '',
    association.domainNameAccessAssociationArn ?? '',
  ];
  for (const resourceArn of arns) {
    await call('TagResource', { resourceArn, tags: { team: 'a' } });
    assert.deepEqual(await call('GetTags', { resourceArn }), { tags: { team: 'a' } }, resourceArn);
    await assert.rejects(call('GetTags', { resourceArn: `${resourceArn}x` }), failure('NotFoundException'));
  }
  assert.deepEqual((await call('GetApiKey', { apiKey: key.id })).tags, { team: 'a' });
  assert.deepEqual((await call('GetUsagePlans', {})).items, [{ ...plan, tags: { team: 'a' } }]);
  const elsewhere = (domain.domainNameArn ?? '').replace('111111111111', '222222222222');
  await assert.rejects(call('GetTags', { resourceArn: elsewhere }), failure('BadRequestException'));
});

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
