import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failure, openService, petsApi } from './apigateway.fixture.ts';

const ARN = 'arn:aws:elasticloadbalancing:us-east-1:111111111111:loadbalancer/net/nlb/50dc6c495c0c9188';
const READY = { status: 'AVAILABLE', statusMessage: 'Your vpc link is ready for use' };

test('a VPC link is pending when made and available when looked at', async () => {
  const { call } = openService();
  const link = await call('CreateVpcLink', { name: 'link', description: 'mine', targetArns: [ARN] });
  const { status, ...members } = link;
  assert.equal(status, 'PENDING');
  const vpcLinkId = link.id;
  assert.deepEqual(await call('GetVpcLink', { vpcLinkId }), { ...members, ...READY, tags: {} });
  assert.deepEqual(await call('GetVpcLinks', {}), { items: [{ ...members, ...READY }] });
  const patchOperations = [
    { op: 'replace' as const, path: '/name', value: 'new' },
    { op: 'replace' as const, path: '/description', value: '' },
  ];
  assert.deepEqual(await call('UpdateVpcLink', { vpcLinkId, patchOperations }), {
    id: vpcLinkId,
    name: 'new',
    targetArns: [ARN],
    ...READY,
    tags: {},
  });
});

test('a VPC link has a name and exactly one target, which stays', async () => {
  const { call } = openService({ vpcLinks: 1 });
  const create = (targetArns: string[]) => call('CreateVpcLink', { name: 'link', targetArns });
  await assert.rejects(create([]), failure('BadRequestException'));
  await assert.rejects(
    create([ARN, ARN]),
    failure('BadRequestException', 'More than one target arn specified for vpc link.'),
  );
  await assert.rejects(
    create(['x']),
    failure('BadRequestException', 'Invalid ARN. ARN is not well formed x'),
  );
  const { id: vpcLinkId } = await create([ARN]);
  await assert.rejects(create([ARN]), failure('LimitExceededException'));
  const update = (path: string) =>
    call('UpdateVpcLink', { vpcLinkId, patchOperations: [{ op: 'replace', path, value: '' }] });
  await assert.rejects(update('/name'), failure('BadRequestException', 'Name cannot be empty'));
  await assert.rejects(
    update('/targetArns'),
    failure('BadRequestException', 'Target arns are not allowed to be changed/added.'),
  );
});

// https://github.com/klothoplatform/klotho/issues/202
test('a VPC link that a deployed integration uses can not be deleted', async () => {
  for (const connectionId of [undefined, `\${stageVariables.link}`]) {
    const { call } = openService();
    const { restApiId, resourceId, method } = await petsApi(call);
    const { id } = await call('CreateVpcLink', { name: 'link', targetArns: [ARN] });
    await call('PutIntegration', {
      ...method,
      type: 'HTTP_PROXY',
      integrationHttpMethod: 'GET',
      uri: 'http://internal.example.com/',
      connectionType: 'VPC_LINK',
      connectionId: connectionId ?? id,
    });
    await call('CreateDeployment', { restApiId, stageName: 'v1', variables: { link: id ?? '' } });
    await assert.rejects(
      call('DeleteVpcLink', { vpcLinkId: id }),
      failure(
        'BadRequestException',
        `Cannot delete vpc link. Vpc link '${id}', is referenced in [${restApiId}:GET:${resourceId}:v1] in format of [RESTApiId:Method:Resource:Stage].`,
      ),
    );
    await call('DeleteStage', { restApiId, stageName: 'v1' });
    await call('DeleteVpcLink', { vpcLinkId: id });
    await assert.rejects(call('GetVpcLink', { vpcLinkId: id }), failure('NotFoundException'));
  }
});
