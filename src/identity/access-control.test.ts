import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { openSqliteStore } from '../store/sqlite-store.ts';
import { GLOBAL_REGION, type Store } from '../store/store.ts';
import type { AccessRequest } from './access.ts';
import { createAccessControl, decideByResourcePolicy, type IamAccessControl } from './access-control.ts';
import { ANONYMOUS, type Caller } from './principal.ts';
import {
  groups,
  type ManagedPolicyRecord,
  managedPolicies,
  type RoleRecord,
  roles,
  type UserRecord,
  users,
} from './records.ts';

const ACCOUNT = '111122223333';
const scope = { account: ACCOUNT, region: GLOBAL_REGION };
const NOW = Date.parse('2026-01-02T03:04:05Z');
const RESOURCE = `arn:aws:execute-api:us-east-1:${ACCOUNT}:abc/prod/GET/unicorns`;
const POLICY = `arn:aws:iam::${ACCOUNT}:policy/p`;

let store: Store;
let access: IamAccessControl;

beforeEach(() => {
  store = openSqliteStore(':memory:');
  access = createAccessControl({ store, clock: () => NOW });
});

afterEach(async () => {
  access.close();
  await store.close();
});

function statement(rest: object = {}): string {
  const one = { Effect: 'Allow', Action: 'execute-api:Invoke', Resource: '*', ...rest };
  return JSON.stringify({ Version: '2012-10-17', Statement: one });
}

const entity = { path: '/', createdAt: 0, inlinePolicies: {}, attachedPolicies: [], tags: [] };

function putUser(rest: Partial<UserRecord> = {}) {
  const arn = `arn:aws:iam::${ACCOUNT}:user/Ana`;
  return store
    .collection(users)
    .put(scope, 'ana', { ...entity, name: 'Ana', arn, id: 'AIDAANA', groups: [], ...rest });
}

function putRole(rest: Partial<RoleRecord> = {}) {
  const arn = `arn:aws:iam::${ACCOUNT}:role/app/worker`;
  const role: RoleRecord = {
    ...entity,
    path: '/app/',
    name: 'worker',
    arn,
    id: 'AROAWORKER',
    assumeRolePolicyDocument: '',
    maxSessionDuration: 3600,
    ...rest,
  };
  return store.collection(roles).put(scope, 'worker', role);
}

function putManaged(document: string) {
  const policy: ManagedPolicyRecord = {
    name: 'p',
    path: '/',
    arn: POLICY,
    id: 'ANPAP',
    createdAt: 0,
    updatedAt: 0,
    versions: [
      { id: 'v1', document: statement({ Effect: 'Deny' }), createdAt: 0 },
      { id: 'v2', document, createdAt: 0 },
    ],
    defaultVersionId: 'v2',
    lastVersion: 2,
    tags: [],
  };
  return store.collection(managedPolicies).put(scope, POLICY, policy);
}

const ana: Caller = {
  principal: {
    type: 'User',
    account: ACCOUNT,
    arn: `arn:aws:iam::${ACCOUNT}:user/Ana`,
    userId: 'AIDAANA',
    userName: 'Ana',
  },
  session: { accessKeyId: 'AKIAANA' },
};

function worker(session: Partial<Caller['session']> = {}): Caller {
  return {
    principal: {
      type: 'AssumedRole',
      account: ACCOUNT,
      arn: `arn:aws:sts::${ACCOUNT}:assumed-role/worker/one`,
      userId: 'AROAWORKER:one',
      roleArn: `arn:aws:iam::${ACCOUNT}:role/app/worker`,
      roleName: 'worker',
      sessionName: 'one',
    },
    session: { accessKeyId: 'ASIAWORKER', issuedAt: NOW - 60_000, ...session },
  };
}

async function may(
  caller: Caller,
  rest: Partial<AccessRequest> = {},
  resourcePolicy?: string,
): Promise<boolean> {
  const request = { action: 'execute-api:Invoke', resource: RESOURCE, resourceAccount: ACCOUNT, ...rest };
  return (await access.decide(caller, request, resourcePolicy)).allowed;
}

test('a user has the policies of its own and of its groups, inline and managed, and each change counts at once', async () => {
  await putUser();
  assert.equal(await may(ana), false);
  await putUser({ inlinePolicies: { inline: statement() } });
  assert.equal(await may(ana), true);
  await putUser({ attachedPolicies: [POLICY], groups: ['Devs'] });
  assert.equal(await may(ana), false);
  await putManaged(statement());
  assert.equal(await may(ana), true);
  await putManaged(statement({ Resource: 'arn:aws:s3:::b' }));
  assert.equal(await may(ana), false);
  const devs = { ...entity, name: 'Devs', arn: `arn:aws:iam::${ACCOUNT}:group/Devs`, id: 'AGPADEVS' };
  await store.collection(groups).put(scope, 'devs', { ...devs, inlinePolicies: { all: statement() } });
  assert.equal(await may(ana), true);
  await store.collection(groups).delete(scope, 'devs');
  assert.equal(await may(ana), false);
});

test('AWS-managed policies are built in', async () => {
  await putUser({ attachedPolicies: ['arn:aws:iam::aws:policy/AmazonAPIGatewayInvokeFullAccess'] });
  assert.equal(await may(ana), true);
  assert.equal(await may(ana, { action: 'iam:CreateUser', resource: '*' }), false);
});

test('a deleted user, and one whose name was given to another, may nothing', async () => {
  await putUser({ inlinePolicies: { inline: statement() } });
  assert.equal(await may(ana), true);
  await putUser({ id: 'AIDAANOTHER', inlinePolicies: { inline: statement() } });
  assert.equal(await may(ana), false);
  await store.collection(users).delete(scope, 'ana');
  assert.equal(await may(ana), false);
  assert.equal(await may(ana, {}, statement({ Principal: '*' })), false);
  assert.equal(await may(worker()), false);
});

test('a role has its policies, limited by the session', async () => {
  await putRole({ inlinePolicies: { inline: statement() } });
  assert.equal(await may(worker()), true);
  assert.equal(await may(worker({ policy: statement() })), true);
  assert.equal(await may(worker({ policy: statement({ Action: 's3:*' }) })), false);
  assert.equal(await may(worker({ policyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] })), true);
  assert.equal(await may(worker({ policyArns: ['arn:aws:iam::aws:policy/AWSDenyAll'] })), false);
  assert.equal(await may(worker({ policyArns: ['arn:aws:iam::aws:policy/Gone'] })), false);
});

test('a boundary limits, also one that is gone', async () => {
  const inlinePolicies = { inline: statement() };
  await putManaged(statement());
  await putRole({ inlinePolicies, permissionsBoundary: POLICY });
  assert.equal(await may(worker()), true);
  await putManaged(statement({ Action: 's3:*' }));
  assert.equal(await may(worker()), false);
  await store.collection(managedPolicies).delete(scope, POLICY);
  assert.equal(await may(worker()), false);
});

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
test('conditions see who calls, with what, and when', async () => {
  const tags = [{ Key: 'Team', Value: 'horn' }];
  const when = async (caller: Caller, Condition: object, conditions = {}) => {
    const inlinePolicies = { inline: statement({ Condition }) };
    await putUser({ inlinePolicies, tags });
    await putRole({ inlinePolicies, tags });
    return may(caller, { conditions });
  };
  const equals = (values: object) => ({ StringEquals: values });
  assert.ok(
    await when(ana, equals({ 'aws:username': 'Ana', 'aws:userid': 'AIDAANA', 'aws:PrincipalType': 'User' })),
  );
  assert.ok(await when(ana, equals({ 'aws:PrincipalTag/team': 'horn', 'aws:PrincipalAccount': ACCOUNT })));
  assert.ok(
    await when(ana, { Null: { 'aws:TokenIssueTime': 'true', 'aws:MultiFactorAuthPresent': 'true' } }),
  );
  const roleArn = `arn:aws:iam::${ACCOUNT}:role/app/worker`;
  assert.ok(await when(worker(), { ArnEquals: { 'aws:PrincipalArn': roleArn } }));
  assert.ok(
    await when(worker(), {
      Null: { 'aws:username': 'true' },
      Bool: { 'aws:MultiFactorAuthPresent': 'false' },
    }),
  );
  assert.ok(await when(worker(), { DateEquals: { 'aws:TokenIssueTime': '2026-01-02T03:03:05Z' } }));
  assert.ok(await when(worker({ tags: { team: 'mane' } }), equals({ 'aws:PrincipalTag/Team': 'mane' })));
  assert.ok(await when(worker({ sourceIdentity: 'bo' }), equals({ 'aws:SourceIdentity': 'bo' })));
  assert.ok(
    await when(ana, { Bool: { 'aws:ViaAWSService': 'false', 'aws:PrincipalIsAWSService': 'false' } }),
  );
  assert.ok(await when(ana, { DateEquals: { 'aws:CurrentTime': '2026-01-02T03:04:05Z' } }));
  assert.ok(await when(ana, { NumericEquals: { 'aws:EpochTime': String(NOW / 1000) } }));
  assert.ok(await when(ana, equals({ 'aws:ResourceAccount': ACCOUNT })));
  assert.ok(
    await when(ana, { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } }, { 'aws:sourceip': '192.0.2.9' }),
  );
});

test('the organization of all accounts, and of nobody else', async () => {
  const path = 'o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/';
  const member = createAccessControl({ store, clock: () => NOW, organization: { id: 'o-a1b2c3d4e5', path } });
  const request = { action: 'execute-api:Invoke', resource: '*', resourceAccount: ACCOUNT };
  const when = async (Condition: object) => {
    await putUser({ inlinePolicies: { inline: statement({ Condition }) } });
    return (await member.decide(ana, request)).allowed;
  };
  assert.ok(await when({ StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }));
  assert.ok(!(await when({ StringEquals: { 'aws:PrincipalOrgID': 'o-0000000000' } })));
  const below = (path: string) => ({ 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': [path] } });
  assert.ok(await when(below('o-a1b2c3d4e5/r-ab12/*')));
  assert.ok(!(await when(below('o-a1b2c3d4e5/r-ab12/ou-ab12-22222222/*'))));
  member.close();
  const missing = { 'aws:PrincipalOrgID': 'true', 'aws:PrincipalOrgPaths': 'true' };
  await putUser({ inlinePolicies: { inline: statement({ Condition: { Null: missing } }) } });
  assert.ok(await may(ana), 'without an organization there is no such key');
  const claims = { 'aws:principalorgid': 'o-a1b2c3d4e5', 'aws:principalorgpaths': path };
  assert.ok(await may(ana, { conditions: claims }), 'nor can a request claim one');
});

test('a request can not claim to be of somebody else', async () => {
  const claims = {
    'aws:principaltag/team': 'horn',
    'aws:username': 'Root',
    'aws:principalarn': 'arn:aws:iam::1:root',
  };
  const Condition = { StringEquals: { 'aws:PrincipalTag/team': 'horn' } };
  await putUser({ inlinePolicies: { inline: statement({ Condition }) } });
  assert.equal(await may(ana, { conditions: claims }), false);
  const byName = { StringEquals: { 'aws:username': 'Root' } };
  await putUser({ inlinePolicies: { inline: statement({ Condition: byName }) } });
  assert.equal(await may(ana, { conditions: claims }), false);
});

test('another account needs the grant of both sides', async () => {
  await putUser({ inlinePolicies: { inline: statement() } });
  const elsewhere = { resourceAccount: '444455556666' };
  assert.equal(await may(ana, elsewhere), false);
  assert.equal(await may(ana, elsewhere, statement({ Principal: { AWS: ACCOUNT } })), true);
  await putUser();
  assert.equal(await may(ana, elsewhere, statement({ Principal: { AWS: ACCOUNT } })), false);
});

// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
test('mayAssume asks the trust policy, with the external id', async () => {
  await putUser({ inlinePolicies: { inline: statement({ Action: 'sts:AssumeRole' }) } });
  const trust = {
    Effect: 'Allow',
    Principal: { AWS: ACCOUNT },
    Action: 'sts:AssumeRole',
    Condition: { StringEquals: { 'sts:ExternalId': '12345' } },
  };
  const role = {
    arn: `arn:aws:iam::${ACCOUNT}:role/worker`,
    assumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: trust }),
  };
  const withId = await access.mayAssume(ana, role, { conditions: { 'sts:externalid': '12345' } });
  assert.deepEqual(withId, { allowed: true, explicitDeny: false, source: 'identity' });
  const without = await access.mayAssume(ana, role);
  assert.deepEqual(without, { allowed: false, explicitDeny: false, source: 'trust' });
  assert.equal((await access.mayAssume(ANONYMOUS, role)).allowed, false);
});

// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
test('a resource policy decides alone for methods without authorization', () => {
  const request = { action: 'execute-api:Invoke', resource: RESOURCE, resourceAccount: ACCOUNT };
  const Condition = { IpAddress: { 'aws:SourceIp': ['192.0.2.0/24', '198.51.100.0/24'] } };
  const policy = statement({ Principal: '*', Condition });
  const from = (ip: string) =>
    decideByResourcePolicy(policy, ANONYMOUS, { ...request, conditions: { 'aws:sourceip': ip } });
  assert.deepEqual(from('192.0.2.1'), { allowed: true, explicitDeny: false, source: 'resource' });
  assert.deepEqual(from('203.0.113.1'), { allowed: false, explicitDeny: false, source: 'resource' });
  const denying = statement({ Effect: 'Deny', Principal: '*' });
  assert.equal(decideByResourcePolicy(denying, ANONYMOUS, request).explicitDeny, true);
});

// https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
test('a service may invoke a function for the source that the function policy names', () => {
  const service = 'apigateway.amazonaws.com';
  const caller: Caller = { principal: { type: 'Service', account: '', arn: service, userId: service } };
  const resource = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:unicorns`;
  const SourceArn = `arn:aws:execute-api:us-east-1:${ACCOUNT}:abc/*/GET/unicorns`;
  const policy = statement({
    Principal: { Service: service },
    Action: 'lambda:InvokeFunction',
    Resource: resource,
    Condition: { ArnLike: { 'AWS:SourceArn': SourceArn } },
  });
  const from = (arn: string) => {
    const conditions = { 'aws:sourcearn': arn };
    const request = { action: 'lambda:InvokeFunction', resource, resourceAccount: ACCOUNT, conditions };
    return decideByResourcePolicy(policy, caller, request).allowed;
  };
  assert.equal(from(RESOURCE), true);
  assert.equal(from(RESOURCE.replace('GET', 'POST')), false);
});
