import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { byRoot, callBy, EC2_TRUST, LIST_USERS, openIam, rejectsWith } from './iam.fixture.ts';

describe('the account', () => {
  it('has at most one alias, unlike every other account', async () => {
    const { CreateAccountAlias, DeleteAccountAlias, ListAccountAliases } = openIam();
    await CreateAccountAlias({ AccountAlias: 'first' }, byRoot);
    await CreateAccountAlias({ AccountAlias: 'second' }, byRoot);
    const listed = { AccountAliases: ['second'], IsTruncated: false };
    assert.deepEqual(await ListAccountAliases({}, byRoot), listed);
    const other = { ...callBy(), account: '999999999999' };
    const taken = CreateAccountAlias({ AccountAlias: 'second' }, other);
    await rejectsWith(taken, 'EntityAlreadyExists', 'The account alias second already exists.');
    const absent = DeleteAccountAlias({ AccountAlias: 'first' }, byRoot);
    await rejectsWith(absent, 'NoSuchEntity', 'The account alias first cannot be found.');
    await DeleteAccountAlias({ AccountAlias: 'second' }, byRoot);
    assert.deepEqual((await ListAccountAliases({}, byRoot)).AccountAliases, []);
  });

  it('counts what is in it', async () => {
    const iam = openIam();
    const before = (await iam.GetAccountSummary({}, byRoot)).SummaryMap ?? {};
    await iam.CreateUser({ UserName: 'u' }, byRoot);
    await iam.CreateGroup({ GroupName: 'g' }, byRoot);
    await iam.CreateRole({ RoleName: 'r', AssumeRolePolicyDocument: EC2_TRUST }, byRoot);
    await iam.CreatePolicy({ PolicyName: 'p', PolicyDocument: LIST_USERS }, byRoot);
    await iam.CreateAccessKey({}, byRoot);
    const after = (await iam.GetAccountSummary({}, byRoot)).SummaryMap ?? {};
    const added = Object.entries(after).filter(
      ([name, count]) => count !== before[name as keyof typeof before],
    );
    assert.deepEqual(Object.fromEntries(added), {
      Users: 1,
      Groups: 1,
      Roles: 1,
      Policies: 1,
      AccountAccessKeysPresent: 1,
    });
  });

  it('tells everything about everybody, page by page', async () => {
    const iam = openIam();
    await iam.CreateUser({ UserName: 'u' }, byRoot);
    await iam.CreateGroup({ GroupName: 'g' }, byRoot);
    await iam.CreateRole({ RoleName: 'r', AssumeRolePolicyDocument: EC2_TRUST }, byRoot);
    await iam.CreatePolicy({ PolicyName: 'p', PolicyDocument: LIST_USERS }, byRoot);
    await iam.AddUserToGroup({ UserName: 'u', GroupName: 'g' }, byRoot);
    await iam.PutUserPolicy({ UserName: 'u', PolicyName: 'i', PolicyDocument: LIST_USERS }, byRoot);
    await iam.AttachRolePolicy(
      { RoleName: 'r', PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' },
      byRoot,
    );
    const seen: (string | undefined)[] = [];
    let Marker: string | undefined;
    do {
      const page = await iam.GetAccountAuthorizationDetails({ MaxItems: 1, Marker }, byRoot);
      const { GroupDetailList = [], RoleDetailList = [], UserDetailList = [], Policies = [] } = page;
      seen.push(
        ...GroupDetailList.map((group) => group.GroupName),
        ...RoleDetailList.map((role) => role.RoleName),
      );
      seen.push(
        ...UserDetailList.map((user) => user.UserName),
        ...Policies.map((policy) => policy.PolicyName),
      );
      Marker = page.Marker;
    } while (Marker !== undefined);
    assert.deepEqual(seen, ['g', 'r', 'u', 'p', 'ReadOnlyAccess']);
    const users = await iam.GetAccountAuthorizationDetails({ Filter: ['User'] }, byRoot);
    assert.deepEqual(users.UserDetailList?.[0]?.GroupList, ['g']);
    const inline = users.UserDetailList?.[0]?.UserPolicyList?.[0];
    assert.equal(decodeURIComponent(inline?.PolicyDocument ?? ''), LIST_USERS);
    assert.deepEqual(users.RoleDetailList, []);
  });
});
