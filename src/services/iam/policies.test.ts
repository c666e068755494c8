import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ACCOUNT, byRoot, callBy, EC2_TRUST, LIST_USERS, NOW, openIam, rejectsWith } from './iam.fixture.ts';

const own = (name: string) => `arn:aws:iam::${ACCOUNT}:policy/${name}`;
const READ_ONLY = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
/** A valid policy of so many characters, white space not counted. */
const sized = (characters: number) => {
  const frame = LIST_USERS.replace('iam:ListUsers', 'iam:');
  return frame.replace('iam:', `iam:${'x'.repeat(characters - frame.length)}`);
};

// Texts and members are those that AWS answered in LocalStack's recorded test_iam_policies and test_iam_users.
describe('inline policies', () => {
  it('are given back URL-encoded, for users, groups and roles', async () => {
    const iam = openIam();
    await iam.CreateUser({ UserName: 'e' }, byRoot);
    await iam.CreateGroup({ GroupName: 'e' }, byRoot);
    await iam.CreateRole({ RoleName: 'e', AssumeRolePolicyDocument: EC2_TRUST }, byRoot);
    const policy = { PolicyName: 'p', PolicyDocument: ` ${LIST_USERS}\n` };
    await iam.PutUserPolicy({ UserName: 'e', ...policy }, byRoot);
    await iam.PutGroupPolicy({ GroupName: 'e', ...policy }, byRoot);
    await iam.PutRolePolicy({ RoleName: 'e', ...policy }, byRoot);
    const PolicyDocument = encodeURIComponent(policy.PolicyDocument).replace('*', '%2A');
    const named = { PolicyName: 'p' };
    const got = { PolicyName: 'p', PolicyDocument };
    assert.deepEqual(await iam.GetUserPolicy({ UserName: 'e', ...named }, byRoot), { UserName: 'e', ...got });
    assert.deepEqual(await iam.GetGroupPolicy({ GroupName: 'e', ...named }, byRoot), {
      GroupName: 'e',
      ...got,
    });
    assert.deepEqual(await iam.GetRolePolicy({ RoleName: 'e', ...named }, byRoot), { RoleName: 'e', ...got });
    const listed = { PolicyNames: ['p'], IsTruncated: false };
    assert.deepEqual(await iam.ListGroupPolicies({ GroupName: 'e' }, byRoot), listed);
    await iam.DeleteRolePolicy({ RoleName: 'e', ...named }, byRoot);
    for (const noun of ['role', 'user', 'group'] as const) {
      const absent = { PolicyName: '__proto__' };
      const call = {
        role: () => iam.GetRolePolicy({ RoleName: 'e', ...named }, byRoot),
        user: () => iam.DeleteUserPolicy({ UserName: 'e', ...absent }, byRoot),
        group: () => iam.GetGroupPolicy({ GroupName: 'e', ...absent }, byRoot),
      }[noun];
      const name = noun === 'role' ? 'p' : '__proto__';
      await rejectsWith(call(), 'NoSuchEntity', `The ${noun} policy with name ${name} cannot be found.`);
    }
  });

  it('are checked and limited in size, white space not counted', async () => {
    const { CreateUser, PutUserPolicy, ListUserPolicies } = openIam();
    await CreateUser({ UserName: 'u' }, byRoot);
    const put = (PolicyName: string, PolicyDocument: string) =>
      PutUserPolicy({ UserName: 'u', PolicyName, PolicyDocument }, byRoot);
    await rejectsWith(put('p', '{}'), 'MalformedPolicyDocument', 'Syntax errors in policy.');
    await put('__proto__', sized(1_000));
    await put('b', JSON.stringify(JSON.parse(sized(1_048)), null, 200));
    const message = 'Maximum policy size of 2048 bytes exceeded for user u';
    await rejectsWith(put('c', LIST_USERS), 'LimitExceeded', message);
    await rejectsWith(put('b', sized(1_049)), 'LimitExceeded', message);
    assert.deepEqual((await ListUserPolicies({ UserName: 'u' }, byRoot)).PolicyNames, ['__proto__', 'b']);
  });
});

describe('managed policies', () => {
  it('are created, shown, tagged and deleted', async () => {
    const { CreatePolicy, GetPolicy, ListPolicies, TagPolicy, UntagPolicy, DeletePolicy } = openIam();
    const Tags = [
      { Key: 'a', Value: 'lower' },
      { Key: 'A', Value: 'upper' },
    ];
    const given = { PolicyName: 'P', PolicyDocument: LIST_USERS, Description: 'd', Tags };
    const { Policy } = await CreatePolicy(given, byRoot);
    const view = {
      PolicyName: 'P',
      PolicyId: Policy?.PolicyId,
      Arn: own('P'),
      Path: '/',
      DefaultVersionId: 'v1',
      AttachmentCount: 0,
      PermissionsBoundaryUsageCount: 0,
      IsAttachable: true,
      CreateDate: new Date(NOW),
      UpdateDate: new Date(NOW),
    };
    assert.match(Policy?.PolicyId ?? '', /^ANPA[A-Z2-7]{17}$/);
    assert.deepEqual(Policy, { ...view, Tags });
    const sorted = Tags.toReversed();
    assert.deepEqual((await GetPolicy({ PolicyArn: own('P') }, byRoot)).Policy, {
      ...view,
      Description: 'd',
      Tags: sorted,
    });
    assert.deepEqual((await ListPolicies({ Scope: 'Local' }, byRoot)).Policies, [view]);
    const taken = CreatePolicy({ PolicyName: 'p', PolicyDocument: LIST_USERS, Path: '/x/' }, byRoot);
    const exists = 'A policy called p already exists. Duplicate names are not allowed.';
    await rejectsWith(taken, 'EntityAlreadyExists', exists);
    await UntagPolicy({ PolicyArn: own('P'), TagKeys: ['a'] }, byRoot);
    const twice = TagPolicy({ PolicyArn: own('P'), Tags: [...Tags, ...Tags] }, byRoot);
    await rejectsWith(twice, 'InvalidInput', 'Duplicate tag keys found.');
    assert.deepEqual((await GetPolicy({ PolicyArn: own('P') }, byRoot)).Policy?.Tags, [
      { Key: 'A', Value: 'upper' },
    ]);
    await DeletePolicy({ PolicyArn: own('P') }, byRoot);
    await rejectsWith(
      GetPolicy({ PolicyArn: own('P') }, byRoot),
      'NoSuchEntity',
      `Policy ${own('P')} was not found.`,
    );
  });

  it('have names that are unique whatever the path, also when made at the same time', async () => {
    const { CreatePolicy, DeletePolicy } = openIam();
    const create = (Path: string) =>
      CreatePolicy({ PolicyName: 'p', Path, PolicyDocument: LIST_USERS }, byRoot);
    const made = await Promise.allSettled([create('/a/'), create('/b/')]);
    assert.deepEqual(made.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    const [first] = made;
    const path = first.status === 'fulfilled' ? 'a/' : 'b/';
    await DeletePolicy({ PolicyArn: own(`${path}p`) }, byRoot);
    await create('/c/');
  });

  it('have up to five versions whose numbers are not used again', async () => {
    const iam = openIam();
    const PolicyArn = own('p');
    await iam.CreatePolicy({ PolicyName: 'p', PolicyDocument: LIST_USERS }, byRoot);
    const create = (SetAsDefault?: boolean) =>
      iam.CreatePolicyVersion({ PolicyArn, PolicyDocument: LIST_USERS, SetAsDefault }, byRoot);
    const CreateDate = new Date(NOW);
    const second = { VersionId: 'v2', IsDefaultVersion: true, CreateDate };
    assert.deepEqual((await create(true)).PolicyVersion, second);
    for (let version = 3; version <= 5; version++) await create();
    const full =
      'A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.';
    await rejectsWith(create(), 'LimitExceeded', full);
    await iam.DeletePolicyVersion({ PolicyArn, VersionId: 'v5' }, byRoot);
    assert.equal((await create()).PolicyVersion?.VersionId, 'v6');
    await iam.SetDefaultPolicyVersion({ PolicyArn, VersionId: 'v1' }, byRoot);
    const page = await iam.ListPolicyVersions({ PolicyArn, MaxItems: 3 }, byRoot);
    const rest = await iam.ListPolicyVersions({ PolicyArn, Marker: page.Marker }, byRoot);
    const versions = [...(page.Versions ?? []), ...(rest.Versions ?? [])];
    assert.deepEqual(
      versions.map((version) => version.VersionId),
      ['v6', 'v4', 'v3', 'v2', 'v1'],
    );
    const got = await iam.GetPolicyVersion({ PolicyArn, VersionId: 'v1' }, byRoot);
    assert.equal(decodeURIComponent(got.PolicyVersion?.Document ?? ''), LIST_USERS);
    assert.equal(got.PolicyVersion?.IsDefaultVersion, true);
    const removeDefault = iam.DeletePolicyVersion({ PolicyArn, VersionId: 'v1' }, byRoot);
    await rejectsWith(removeDefault, 'DeleteConflict', 'Cannot delete the default version of a policy.');
    const absent = `Policy ${PolicyArn} version v9 does not exist or is not attachable.`;
    for (const call of [iam.GetPolicyVersion, iam.DeletePolicyVersion, iam.SetDefaultPolicyVersion]) {
      await rejectsWith(call({ PolicyArn, VersionId: 'v9' }, byRoot), 'NoSuchEntity', absent);
    }
    await assert.rejects(iam.DeletePolicy({ PolicyArn }, byRoot), /This policy has more than one version/);
  });

  it('are attached by ARN and counted, and not deleted while they are', async () => {
    const iam = openIam();
    await iam.CreateUser({ UserName: 'u' }, byRoot);
    await iam.CreatePolicy({ PolicyName: 'p', PolicyDocument: LIST_USERS }, byRoot);
    const attach = (PolicyArn: string) => iam.AttachUserPolicy({ UserName: 'u', PolicyArn }, byRoot);
    await rejectsWith(
      attach('longpolicynamebutnoarn'),
      'ValidationError',
      'ARN longpolicynamebutnoarn is not valid.',
    );
    const absent = `Policy ${own('absent')} does not exist or is not attachable.`;
    await rejectsWith(attach(own('absent')), 'NoSuchEntity', absent);
    const detach = iam.DetachUserPolicy({ UserName: 'u', PolicyArn: own('p') }, byRoot);
    await rejectsWith(detach, 'NoSuchEntity', `Policy ${own('p')} was not found.`);
    await attach(own('p'));
    await attach(own('p'));
    await attach(READ_ONLY);
    const { AttachedPolicies } = await iam.ListAttachedUserPolicies({ UserName: 'u' }, byRoot);
    assert.deepEqual(AttachedPolicies, [
      { PolicyName: 'p', PolicyArn: own('p') },
      { PolicyName: 'ReadOnlyAccess', PolicyArn: READ_ONLY },
    ]);
    assert.equal((await iam.GetPolicy({ PolicyArn: READ_ONLY }, byRoot)).Policy?.AttachmentCount, 1);
    const { Policies } = await iam.ListPolicies({ OnlyAttached: true }, byRoot);
    assert.deepEqual(
      Policies?.map((policy) => policy.Arn),
      [own('p'), READ_ONLY],
    );
    const inUse = iam.DeletePolicy({ PolicyArn: own('p') }, byRoot);
    await rejectsWith(inUse, 'DeleteConflict', 'Cannot delete a policy attached to entities.');
    const { PolicyUsers, PolicyRoles } = await iam.ListEntitiesForPolicy({ PolicyArn: own('p') }, byRoot);
    assert.deepEqual([PolicyUsers?.map((user) => user.UserName), PolicyRoles], [['u'], []]);
  });

  it('are at most ten per entity', async () => {
    const iam = openIam();
    await iam.CreateGroup({ GroupName: 'g' }, byRoot);
    const names = Array.from({ length: 11 }, (_, i) => `p${i}`);
    for (const PolicyName of names)
      await iam.CreatePolicy({ PolicyName, PolicyDocument: LIST_USERS }, byRoot);
    const attached = await Promise.allSettled(
      names.map((name) => iam.AttachGroupPolicy({ GroupName: 'g', PolicyArn: own(name) }, byRoot)),
    );
    assert.equal(attached.filter(({ status }) => status === 'fulfilled').length, 10);
    const refused = attached.find((one) => one.status === 'rejected');
    assert.equal(refused?.reason.message, 'Cannot exceed quota for PoliciesPerGroup: 10');
  });

  it('of AWS can be read, not changed', async () => {
    const { GetPolicyVersion, DeletePolicy, CreatePolicyVersion } = openIam();
    const { PolicyVersion } = await GetPolicyVersion(
      { PolicyArn: 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole', VersionId: 'v1' },
      byRoot,
    );
    assert.match(decodeURIComponent(PolicyVersion?.Document ?? ''), /logs:CreateLogStream/);
    const message = (operation: string) =>
      `User: arn:aws:iam::${ACCOUNT}:root is not authorized to perform: iam:${operation} on resource: policy ${READ_ONLY}`;
    const removal = DeletePolicy({ PolicyArn: READ_ONLY }, callBy(undefined, 'DeletePolicy'));
    await rejectsWith(removal, 'AccessDenied', message('DeletePolicy'));
    const change = CreatePolicyVersion(
      { PolicyArn: READ_ONLY, PolicyDocument: LIST_USERS },
      callBy(undefined, 'CreatePolicyVersion'),
    );
    await rejectsWith(change, 'AccessDenied', message('CreatePolicyVersion'));
  });

  it('are limited in size', async () => {
    const { CreatePolicy } = openIam();
    await CreatePolicy({ PolicyName: 'fits', PolicyDocument: sized(6_144) }, byRoot);
    const larger = CreatePolicy({ PolicyName: 'larger', PolicyDocument: sized(6_145) }, byRoot);
    await rejectsWith(larger, 'LimitExceeded', 'Cannot exceed quota for PolicySize: 6144');
  });
});
