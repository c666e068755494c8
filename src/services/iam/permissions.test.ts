import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ServiceError } from '../../protocols/service-error.ts';
import { ACCOUNT, byRoot, callBy, EC2_TRUST, openIam, userPrincipal } from './iam.fixture.ts';
import { iamPermissions } from './permissions.ts';

const arn = (resource: string) => `arn:aws:iam::${ACCOUNT}:${resource}`;

describe('permissions of IAM calls', () => {
  it('are asked on the ARN with the path, for what exists and for what is to be made', async () => {
    const iam = openIam();
    const permissions = iamPermissions(iam.iam);
    const resources = async (operation: string, input: object, call = byRoot) =>
      (await permissions(operation, input, call)).map(({ action, resource }) => [action, resource]);
    await iam.CreateUser({ UserName: 'Ann', Path: '/team/' }, byRoot);
    await iam.CreateRole({ RoleName: 'r', Path: '/p/', AssumeRolePolicyDocument: EC2_TRUST }, byRoot);
    await iam.CreateInstanceProfile({ InstanceProfileName: 'ip' }, byRoot);
    const cases: [string, object, string][] = [
      ['GetUser', { UserName: 'ann' }, arn('user/team/Ann')],
      ['GetUser', { UserName: 'absent' }, arn('user/absent')],
      ['CreateUser', { UserName: 'new', Path: '/x/' }, arn('user/x/new')],
      ['ListUsers', {}, arn('user/')],
      ['ListRoles', { PathPrefix: '/p/' }, arn('role/p/')],
      ['GetRole', { RoleName: 'R' }, arn('role/p/r')],
      ['DeletePolicy', { PolicyArn: arn('policy/x') }, arn('policy/x')],
      ['CreatePolicy', { PolicyName: 'new' }, arn('policy/new')],
      ['AddUserToGroup', { UserName: 'ann', GroupName: 'g' }, arn('group/g')],
      ['GetAccountSummary', {}, '*'],
    ];
    for (const [operation, input, resource] of cases) {
      assert.deepEqual(await resources(operation, input), [[`iam:${operation}`, resource]]);
    }
    const own = await resources('CreateAccessKey', {}, callBy(userPrincipal('ann')));
    assert.deepEqual(own, [['iam:CreateAccessKey', arn('user/team/Ann')]]);
    assert.deepEqual(await resources('UpdateUser', { UserName: 'ann', NewUserName: 'Eve' }), [
      ['iam:UpdateUser', arn('user/team/Ann')],
      ['iam:UpdateUser', arn('user/team/Eve')],
    ]);
    assert.deepEqual(
      await resources('AddRoleToInstanceProfile', { InstanceProfileName: 'ip', RoleName: 'r' }),
      [
        ['iam:AddRoleToInstanceProfile', arn('instance-profile/ip')],
        ['iam:PassRole', arn('role/p/r')],
      ],
    );
  });

  it('carry boundary, policy and tags as condition keys', async () => {
    const iam = openIam();
    const permissions = iamPermissions(iam.iam);
    const conditions = async (operation: string, input: object) =>
      (await permissions(operation, input, byRoot))[0]?.conditions;
    const PermissionsBoundary = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
    const Tags = [{ Key: 'Team', Value: 'a' }];
    assert.deepEqual(await conditions('CreateUser', { UserName: 'u', PermissionsBoundary, Tags }), {
      'iam:permissionsboundary': PermissionsBoundary,
      'aws:requesttag/team': 'a',
      'aws:tagkeys': ['Team'],
    });
    await iam.CreateUser({ UserName: 'u', PermissionsBoundary, Tags }, byRoot);
    const PolicyArn = arn('policy/p');
    assert.deepEqual(await conditions('AttachUserPolicy', { UserName: 'u', PolicyArn }), {
      'iam:permissionsboundary': PermissionsBoundary,
      'iam:policyarn': PolicyArn,
      'aws:resourcetag/team': 'a',
      'iam:resourcetag/team': 'a',
    });
    assert.deepEqual(await conditions('UntagUser', { UserName: 'x', TagKeys: ['k'] }), {
      'aws:tagkeys': ['k'],
    });
  });

  it('are refused to sessions of GetSessionToken, as AWS does without a second factor', async () => {
    const permissions = iamPermissions(openIam().iam);
    const call = callBy(userPrincipal('ann'));
    const session = { accessKeyId: 'ASIAIOSFODNN7EXAMPLE', issuedAt: 1, expiresAt: 2 };
    const temporary = { ...call, caller: { ...call.caller, session } };
    await assert.rejects(permissions('ListUsers', {}, temporary), (error) => {
      return error instanceof ServiceError && error.code === 'InvalidClientTokenId';
    });
    const role = { ...userPrincipal('ann'), type: 'Service' as const, arn: 'x.amazonaws.com' };
    await permissions('ListUsers', {}, { ...temporary, caller: { principal: role, session } });
  });
});
