import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ACCOUNT, byRoot, EC2_TRUST, LIST_USERS, NOW, openIam, rejectsWith } from './iam.fixture.ts';

const missing = (name: string) => `The role with name ${name} cannot be found.`;

// Texts and members are those that AWS answered in LocalStack's recorded test_iam_roles.
describe('roles', () => {
  it('show description, duration and last use where AWS shows them', async () => {
    const { CreateRole, GetRole, ListRoles, UpdateRole, UpdateRoleDescription } = openIam();
    const Tags = [{ Key: 'k', Value: 'v' }];
    const given = { RoleName: 'r', AssumeRolePolicyDocument: EC2_TRUST, Description: 'd', Path: '/p/', Tags };
    const { Role } = await CreateRole(given, byRoot);
    const view = {
      Path: '/p/',
      RoleName: 'r',
      RoleId: Role?.RoleId,
      Arn: `arn:aws:iam::${ACCOUNT}:role/p/r`,
      CreateDate: new Date(NOW),
      AssumeRolePolicyDocument: encodeURIComponent(EC2_TRUST),
    };
    assert.match(Role?.RoleId ?? '', /^AROA[A-Z2-7]{17}$/);
    assert.deepEqual(Role, { ...view, Tags });
    const listed = { ...view, Description: 'd', MaxSessionDuration: 3600 };
    assert.deepEqual((await GetRole({ RoleName: 'r' }, byRoot)).Role, { ...listed, Tags, RoleLastUsed: {} });
    assert.deepEqual((await ListRoles({ PathPrefix: '/p/' }, byRoot)).Roles, [listed]);
    await UpdateRole({ RoleName: 'r', MaxSessionDuration: 7200 }, byRoot);
    const described = await UpdateRoleDescription({ RoleName: 'r', Description: 'e' }, byRoot);
    assert.deepEqual(described.Role, { ...view, Description: 'e' });
    const { Role: updated } = await GetRole({ RoleName: 'R' }, byRoot);
    assert.deepEqual([updated?.Description, updated?.MaxSessionDuration], ['e', 7200]);
  });

  it('have a trust policy that is checked', async () => {
    const { CreateRole, GetRole, UpdateAssumeRolePolicy } = openIam();
    const create = (document: string) =>
      CreateRole({ RoleName: 'r', AssumeRolePolicyDocument: document }, byRoot);
    await rejectsWith(create('{'), 'MalformedPolicyDocument', 'This policy contains invalid Json');
    await create(EC2_TRUST);
    await rejectsWith(create(EC2_TRUST), 'EntityAlreadyExists', 'Role with name r already exists.');
    const update = (PolicyDocument: string, RoleName = 'r') =>
      UpdateAssumeRolePolicy({ RoleName, PolicyDocument }, byRoot);
    const wrongAction = EC2_TRUST.replace('sts:AssumeRole', 's3:GetObject');
    const text = 'AssumeRole policy may only specify STS AssumeRole actions.';
    await rejectsWith(update(wrongAction), 'MalformedPolicyDocument', text);
    const withResource = EC2_TRUST.replace('"Effect"', '"Resource":"*","Effect"');
    await rejectsWith(update(withResource), 'MalformedPolicyDocument', 'Has prohibited field Resource');
    await rejectsWith(update(EC2_TRUST, 'x'), 'NoSuchEntity', missing('x'));
    const long = JSON.stringify({ ...JSON.parse(EC2_TRUST), Id: 'x'.repeat(2048) });
    await rejectsWith(update(long), 'LimitExceeded', 'Cannot exceed quota for ACLSizePerRole: 2048');
    const spaced = JSON.stringify(JSON.parse(EC2_TRUST), null, 400);
    await update(spaced);
    const { Role } = await GetRole({ RoleName: 'r' }, byRoot);
    assert.equal(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ''), spaced);
  });

  it('are not deleted while something belongs to them', async () => {
    const iam = openIam();
    const RoleName = 'r';
    await iam.CreateRole({ RoleName, AssumeRolePolicyDocument: EC2_TRUST }, byRoot);
    await iam.PutRolePolicy({ RoleName, PolicyName: 'p', PolicyDocument: LIST_USERS }, byRoot);
    const PolicyArn = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
    await iam.AttachRolePolicy({ RoleName, PolicyArn }, byRoot);
    await iam.CreateInstanceProfile({ InstanceProfileName: 'ip' }, byRoot);
    await iam.AddRoleToInstanceProfile({ RoleName, InstanceProfileName: 'ip' }, byRoot);
    const conflict = (what: string) =>
      rejectsWith(
        iam.DeleteRole({ RoleName }, byRoot),
        'DeleteConflict',
        `Cannot delete entity, ${what} first.`,
      );
    await conflict('must remove roles from instance profile');
    await iam.RemoveRoleFromInstanceProfile({ RoleName, InstanceProfileName: 'ip' }, byRoot);
    await conflict('must detach all policies');
    await iam.DetachRolePolicy({ RoleName, PolicyArn }, byRoot);
    await conflict('must delete policies');
    await iam.DeleteRolePolicy({ RoleName, PolicyName: 'p' }, byRoot);
    await iam.DeleteRole({ RoleName }, byRoot);
    await rejectsWith(iam.DeleteRole({ RoleName }, byRoot), 'NoSuchEntity', missing('r'));
  });

  it('come in pages that a marker continues', async () => {
    const { CreateRole, DeleteRole, ListRoles } = openIam();
    for (const RoleName of ['B', 'a', 'D', 'c']) {
      await CreateRole({ RoleName, AssumeRolePolicyDocument: EC2_TRUST }, byRoot);
    }
    const first = await ListRoles({ MaxItems: 2 }, byRoot);
    assert.deepEqual(
      first.Roles?.map((role) => role.RoleName),
      ['a', 'B'],
    );
    assert.equal(first.IsTruncated, true);
    await DeleteRole({ RoleName: 'B' }, byRoot);
    const second = await ListRoles({ MaxItems: 2, Marker: first.Marker }, byRoot);
    assert.deepEqual(
      second.Roles?.map((role) => role.RoleName),
      ['c', 'D'],
    );
    assert.deepEqual([second.IsTruncated, second.Marker], [false, undefined]);
    await rejectsWith(ListRoles({ Marker: '%' }, byRoot), 'ValidationError', 'Invalid Marker.');
  });
});

describe('permissions boundaries', () => {
  const PermissionsBoundary = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
  const boundary = { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: PermissionsBoundary };

  it('are shown by Get, not by List, and can be taken away', async () => {
    const iam = openIam();
    const given = { RoleName: 'r', AssumeRolePolicyDocument: EC2_TRUST, PermissionsBoundary };
    assert.deepEqual((await iam.CreateRole(given, byRoot)).Role?.PermissionsBoundary, boundary);
    assert.deepEqual((await iam.GetRole({ RoleName: 'r' }, byRoot)).Role?.PermissionsBoundary, boundary);
    assert.equal((await iam.ListRoles({}, byRoot)).Roles?.[0]?.PermissionsBoundary, undefined);
    await iam.DeleteRolePermissionsBoundary({ RoleName: 'r' }, byRoot);
    assert.equal((await iam.GetRole({ RoleName: 'r' }, byRoot)).Role?.PermissionsBoundary, undefined);
    await iam.CreateUser({ UserName: 'u' }, byRoot);
    await iam.PutUserPermissionsBoundary({ UserName: 'u', PermissionsBoundary }, byRoot);
    assert.deepEqual((await iam.GetUser({ UserName: 'u' }, byRoot)).User?.PermissionsBoundary, boundary);
  });

  it('must be policies that exist', async () => {
    const { CreateUser, PutUserPermissionsBoundary, PutRolePermissionsBoundary } = openIam();
    await CreateUser({ UserName: 'u' }, byRoot);
    const put = (arn: string) =>
      PutUserPermissionsBoundary({ UserName: 'u', PermissionsBoundary: arn }, byRoot);
    const other = `arn:aws:iam::${ACCOUNT}:not_a_policy/invalid`;
    await rejectsWith(put(other), 'InvalidInput', `ARN ${other} is not valid.`);
    const absent = `arn:aws:iam::${ACCOUNT}:policy/absent`;
    await rejectsWith(
      put(absent),
      'NoSuchEntity',
      `Scope ARN: ${absent} does not exist or is not attachable.`,
    );
    const noRole = PutRolePermissionsBoundary({ RoleName: 'x', PermissionsBoundary: other }, byRoot);
    await rejectsWith(noRole, 'NoSuchEntity', missing('x'));
  });
});
