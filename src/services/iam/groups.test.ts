import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ACCOUNT, byRoot, openIam, rejectsWith } from './iam.fixture.ts';

const missing = (name: string) => `The group with name ${name} cannot be found.`;

// The texts are those that AWS answered in LocalStack's recorded test_iam_groups.
describe('groups', () => {
  it('are created, updated, listed and deleted', async () => {
    const { CreateGroup, GetGroup, ListGroups, UpdateGroup, DeleteGroup } = openIam();
    const { Group } = await CreateGroup({ GroupName: 'Devs' }, byRoot);
    assert.match(Group?.GroupId ?? '', /^AGPA[A-Z2-7]{17}$/);
    const again = CreateGroup({ GroupName: 'devs' }, byRoot);
    await rejectsWith(again, 'EntityAlreadyExists', 'Group with name devs already exists.');
    await UpdateGroup({ GroupName: 'devs', NewGroupName: 'Ops', NewPath: '/x/' }, byRoot);
    const { Groups } = await ListGroups({}, byRoot);
    const Arn = `arn:aws:iam::${ACCOUNT}:group/x/Ops`;
    assert.deepEqual(Groups, [{ ...Group, GroupName: 'Ops', Path: '/x/', Arn }]);
    await rejectsWith(GetGroup({ GroupName: 'Devs' }, byRoot), 'NoSuchEntity', missing('Devs'));
    await DeleteGroup({ GroupName: 'ops' }, byRoot);
    await rejectsWith(DeleteGroup({ GroupName: 'ops' }, byRoot), 'NoSuchEntity', missing('ops'));
  });

  it('have members, who follow a new name', async () => {
    const iam = openIam();
    await iam.CreateGroup({ GroupName: 'devs' }, byRoot);
    for (const UserName of ['bob', 'ann']) {
      await iam.CreateUser({ UserName }, byRoot);
      await iam.AddUserToGroup({ UserName, GroupName: 'DEVS' }, byRoot);
      await iam.AddUserToGroup({ UserName, GroupName: 'devs' }, byRoot);
    }
    await iam.UpdateGroup({ GroupName: 'devs', NewGroupName: 'makers' }, byRoot);
    const { Users } = await iam.GetGroup({ GroupName: 'makers' }, byRoot);
    assert.deepEqual(
      Users?.map((user) => user.UserName),
      ['ann', 'bob'],
    );
    const { Groups } = await iam.ListGroupsForUser({ UserName: 'ann' }, byRoot);
    assert.deepEqual(
      Groups?.map((group) => group.GroupName),
      ['makers'],
    );
    const conflict = 'Cannot delete entity, must remove users from group first.';
    await rejectsWith(iam.DeleteGroup({ GroupName: 'makers' }, byRoot), 'DeleteConflict', conflict);
    for (const UserName of ['ann', 'bob', 'bob']) {
      await iam.RemoveUserFromGroup({ UserName, GroupName: 'makers' }, byRoot);
    }
    await iam.DeleteGroup({ GroupName: 'makers' }, byRoot);
  });

  it('say who is missing, the user before the group', async () => {
    const { CreateUser, AddUserToGroup, RemoveUserFromGroup } = openIam();
    const noUser = 'The user with name u cannot be found.';
    await rejectsWith(AddUserToGroup({ UserName: 'u', GroupName: 'g' }, byRoot), 'NoSuchEntity', noUser);
    await rejectsWith(RemoveUserFromGroup({ UserName: 'u', GroupName: 'g' }, byRoot), 'NoSuchEntity', noUser);
    await CreateUser({ UserName: 'u' }, byRoot);
    await rejectsWith(
      AddUserToGroup({ UserName: 'u', GroupName: 'g' }, byRoot),
      'NoSuchEntity',
      missing('g'),
    );
    await rejectsWith(
      RemoveUserFromGroup({ UserName: 'u', GroupName: 'g' }, byRoot),
      'NoSuchEntity',
      missing('g'),
    );
  });

  it('are at most ten per user', async () => {
    const { CreateUser, CreateGroup, AddUserToGroup } = openIam();
    await CreateUser({ UserName: 'u' }, byRoot);
    const names = Array.from({ length: 11 }, (_, i) => `g${i}`);
    for (const GroupName of names) await CreateGroup({ GroupName }, byRoot);
    const added = await Promise.allSettled(
      names.map((GroupName) => AddUserToGroup({ UserName: 'u', GroupName }, byRoot)),
    );
    assert.equal(added.filter(({ status }) => status === 'fulfilled').length, 10);
  });

  it('never have members that a deletion at the same time overlooked', async () => {
    const { iam, CreateUser, CreateGroup, AddUserToGroup, DeleteGroup } = openIam();
    for (let i = 0; i < 20; i++) {
      const [UserName, GroupName] = [`u${i}`, `g${i}`];
      await CreateUser({ UserName }, byRoot);
      await CreateGroup({ GroupName }, byRoot);
      await Promise.allSettled([
        AddUserToGroup({ UserName, GroupName }, byRoot),
        DeleteGroup({ GroupName }, byRoot),
      ]);
      const groupThere = (await iam.groups.find(ACCOUNT, GroupName)) !== undefined;
      const memberThere = (await iam.users.require(ACCOUNT, UserName)).value.groups.length > 0;
      assert.equal(memberThere, groupThere);
    }
  });
});
