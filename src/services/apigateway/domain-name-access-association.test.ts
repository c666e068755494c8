import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNT, failure, openService } from './apigateway.fixture.ts';
import type { createApiGatewayService } from './service.ts';

const OTHER = '222222222222';

async function privateDomain() {
  const service = openService({ domainNameAccessAssociations: 2 });
  const domain = await service.call('CreateDomainName', {
    domainName: 'private.example.com',
    certificateArn: `arn:aws:acm:us-east-1:${ACCOUNT}:certificate/fb1b9770`,
    endpointConfiguration: { types: ['PRIVATE'] },
  });
  return { ...service, domain, domainNameArn: domain.domainNameArn };
}

type Handlers = ReturnType<typeof createApiGatewayService>['handlers'];

test('associations are made, listed and deleted by their account', async () => {
  const { call, domainNameArn, domain } = await privateDomain();
  const source = {
    accessAssociationSourceType: 'VPCE' as const,
    accessAssociationSource: 'vpce-abcd1234efg',
  };
  const made = await call('CreateDomainNameAccessAssociation', { domainNameArn, ...source });
  const domainNameAccessAssociationArn = `arn:aws:apigateway:us-east-1:${ACCOUNT}:/domainnameaccessassociations/domainname/private.example.com/vpcesource/vpce-abcd1234efg`;
  assert.deepEqual(made, { domainNameAccessAssociationArn, domainNameArn, ...source });
  assert.deepEqual(await call('GetDomainNameAccessAssociations', {}), { items: [made] });
  assert.deepEqual(await call('GetDomainNameAccessAssociations', { resourceOwner: 'OTHER_ACCOUNTS' }), {
    items: [],
  });
  await assert.rejects(
    call('CreateDomainNameAccessAssociation', { domainNameArn, ...source }),
    failure('ConflictException'),
  );
  const { domainName, domainNameId } = domain;
  await assert.rejects(
    call('DeleteDomainName', { domainName, domainNameId }),
    failure('BadRequestException'),
  );
  await call('DeleteDomainNameAccessAssociation', { domainNameAccessAssociationArn });
  await assert.rejects(
    call('DeleteDomainNameAccessAssociation', { domainNameAccessAssociationArn }),
    failure('NotFoundException'),
  );
  await call('DeleteDomainName', { domainName, domainNameId });
});

test('associations need a private domain name and a VPC endpoint, and are bounded', async () => {
  const { call, domainNameArn } = await privateDomain();
  const create = (members: object) =>
    call('CreateDomainNameAccessAssociation', {
      domainNameArn,
      accessAssociationSourceType: 'VPCE',
      accessAssociationSource: 'vpce-1',
      ...members,
    });
  await assert.rejects(create({ accessAssociationSource: 'vpc-1' }), failure('BadRequestException'));
  await assert.rejects(create({ domainNameArn: `${domainNameArn}x` }), failure('BadRequestException'));
  await create({});
  await create({ accessAssociationSource: 'vpce-2' });
  await assert.rejects(create({ accessAssociationSource: 'vpce-3' }), failure('LimitExceededException'));
});

test("the domain name's owner sees and rejects the associations of others", async () => {
  const { call, service, context, domainNameArn } = await privateDomain();
  const create = service.handlers.CreateDomainNameAccessAssociation;
  const list = service.handlers.GetDomainNames;
  assert.ok(typeof create === 'function' && typeof list === 'function');
  const asOther = (operation: keyof Handlers) => ({ ...context(operation), account: OTHER });
  const made = await create(
    { domainNameArn, accessAssociationSourceType: 'VPCE', accessAssociationSource: 'vpce-1' },
    asOther('CreateDomainNameAccessAssociation'),
  );
  const shared = await list({ resourceOwner: 'OTHER_ACCOUNTS' }, asOther('GetDomainNames'));
  assert.deepEqual(
    shared.items?.map((item) => item.domainNameArn),
    [domainNameArn],
  );
  assert.deepEqual(await call('GetDomainNameAccessAssociations', {}), { items: [] });
  assert.deepEqual(await call('GetDomainNameAccessAssociations', { resourceOwner: 'OTHER_ACCOUNTS' }), {
    items: [made],
  });
  const { domainNameAccessAssociationArn } = made;
  await assert.rejects(
    call('DeleteDomainNameAccessAssociation', { domainNameAccessAssociationArn }),
    failure('NotFoundException'),
  );
  await call('RejectDomainNameAccessAssociation', { domainNameAccessAssociationArn, domainNameArn });
  await assert.rejects(
    call('RejectDomainNameAccessAssociation', { domainNameAccessAssociationArn, domainNameArn }),
    failure('NotFoundException'),
  );
});

test('using a private domain name is for its management policy to allow', async () => {
  const { call, service, context, domain } = await privateDomain();
  const { domainName, domainNameId, domainNameArn = '' } = domain;
  const managementPolicy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: OTHER },
        Action: 'apigateway:CreateAccessAssociation',
        Resource: domainNameArn,
      },
    ],
  });
  await call('UpdateDomainName', {
    domainName,
    domainNameId,
    patchOperations: [{ op: 'replace', path: '/managementPolicy', value: managementPolicy }],
  });
  const operation = 'CreateDomainNameAccessAssociation';
  const permissions = await service.permissions(operation, { domainNameArn } as never, {
    ...context(operation),
    account: OTHER,
  });
  assert.deepEqual(permissions.at(-1), {
    action: 'apigateway:CreateAccessAssociation',
    resource: domainNameArn,
    resourceAccount: ACCOUNT,
    resourcePolicy: managementPolicy,
  });
});
