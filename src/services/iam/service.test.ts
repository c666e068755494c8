import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { IAM } from '@aws-sdk/client-iam';
import { openSqliteStore } from '../../store/sqlite-store.ts';
import { ACCOUNT, allow, makeUser, policy, startIdentity } from '../sts/sts.fixture.ts';
import { EC2_TRUST, LIST_USERS } from './iam.fixture.ts';
import { permissionTargets } from './permission-targets.ts';
import { createIamService } from './service.ts';
import { unsupportedOperations } from './unsupported.ts';

const arn = (resource: string) => `arn:aws:iam::${ACCOUNT}:${resource}`;

describe('IAM through the official client', () => {
  let identity: Awaited<ReturnType<typeof startIdentity>>;
  let root: IAM;
  before(async () => {
    identity = await startIdentity();
    root = identity.iam(identity.root);
  });
  after(async () => {
    await identity.close();
    assert.deepEqual(identity.faults, []);
  });

  it('answers in the forms that the client reads', async () => {
    const Tags = [{ Key: 'team', Value: 'é ünïcorn' }];
    const { User } = await root.createUser({ UserName: 'wire', Path: '/w/', Tags });
    assert.ok(User?.CreateDate instanceof Date);
    assert.deepEqual((await root.getUser({ UserName: 'wire' })).User, User);
    await root.putUserPolicy({ UserName: 'wire', PolicyName: 'p', PolicyDocument: LIST_USERS });
    const inline = await root.getUserPolicy({ UserName: 'wire', PolicyName: 'p' });
    assert.equal(decodeURIComponent(inline.PolicyDocument ?? ''), LIST_USERS);
    await root.createRole({
      RoleName: 'wire',
      AssumeRolePolicyDocument: EC2_TRUST,
      MaxSessionDuration: 7_200,
    });
    const { Role } = await root.getRole({ RoleName: 'wire' });
    assert.equal(Role?.MaxSessionDuration, 7_200);
    assert.deepEqual(Role?.RoleLastUsed, {});
    const { SummaryMap } = await root.getAccountSummary({});
    assert.equal(SummaryMap?.Users, 1);
    await assert.rejects(root.getUser({ UserName: 'absent' }), {
      name: 'NoSuchEntityException',
      message: 'The user with name absent cannot be found.',
    });
  });

  it('refuses names, paths and numbers that the model does not allow', async () => {
    const invalid = { name: 'ValidationError', message: /^1 validation error detected: / };
    await assert.rejects(root.createUser({ UserName: 'a b' }), invalid);
    await assert.rejects(root.createUser({ UserName: 'a'.repeat(65) }), invalid);
    await assert.rejects(root.createUser({ UserName: 'a', Path: 'x' }), invalid);
    await assert.rejects(root.listUsers({ MaxItems: 0 }), invalid);
    const MaxSessionDuration = 3_599;
    const short = root.createRole({ RoleName: 'r', AssumeRolePolicyDocument: EC2_TRUST, MaxSessionDuration });
    await assert.rejects(short, invalid);
    const many = Array.from({ length: 51 }, (_, i) => ({ Key: `k${i}`, Value: '' }));
    await assert.rejects(root.tagUser({ UserName: 'wire', Tags: many }), invalid);
  });

  it('lets a user do what the policies allow, from the next call on', async () => {
    const keys = await makeUser(root, 'limited', allow(['iam:GetUser', 'iam:ListUsers'], arn('user/*')));
    const limited = identity.iam(keys);
    assert.equal((await limited.getUser({})).User?.UserName, 'limited');
    await limited.listUsers({});
    const denied = (action: string, resource: string, why: string) => ({
      name: 'AccessDenied',
      message: `User: ${arn('user/limited')} is not authorized to perform: iam:${action} on resource: ${resource} ${why}`,
    });
    const implicit = (action: string) => `because no identity-based policy allows the iam:${action} action`;
    const create = () => limited.createUser({ UserName: 'x', Path: '/p/' });
    await assert.rejects(create(), denied('CreateUser', arn('user/p/x'), implicit('CreateUser')));
    await root.createGroup({ GroupName: 'makers' });
    const grant = policy(allow('iam:CreateUser', arn('user/p/*')));
    await root.putGroupPolicy({ GroupName: 'makers', PolicyName: 'p', PolicyDocument: grant });
    await root.addUserToGroup({ UserName: 'limited', GroupName: 'makers' });
    await create();
    const elsewhere = limited.createUser({ UserName: 'y' });
    await assert.rejects(elsewhere, denied('CreateUser', arn('user/y'), implicit('CreateUser')));
    const deny = policy({ Effect: 'Deny', Action: 'iam:*', Resource: '*' });
    await root.putUserPolicy({ UserName: 'limited', PolicyName: 'deny', PolicyDocument: deny });
    const explicit = 'with an explicit deny in an identity-based policy';
    await assert.rejects(limited.listUsers({}), denied('ListUsers', arn('user/'), explicit));
  });

  it('ends a key with its deactivation, deletion and its user', async () => {
    const keys = await makeUser(root, 'leaving', allow('iam:*'));
    const leaving = identity.iam(keys);
    const set = (Status: 'Active' | 'Inactive') =>
      root.updateAccessKey({ UserName: 'leaving', AccessKeyId: keys.accessKeyId, Status });
    await leaving.listUsers({});
    await set('Inactive');
    await assert.rejects(leaving.listUsers({}), { name: 'InvalidClientTokenId' });
    await set('Active');
    await leaving.listUsers({});
    await root.updateUser({ UserName: 'leaving', NewUserName: 'left' });
    assert.equal((await leaving.getUser({})).User?.UserName, 'left');
    await leaving.deleteAccessKey({ AccessKeyId: keys.accessKeyId });
    await assert.rejects(leaving.listUsers({}), { name: 'InvalidClientTokenId' });
  });

  it('keeps a delegated administrator within the boundary that the policy demands', async () => {
    const boundary = arn('policy/boundary');
    await root.createPolicy({ PolicyName: 'boundary', PolicyDocument: policy(allow('iam:ListUsers')) });
    const condition = { Condition: { StringEquals: { 'iam:PermissionsBoundary': boundary } } };
    const keys = await makeUser(
      root,
      'delegate',
      { ...allow('iam:CreateUser'), ...condition },
      allow(['iam:PutUserPolicy', 'iam:CreateAccessKey']),
    );
    const delegate = identity.iam(keys);
    await assert.rejects(delegate.createUser({ UserName: 'free' }), { name: 'AccessDenied' });
    await delegate.createUser({ UserName: 'bounded', PermissionsBoundary: boundary });
    await root.putUserPolicy({
      UserName: 'bounded',
      PolicyName: 'p',
      PolicyDocument: policy(allow('iam:*')),
    });
    const { AccessKey } = await delegate.createAccessKey({ UserName: 'bounded' });
    const bounded = identity.iam({
      accessKeyId: AccessKey?.AccessKeyId ?? '',
      secretAccessKey: AccessKey?.SecretAccessKey ?? '',
    });
    await bounded.listUsers({});
    await assert.rejects(bounded.listRoles({}), { message: /because no permissions boundary allows/ });
  });

  it('says by name what is not offered', async () => {
    await assert.rejects(root.createLoginProfile({ UserName: 'wire', Password: 'x' }), {
      name: 'NotImplemented',
      message:
        'CreateLoginProfile is not supported: there is no console to sign in to, so there are no passwords',
    });
  });

  it('knows every operation of the API', async () => {
    const store = openSqliteStore(':memory:');
    const service = createIamService({ store, clock: () => 0 });
    const { operations } = await service.loadSchema();
    await store.close();
    const named = [...Object.keys(permissionTargets), ...Object.keys(unsupportedOperations)];
    assert.deepEqual(Object.keys(service.handlers).sort(), [...operations.keys()].sort());
    assert.deepEqual(named.sort(), [...operations.keys()].sort());
  });
});
