import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNT, failure, NOW, openService } from './apigateway.fixture.ts';
import { newSelfSignedCertificate } from './self-signed-certificate.ts';

const CERTIFICATE = `arn:aws:acm:us-east-1:${ACCOUNT}:certificate/fb1b9770-a305-495d-aefb-27e5e101ff3`;
const REGIONAL = { types: ['REGIONAL' as const] };

type Call = ReturnType<typeof openService>['call'];

function createRegional(call: Call, members: object = {}) {
  const domainName = 'api.example.com';
  const certificate = { regionalCertificateArn: CERTIFICATE };
  return call('CreateDomainName', {
    domainName,
    ...certificate,
    endpointConfiguration: REGIONAL,
    ...members,
  });
}

function createPrivate(call: Call, members: object = {}) {
  return call('CreateDomainName', {
    domainName: 'private.example.com',
    certificateArn: CERTIFICATE,
    endpointConfiguration: { types: ['PRIVATE'] },
    ...members,
  });
}

// The answers are those of AWS's CLI reference, create-domain-name and get-domain-names.
test('an edge-optimized domain name has a distribution', async () => {
  const { call } = openService();
  const domain = await call('CreateDomainName', {
    domainName: 'edge.example.com',
    certificateArn: CERTIFICATE,
  });
  assert.match(domain.distributionDomainName ?? '', /^d[a-z0-9]{13}\.cloudfront\.net$/);
  assert.deepEqual(domain, {
    domainName: 'edge.example.com',
    domainNameArn: 'arn:aws:apigateway:us-east-1::/domainnames/edge.example.com',
    certificateArn: CERTIFICATE,
    certificateUploadDate: new Date(NOW),
    distributionDomainName: domain.distributionDomainName,
    distributionHostedZoneId: 'Z2FDTNDATAQYW2',
    endpointConfiguration: { types: ['EDGE'], ipAddressType: 'ipv4' },
    domainNameStatus: 'AVAILABLE',
    securityPolicy: 'TLS_1_2',
    routingMode: 'BASE_PATH_MAPPING_ONLY',
  });
});

test('a regional domain name has a host of its own', async () => {
  const { call } = openService();
  const domain = await createRegional(call, {
    mutualTlsAuthentication: { truststoreUri: 's3://bucket/key.pem' },
    tags: { team: 'a' },
  });
  assert.match(domain.regionalDomainName ?? '', /^d-[a-z0-9]{10}\.execute-api\.us-east-1\.amazonaws\.com$/);
  assert.equal(domain.regionalHostedZoneId, 'Z1UJRXOUMOOFQ8');
  assert.equal(domain.distributionDomainName, undefined);
  assert.deepEqual(domain.mutualTlsAuthentication, { truststoreUri: 's3://bucket/key.pem' });
  assert.deepEqual(await call('GetDomainName', { domainName: 'api.example.com' }), domain);
  assert.deepEqual(await call('GetDomainNames', { resourceOwner: 'SELF' }), { items: [domain] });
  await assert.rejects(
    createRegional(call),
    failure('BadRequestException', 'The domain name you provided already exists.'),
  );
  await assert.rejects(
    call('GetDomainName', { domainName: 'other.example.com' }),
    failure('NotFoundException', 'Invalid domain name identifier specified'),
  );
});

test('several private domain names can have one name; their policies are theirs', async () => {
  const { call } = openService();
  const policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*' },
    ],
  });
  const first = await createPrivate(call, { policy });
  const second = await createPrivate(call);
  const { domainName, domainNameId } = first;
  assert.notEqual(domainNameId, second.domainNameId);
  const key = `${domainName}+${domainNameId}`;
  assert.equal(first.domainNameArn, `arn:aws:apigateway:us-east-1:${ACCOUNT}:/domainnames/${key}`);
  assert.ok(first.policy?.includes(`"arn:aws:execute-api:us-east-1:${ACCOUNT}:/domainnames/${key}/*"`));
  assert.equal(first.endpointConfiguration?.ipAddressType, 'dualstack');
  await assert.rejects(call('GetDomainName', { domainName }), failure('NotFoundException'));
  assert.deepEqual(await call('GetDomainName', { domainName, domainNameId }), first);
});

test('a domain name needs the right certificate in the right place', async () => {
  const { call } = openService();
  const create = (members: object) => call('CreateDomainName', { domainName: 'api.example.com', ...members });
  const bad = (members: object, message?: string) =>
    assert.rejects(create(members), failure('BadRequestException', message));
  await bad({}, 'A certificate was not provided for the endpoint type EDGE.');
  await bad({ certificateName: 'mine' }, 'A certificate was not provided for the endpoint type EDGE.');
  await bad(
    { certificateArn: CERTIFICATE, endpointConfiguration: REGIONAL },
    'Cannot import certificates for EDGE while REGIONAL is active.',
  );
  const elsewhere = CERTIFICATE.replace('us-east-1', 'eu-west-1');
  await bad(
    { certificateArn: elsewhere },
    `Invalid certificate ARN: ${elsewhere}. Certificate must be in 'us-east-1'.`,
  );
  await bad({ certificateArn: 'text' });
  const { certificate, privateKey } = await newSelfSignedCertificate(NOW, NOW + 1000);
  const { privateKey: other } = await newSelfSignedCertificate(NOW, NOW + 1000);
  const uploaded = { certificateName: 'mine', certificateBody: certificate };
  await bad(uploaded);
  await bad({ ...uploaded, certificatePrivateKey: other });
  await bad({ ...uploaded, certificatePrivateKey: privateKey, certificateChain: 'text' });
  const domain = await create({ ...uploaded, certificatePrivateKey: privateKey });
  assert.equal(domain.certificateName, 'mine');
  assert.ok(!JSON.stringify(domain).includes('PRIVATE KEY'));
});

test('a domain name is a host name in lower case', async () => {
  const { call } = openService({ domainNames: 1 });
  const create = (domainName: string) => createRegional(call, { domainName });
  await assert.rejects(create(''), failure('BadRequestException', 'No Domain Name specified'));
  for (const name of [
    'API.example.com',
    'a b',
    '-a.com',
    'a..com',
    'a.*.com',
    `${'a'.repeat(64)}.com`,
    'a/b',
  ])
    await assert.rejects(create(name), failure('BadRequestException'), name);
  await create('*.example.com');
  await assert.rejects(create('b.example.com'), failure('LimitExceededException'));
});

test('settings that do not go together are refused', async () => {
  const { call } = openService();
  for (const members of [
    { policy: '{}' },
    { mutualTlsAuthentication: { truststoreUri: 'https://example.com' } },
    { securityPolicy: 'SecurityPolicy_TLS13_2025_EDGE' },
    { endpointAccessMode: 'STRICT' },
    { ownershipVerificationCertificateArn: 'text' },
    { endpointConfiguration: { types: ['REGIONAL', 'EDGE'] } },
    { tags: { 'aws:x': 'y' } },
  ])
    await assert.rejects(
      createRegional(call, members),
      failure('BadRequestException'),
      JSON.stringify(members),
    );
});

test('UpdateDomainName changes settings, and moves a domain name from edge to region', async () => {
  const { call } = openService();
  const domainName = 'api.example.com';
  await call('CreateDomainName', { domainName, certificateArn: CERTIFICATE });
  const update = (...patches: [op: 'add' | 'replace', path: string, value: string][]) =>
    call('UpdateDomainName', {
      domainName,
      patchOperations: patches.map(([op, path, value]) => ({ op, path, value })),
    });
  const moved = await update(
    ['replace', '/endpointConfiguration/types/EDGE', 'REGIONAL'],
    ['add', '/regionalCertificateArn', CERTIFICATE],
  );
  assert.deepEqual(moved.endpointConfiguration?.types, ['REGIONAL']);
  assert.ok(moved.regionalDomainName);
  assert.equal(moved.distributionDomainName, undefined);
  assert.equal(moved.certificateArn, undefined);
  const changed = await update(
    ['replace', '/mutualTlsAuthentication/truststoreUri', 's3://bucket/key'],
    ['replace', '/mutualTlsAuthentication/truststoreVersion', 'v1'],
    ['replace', '/securityPolicy', 'SecurityPolicy_TLS13_1_3_2025_09'],
    ['replace', '/endpointAccessMode', 'STRICT'],
    ['replace', '/routingMode', 'ROUTING_RULE_ONLY'],
    ['replace', '/endpointConfiguration/ipAddressType', 'dualstack'],
    ['replace', '/ownershipVerificationCertificateArn', CERTIFICATE],
    ['replace', '/regionalCertificateName', 'mine'],
  );
  assert.deepEqual(changed, {
    ...moved,
    mutualTlsAuthentication: { truststoreUri: 's3://bucket/key', truststoreVersion: 'v1' },
    securityPolicy: 'SecurityPolicy_TLS13_1_3_2025_09',
    endpointAccessMode: 'STRICT',
    routingMode: 'ROUTING_RULE_ONLY',
    endpointConfiguration: { types: ['REGIONAL'], ipAddressType: 'dualstack' },
    ownershipVerificationCertificateArn: CERTIFICATE,
    regionalCertificateName: 'mine',
  });
  assert.equal(
    (await update(['replace', '/mutualTlsAuthentication/truststoreUri', ''])).mutualTlsAuthentication,
    undefined,
  );
  for (const [path, value] of [
    ['/regionalCertificateArn', ''],
    ['/endpointConfiguration/types/REGIONAL', 'PRIVATE'],
    ['/routingMode', 'ANY'],
    ['/securityPolicy', 'none'],
    ['/managementPolicy', '{}'],
    ['/domainName', 'other.example.com'],
  ] as const)
    await assert.rejects(update(['replace', path, value]), failure('BadRequestException'), path);
  const { mutualTlsAuthentication: _off, ...rest } = changed;
  assert.deepEqual(await call('GetDomainName', { domainName }), rest);
});
