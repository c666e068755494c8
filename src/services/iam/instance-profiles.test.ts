import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ACCOUNT, byRoot, EC2_TRUST, NOW, openIam, rejectsWith } from './iam.fixture.ts';

// Texts and members are those that AWS answered in LocalStack's recorded test_iam_instance_profiles.
describe('instance profiles', () => {
  it('hold one role', async () => {
    const iam = openIam();
    const InstanceProfileName = 'ip';
    const { InstanceProfile } = await iam.CreateInstanceProfile({ InstanceProfileName, Path: '/x/' }, byRoot);
    assert.deepEqual(InstanceProfile, {
      Path: '/x/',
      InstanceProfileName,
      InstanceProfileId: InstanceProfile?.InstanceProfileId,
      Arn: `arn:aws:iam::${ACCOUNT}:instance-profile/x/ip`,
      CreateDate: new Date(NOW),
      Roles: [],
    });
    assert.match(InstanceProfile?.InstanceProfileId ?? '', /^AIPA[A-Z2-7]{17}$/);
    const { Role } = await iam.CreateRole({ RoleName: 'r', AssumeRolePolicyDocument: EC2_TRUST }, byRoot);
    await iam.AddRoleToInstanceProfile({ InstanceProfileName, RoleName: 'r' }, byRoot);
    const view = { ...InstanceProfile, Roles: [Role] };
    const got = await iam.GetInstanceProfile({ InstanceProfileName }, byRoot);
    assert.deepEqual(got.InstanceProfile, { ...view, Tags: [] });
    assert.deepEqual((await iam.ListInstanceProfiles({ PathPrefix: '/x/' }, byRoot)).InstanceProfiles, [
      view,
    ]);
    const ofRole = await iam.ListInstanceProfilesForRole({ RoleName: 'r' }, byRoot);
    assert.deepEqual(ofRole.InstanceProfiles, [view]);
    const second = iam.AddRoleToInstanceProfile({ InstanceProfileName, RoleName: 'r' }, byRoot);
    await rejectsWith(
      second,
      'LimitExceeded',
      'Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1',
    );
    const full = 'Cannot delete entity, must remove roles from instance profile first.';
    await rejectsWith(iam.DeleteInstanceProfile({ InstanceProfileName }, byRoot), 'DeleteConflict', full);
    await iam.RemoveRoleFromInstanceProfile({ InstanceProfileName, RoleName: 'r' }, byRoot);
    const again = iam.RemoveRoleFromInstanceProfile({ InstanceProfileName, RoleName: 'r' }, byRoot);
    await rejectsWith(again, 'NoSuchEntity', 'Role r in Instance Profile ip cannot be found.');
    await iam.DeleteInstanceProfile({ InstanceProfileName }, byRoot);
    const gone = iam.GetInstanceProfile({ InstanceProfileName }, byRoot);
    await rejectsWith(gone, 'NoSuchEntity', 'Instance Profile ip cannot be found.');
  });

  it('say what is missing or taken', async () => {
    const { CreateInstanceProfile, AddRoleToInstanceProfile } = openIam();
    const add = () => AddRoleToInstanceProfile({ InstanceProfileName: 'ip', RoleName: 'r' }, byRoot);
    await rejectsWith(add(), 'NoSuchEntity', 'Instance Profile ip cannot be found.');
    await CreateInstanceProfile({ InstanceProfileName: 'ip' }, byRoot);
    await rejectsWith(add(), 'NoSuchEntity', 'The role with name r cannot be found.');
    const taken = CreateInstanceProfile({ InstanceProfileName: 'IP' }, byRoot);
    await rejectsWith(taken, 'EntityAlreadyExists', 'Instance Profile IP already exists.');
  });

  it('have tags whose keys are told apart by case', async () => {
    const { CreateInstanceProfile, TagInstanceProfile, UntagInstanceProfile, ListInstanceProfileTags } =
      openIam();
    const InstanceProfileName = 'ip';
    await CreateInstanceProfile({ InstanceProfileName, Tags: [{ Key: 'k', Value: '1' }] }, byRoot);
    await TagInstanceProfile({ InstanceProfileName, Tags: [{ Key: 'K', Value: '2' }] }, byRoot);
    await UntagInstanceProfile({ InstanceProfileName, TagKeys: ['k'] }, byRoot);
    const { Tags } = await ListInstanceProfileTags({ InstanceProfileName }, byRoot);
    assert.deepEqual(Tags, [{ Key: 'K', Value: '2' }]);
  });
});
