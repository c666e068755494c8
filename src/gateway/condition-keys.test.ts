import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { AccessRequest } from '../identity/access.ts';
import { callerNames, callerValues, requestContext } from '../identity/access-control-context.ts';
import { ANONYMOUS, type Caller } from '../identity/principal.ts';
import { ALICE, API_ID, method, NOW } from './api-records.fixture.ts';
import { Rig } from './gateway.fixture.ts';

const ORGANIZATION = { id: 'o-a1b2c3d4e5', path: 'o-a1b2c3d4e5/r-ab12/' };
const SESSION: Caller = {
  principal: {
    type: 'AssumedRole',
    account: '123456789012',
    arn: 'arn:aws:sts::123456789012:assumed-role/rider/ride',
    userId: 'AROARIDER:ride',
    roleArn: 'arn:aws:iam::123456789012:role/app/rider',
    roleName: 'rider',
    sessionName: 'ride',
  },
  session: { accessKeyId: 'ASIARIDER', issuedAt: NOW - 1000, tags: { Team: 'horn' } },
};

type Values = readonly [anonymous: unknown, user: unknown, session: unknown];

/** A key that every request has. */
const all = (value: unknown): Values => [value, value, value];

/**
 * "AWS condition keys that can be used in API Gateway resource policies", in the table's order: what a request to a
 * private API that nobody signed, one that a user signed and one that a role's session signed have.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-aws-condition-keys.html
 */
const TABLE: Readonly<Record<string, Values>> = {
  'aws:CurrentTime': all('2024-08-02T23:34:43Z'),
  'aws:EpochTime': all('1722641683'),
  // "Key is present only in requests that are signed using temporary security credentials."
  'aws:TokenIssueTime': [undefined, undefined, '2024-08-02T23:34:42Z'],
  'aws:MultiFactorAuthPresent': [undefined, undefined, 'false'],
  // "Key is present only if MFA is present in the requests."
  'aws:MultiFactorAuthAge': all(undefined),
  'aws:PrincipalAccount': [undefined, '123456789012', '123456789012'],
  'aws:PrincipalArn': [
    undefined,
    'arn:aws:iam::123456789012:user/alice',
    'arn:aws:iam::123456789012:role/app/rider',
  ],
  // "only if the principal is a member of an organization"
  'aws:PrincipalOrgID': [undefined, 'o-a1b2c3d4e5', 'o-a1b2c3d4e5'],
  'aws:PrincipalOrgPaths': [undefined, ['o-a1b2c3d4e5/r-ab12/'], ['o-a1b2c3d4e5/r-ab12/']],
  'aws:PrincipalTag/team': [undefined, 'mane', 'horn'],
  'aws:PrincipalType': ['Anonymous', 'User', 'AssumedRole'],
  'aws:Referer': all('https://example.com/'),
  'aws:SecureTransport': all('true'),
  // Of requests that a service makes for a resource; nobody else's have it.
  'aws:SourceArn': all(undefined),
  // "included in the request context except when the requester uses a VPC endpoint"
  'aws:SourceIp': all(undefined),
  'aws:SourceVpc': all('vpc-1111'),
  'aws:SourceVpce': all('vpce-0000aaaa'),
  'aws:VpcSourceIp': all('10.1.2.3'),
  'aws:UserAgent': all('rider/1.0'),
  'aws:userid': ['anonymous', 'AIDAALICE', 'AROARIDER:ride'],
  'aws:username': [undefined, 'alice', undefined],
  // Beyond that table, the global keys that requests have everywhere.
  'aws:RequestedRegion': all('us-east-1'),
  'aws:ResourceAccount': all('123456789012'),
  'aws:ViaAWSService': all('false'),
  'aws:PrincipalIsAWSService': [undefined, 'false', 'false'],
  'aws:SourceAccount': all(undefined),
  // Custom domain names are not served.
  'execute-api:viaDomainArn': all(undefined),
};

describe('the condition keys of requests to APIs', () => {
  const rig = new Rig({ vpcEndpoints: [{ id: 'vpce-0000aaaa', vpcId: 'vpc-1111', cidr: '10.0.0.0/8' }] });
  let request: AccessRequest;
  let ofPublicApi: AccessRequest;

  before(async () => {
    await rig.start();
    const paths = { '/': [method('GET', { authorizationType: 'AWS_IAM' })] };
    const policy = '{"Version":"2012-10-17","Statement":[]}';
    const endpointConfiguration = { types: ['PRIVATE' as const], ipAddressType: 'dualstack' as const };
    await rig.deploy({
      stageName: 'private',
      deploymentId: 'd1',
      paths,
      api: { policy, endpointConfiguration },
    });
    await rig.deploy({ stageName: 'public', deploymentId: 'd2', paths });
    rig.target = { sourceIp: '10.1.2.3', proxied: { peer: '10.0.0.1', secure: true, port: 443 } };
    const ask = async (stage: string) => {
      const headers = { Referer: 'https://example.com/', 'User-Agent': 'rider/1.0' };
      await rig.send(`/@${API_ID}/${stage}/`, { headers });
      return rig.decisions.at(-1)?.request ?? assert.fail('nobody was asked');
    };
    request = await ask('private');
    ofPublicApi = await ask('public');
  });
  after(() => rig.stop());

  const contexts = () => [
    requestContext(callerNames(ANONYMOUS.principal), callerValues(ANONYMOUS, []), request, NOW),
    ...[ALICE, SESSION].map((caller) => {
      const values = callerValues(caller, [{ Key: 'team', Value: 'mane' }], ORGANIZATION);
      return requestContext(callerNames(caller.principal), values, request, NOW);
    }),
  ];

  for (const [key, expected] of Object.entries(TABLE)) {
    test(key, () => {
      assert.deepEqual(
        contexts().map((context) => context.value(key.toLowerCase())),
        expected,
      );
    });
  }

  test('public APIs know the address of the client, and no endpoint', () => {
    const context = requestContext(callerNames(ANONYMOUS.principal), new Map(), ofPublicApi, NOW);
    assert.deepEqual(
      ['aws:sourceip', 'aws:sourcevpc', 'aws:sourcevpce', 'aws:vpcsourceip'].map((key) => context.value(key)),
      ['10.1.2.3', undefined, undefined, undefined],
    );
  });

  test('a header that the client does not send is no key', async () => {
    await rig.send(`/@${API_ID}/public/`);
    const { conditions = {} } = rig.decisions.at(-1)?.request ?? {};
    assert.deepEqual(Object.keys(conditions).sort(), [
      'aws:requestedregion',
      'aws:securetransport',
      'aws:sourceip',
    ]);
  });
});
