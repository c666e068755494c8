import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  ACCOUNT,
  byRoot,
  callBy,
  LIST_USERS,
  NOW,
  openIam,
  rejectsWith,
  userPrincipal,
} from './iam.fixture.ts';

const created = new Date(NOW);
const missing = (name: string) => `The user with name ${name} cannot be found.`;

// The texts are those that AWS answered in LocalStack's recorded test_iam_users.
describe('users', () => {
  it('are created, found without regard to case, listed and deleted', async () => {
    const { CreateUser, GetUser, ListUsers, DeleteUser } = openIam();
    const { User } = await CreateUser({ UserName: 'Ann', Path: '/team/a/' }, byRoot);
    assert.match(User?.UserId ?? '', /^AIDA[A-Z2-7]{17}$/);
    const view = {
      Path: '/team/a/',
      UserName: 'Ann',
      UserId: User?.UserId,
      Arn: `arn:aws:iam::${ACCOUNT}:user/team/a/Ann`,
      CreateDate: created,
    };
    assert.deepEqual(User, view);
    assert.deepEqual(await GetUser({ UserName: 'ANN' }, byRoot), { User: view });
    assert.deepEqual(await ListUsers({ PathPrefix: '/team' }, byRoot), { Users: [view], IsTruncated: false });
    assert.deepEqual((await ListUsers({ PathPrefix: '/other/' }, byRoot)).Users, []);
    await DeleteUser({ UserName: 'ann' }, byRoot);
    await rejectsWith(GetUser({ UserName: 'Ann' }, byRoot), 'NoSuchEntity', missing('Ann'));
  });

  it('are unique without regard to case, also when made at the same time', async () => {
    const { CreateUser, UpdateUser } = openIam();
    const both = await Promise.allSettled([
      CreateUser({ UserName: 'bob' }, byRoot),
      CreateUser({ UserName: 'Bob' }, byRoot),
    ]);
    assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    const taken = CreateUser({ UserName: 'BOB' }, byRoot);
    await rejectsWith(taken, 'EntityAlreadyExists', 'User with name BOB already exists.');
    await CreateUser({ UserName: 'carol' }, byRoot);
    const renamed = UpdateUser({ UserName: 'carol', NewUserName: 'Bob' }, byRoot);
    await rejectsWith(renamed, 'EntityAlreadyExists', 'User with name Bob already exists.');
    for (const call of [
      UpdateUser({ UserName: 'x' }, byRoot),
      openIam().DeleteUser({ UserName: 'x' }, byRoot),
    ]) {
      await rejectsWith(call, 'NoSuchEntity', missing('x'));
    }
  });

  it('keep id, keys, groups and policies over a new name', async () => {
    const iam = openIam();
    const { User } = await iam.CreateUser({ UserName: 'old' }, byRoot);
    await iam.CreateAccessKey({ UserName: 'old' }, byRoot);
    await iam.CreateGroup({ GroupName: 'g' }, byRoot);
    await iam.AddUserToGroup({ UserName: 'old', GroupName: 'g' }, byRoot);
    await iam.UpdateUser({ UserName: 'old', NewUserName: 'new', NewPath: '/p/' }, byRoot);
    const renamed = (await iam.GetUser({ UserName: 'new' }, byRoot)).User;
    assert.equal(renamed?.UserId, User?.UserId);
    assert.equal(renamed?.Arn, `arn:aws:iam::${ACCOUNT}:user/p/new`);
    const keys = await iam.ListAccessKeys({ UserName: 'new' }, byRoot);
    assert.deepEqual(
      keys.AccessKeyMetadata?.map((key) => key.UserName),
      ['new'],
    );
    const { Users } = await iam.GetGroup({ GroupName: 'g' }, byRoot);
    assert.deepEqual(
      Users?.map((user) => user.UserName),
      ['new'],
    );
    await rejectsWith(iam.GetUser({ UserName: 'old' }, byRoot), 'NoSuchEntity', missing('old'));
    await iam.UpdateUser({ UserName: 'new', NewUserName: 'NEW' }, byRoot);
    assert.equal(
      (await iam.ListAccessKeys({ UserName: 'new' }, byRoot)).AccessKeyMetadata?.[0]?.UserName,
      'NEW',
    );
  });

  it('are not deleted while something belongs to them', async () => {
    const iam = openIam();
    await iam.CreateUser({ UserName: 'ann' }, byRoot);
    await iam.CreateGroup({ GroupName: 'g' }, byRoot);
    const { AccessKey } = await iam.CreateAccessKey({ UserName: 'ann' }, byRoot);
    await iam.AddUserToGroup({ UserName: 'ann', GroupName: 'g' }, byRoot);
    const PolicyArn = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
    await iam.AttachUserPolicy({ UserName: 'ann', PolicyArn }, byRoot);
    await iam.PutUserPolicy({ UserName: 'ann', PolicyName: 'p', PolicyDocument: LIST_USERS }, byRoot);
    const conflict = (what: string) =>
      rejectsWith(
        iam.DeleteUser({ UserName: 'ann' }, byRoot),
        'DeleteConflict',
        `Cannot delete entity, ${what} first.`,
      );
    await conflict('must delete access keys');
    await iam.DeleteAccessKey({ UserName: 'ann', AccessKeyId: AccessKey?.AccessKeyId }, byRoot);
    await conflict('must remove users from group');
    await iam.RemoveUserFromGroup({ UserName: 'ann', GroupName: 'g' }, byRoot);
    await conflict('must detach all policies');
    await iam.DetachUserPolicy({ UserName: 'ann', PolicyArn }, byRoot);
    await conflict('must delete policies');
    await iam.DeleteUserPolicy({ UserName: 'ann', PolicyName: 'p' }, byRoot);
    await iam.DeleteUser({ UserName: 'ann' }, byRoot);
  });

  it('without a name mean the caller', async () => {
    const { CreateUser, GetUser } = openIam();
    await CreateUser({ UserName: 'ann' }, byRoot);
    assert.equal((await GetUser({}, callBy(userPrincipal('ann')))).User?.UserName, 'ann');
    const { User } = await GetUser({}, byRoot);
    assert.deepEqual([User?.UserId, User?.Arn], [ACCOUNT, `arn:aws:iam::${ACCOUNT}:root`]);
    const service = callBy({ type: 'Service', account: ACCOUNT, arn: 'x.amazonaws.com', userId: 'x' });
    const message = 'Must specify userName when calling with non-User credentials';
    await rejectsWith(GetUser({}, service), 'ValidationError', message);
  });

  it('have tags whose keys differ by more than case', async () => {
    const { CreateUser, GetUser, TagUser, UntagUser, ListUserTags } = openIam();
    const twice = [
      { Key: 'a', Value: '1' },
      { Key: 'A', Value: '2' },
    ];
    const duplicate = 'Duplicate tag keys found. Please note that Tag keys are case insensitive.';
    await rejectsWith(CreateUser({ UserName: 'x', Tags: twice }, byRoot), 'InvalidInput', duplicate);
    await CreateUser({ UserName: 'ann', Tags: [{ Key: 'Team', Value: 'One' }] }, byRoot);
    await TagUser(
      {
        UserName: 'ann',
        Tags: [
          { Key: 'team', Value: 'Two' },
          { Key: '__proto__', Value: '' },
        ],
      },
      byRoot,
    );
    const Tags = [
      { Key: '__proto__', Value: '' },
      { Key: 'team', Value: 'Two' },
    ];
    assert.deepEqual(await ListUserTags({ UserName: 'ann' }, byRoot), { Tags, IsTruncated: false });
    assert.deepEqual((await GetUser({ UserName: 'ann' }, byRoot)).User?.Tags, Tags);
    const many = Array.from({ length: 49 }, (_, i) => ({ Key: `k${i}`, Value: '' }));
    const full = TagUser({ UserName: 'ann', Tags: many }, byRoot);
    await rejectsWith(full, 'LimitExceeded', 'Cannot exceed quota for TagsPerUser: 50');
    await UntagUser({ UserName: 'ann', TagKeys: ['TEAM', 'absent'] }, byRoot);
    const { Tags: left } = await ListUserTags({ UserName: 'ann' }, byRoot);
    assert.deepEqual(left, [{ Key: '__proto__', Value: '' }]);
    await rejectsWith(TagUser({ UserName: 'x', Tags: [] }, byRoot), 'NoSuchEntity', missing('x'));
  });
});

describe('access keys', () => {
  it('are made, listed without their secret, made inactive and deleted', async () => {
    const iam = openIam();
    await iam.CreateUser({ UserName: 'ann' }, byRoot);
    const { AccessKey } = await iam.CreateAccessKey({ UserName: 'ann' }, byRoot);
    assert.match(AccessKey?.AccessKeyId ?? '', /^AKIA[A-Z2-7]{16}$/);
    assert.match(AccessKey?.SecretAccessKey ?? '', /^[A-Za-z0-9+/]{40}$/);
    const AccessKeyId = AccessKey?.AccessKeyId;
    await iam.UpdateAccessKey({ UserName: 'ann', AccessKeyId, Status: 'Inactive' }, byRoot);
    assert.deepEqual(await iam.ListAccessKeys({ UserName: 'ann' }, byRoot), {
      AccessKeyMetadata: [{ UserName: 'ann', AccessKeyId, Status: 'Inactive', CreateDate: created }],
      IsTruncated: false,
    });
    const { AccessKeyLastUsed, UserName } = await iam.GetAccessKeyLastUsed({ AccessKeyId }, byRoot);
    assert.deepEqual(AccessKeyLastUsed, { ServiceName: 'N/A', Region: 'N/A', LastUsedDate: undefined });
    assert.equal(UserName, 'ann');
    await iam.DeleteAccessKey({ UserName: 'ann', AccessKeyId }, byRoot);
    const gone = iam.DeleteAccessKey({ UserName: 'ann', AccessKeyId }, byRoot);
    await rejectsWith(gone, 'NoSuchEntity', `The Access Key with id ${AccessKeyId} cannot be found.`);
    const unknown = `User: arn:aws:iam::${ACCOUNT}:root is not authorized to perform iam:GetAccessKeyLastUsed on resource: access key ${AccessKeyId}`;
    await rejectsWith(iam.GetAccessKeyLastUsed({ AccessKeyId }, byRoot), 'AccessDenied', unknown);
  });

  it('are at most two per user, also when made at the same time', async () => {
    const { CreateUser, CreateAccessKey, ListAccessKeys } = openIam();
    await CreateUser({ UserName: 'ann' }, byRoot);
    const made = await Promise.allSettled(
      Array.from({ length: 5 }, () => CreateAccessKey({ UserName: 'ann' }, byRoot)),
    );
    assert.equal(made.filter(({ status }) => status === 'fulfilled').length, 2);
    assert.equal((await ListAccessKeys({ UserName: 'ann' }, byRoot)).AccessKeyMetadata?.length, 2);
    const third = CreateAccessKey({ UserName: 'ann' }, byRoot);
    await rejectsWith(third, 'LimitExceeded', 'Cannot exceed quota for AccessKeysPerUser: 2');
  });

  it('belong to their user: another cannot change them without naming the owner', async () => {
    const { CreateUser, CreateAccessKey, DeleteAccessKey } = openIam();
    await CreateUser({ UserName: 'ann' }, byRoot);
    await CreateUser({ UserName: 'bob' }, byRoot);
    const { AccessKey } = await CreateAccessKey({}, callBy(userPrincipal('ann')));
    const AccessKeyId = AccessKey?.AccessKeyId;
    const message = `The Access Key with id ${AccessKeyId} cannot be found.`;
    await rejectsWith(
      DeleteAccessKey({ AccessKeyId }, callBy(userPrincipal('bob'))),
      'NoSuchEntity',
      message,
    );
    await rejectsWith(DeleteAccessKey({ AccessKeyId }, byRoot), 'NoSuchEntity', message);
    await DeleteAccessKey({ AccessKeyId }, callBy(userPrincipal('ann')));
  });
});
