import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { IAM } from '@aws-sdk/client-iam';
import {
  ACCOUNT,
  allow,
  type Keys,
  keysOf,
  makeUser,
  OTHER_ACCOUNT,
  policy,
  startIdentity,
} from './sts.fixture.ts';

const arn = (resource: string, account = ACCOUNT) => `arn:aws:iam::${account}:${resource}`;
const trust = (principal: unknown, rest: object = {}) => ({
  Effect: 'Allow',
  Principal: { AWS: principal },
  Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'],
  ...rest,
});
const denied = (who: string, role: string, action = 'sts:AssumeRole') => ({
  name: 'AccessDenied',
  message: `User: ${who} is not authorized to perform: ${action} on resource: ${role}`,
});

describe('STS through the official client', () => {
  let identity: Awaited<ReturnType<typeof startIdentity>>;
  let root: IAM;
  let ann: Keys;
  const annArn = arn('user/ann');

  before(async () => {
    identity = await startIdentity();
    root = identity.iam(identity.root);
    ann = await makeUser(root, 'ann', allow('sts:AssumeRole'));
  });
  after(async () => {
    await identity.close();
    assert.deepEqual(identity.faults, []);
  });

  const makeRole = async (RoleName: string, trusted: object, MaxSessionDuration = 3600, iam = root) => {
    await iam.createRole({ RoleName, AssumeRolePolicyDocument: policy(trusted), MaxSessionDuration });
    return RoleName;
  };
  const assume = (keys: Keys, RoleName: string, rest: object = {}, account = ACCOUNT) =>
    identity.sts(keys).assumeRole({
      RoleArn: arn(`role/${RoleName}`, account),
      RoleSessionName: 'session',
      ...rest,
    });

  it('tells root and users who they are', async () => {
    const { $metadata: _, ...asRoot } = await identity.sts(identity.root).getCallerIdentity({});
    assert.deepEqual(asRoot, { UserId: ACCOUNT, Account: ACCOUNT, Arn: arn('root') });
    const asUser = await identity.sts(ann).getCallerIdentity({});
    assert.equal(asUser.Arn, annArn);
    assert.match(asUser.UserId ?? '', /^AIDA/);
  });

  it('gives a session of a role that trusts the caller', async () => {
    await makeRole('trusting', trust(annArn));
    await root.putRolePolicy({
      RoleName: 'trusting',
      PolicyName: 'p',
      PolicyDocument: policy(allow('iam:ListUsers')),
    });
    const answer = await assume(ann, 'trusting');
    const sessionArn = `arn:aws:sts::${ACCOUNT}:assumed-role/trusting/session`;
    assert.equal(answer.AssumedRoleUser?.Arn, sessionArn);
    assert.match(answer.AssumedRoleUser?.AssumedRoleId ?? '', /^AROA[A-Z2-7]{17}:session$/);
    assert.equal(answer.PackedPolicySize, undefined);
    const lasts = (answer.Credentials?.Expiration?.getTime() ?? 0) - Date.now();
    assert.ok(lasts > 3_590_000 && lasts <= 3_600_000, String(lasts));
    assert.equal(answer.Credentials?.Expiration?.getMilliseconds(), 0);
    const keys = keysOf(answer.Credentials);
    assert.equal((await identity.sts(keys).getCallerIdentity({})).Arn, sessionArn);
    assert.ok((await identity.iam(keys).listUsers({})).Users?.length);
    await assert.rejects(identity.iam(keys).listRoles({}), {
      name: 'AccessDenied',
      message: `User: ${sessionArn} is not authorized to perform: iam:ListRoles on resource: ${arn('role/')} because no identity-based policy allows the iam:ListRoles action`,
    });
  });

  it('refuses root, strangers, wrong paths and roles that are not there', async () => {
    await makeRole('strict', trust(annArn));
    const bob = await makeUser(root, 'bob', allow('sts:AssumeRole'));
    const rootsMayNot = { name: 'AccessDenied', message: 'Roles may not be assumed by root accounts.' };
    await assert.rejects(assume(identity.root, 'strict'), rootsMayNot);
    await assert.rejects(assume(bob, 'strict'), denied(arn('user/bob'), arn('role/strict')));
    await assert.rejects(assume(ann, 'path/strict'), denied(annArn, arn('role/path/strict')));
    await assert.rejects(assume(ann, 'absent'), denied(annArn, arn('role/absent')));
    const RoleArn = arn('user/strict-but-a-user');
    await assert.rejects(assume(ann, '', { RoleArn }), denied(annArn, RoleArn));
  });

  it('says what is wrong with an ARN or a name, as recorded from AWS', async () => {
    const ARNS = [
      'nothing-valid-in-here',
      'arn::b:::something/test-role',
      'arn:a:::something/test-role',
      'arn:a:a::aaaaaaaaaa:',
    ];
    for (const RoleArn of ARNS) {
      await assert.rejects(assume(ann, '', { RoleArn }), {
        name: 'ValidationError',
        message: `${RoleArn} is invalid`,
      });
    }
    await assert.rejects(assume(ann, 'x', { RoleSessionName: 'Session1:2' }), {
      name: 'ValidationError',
      message:
        "1 validation error detected: Value 'Session1:2' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*",
    });
    await assert.rejects(assume(ann, 'x', { RoleSessionName: 's'.repeat(65) }), {
      name: 'ValidationError',
      message: `1 validation error detected: Value '${'s'.repeat(65)}' at 'roleSessionName' failed to satisfy constraint: Member must have length less than or equal to 64`,
    });
  });

  it('asks for the external id, and for both sides across accounts', async () => {
    const other = identity.iam(identity.otherRoot);
    const condition = { Condition: { StringEquals: { 'sts:ExternalId': 'secret-42' } } };
    await makeRole('vendor', trust(ACCOUNT, condition), 3600, other);
    const roleArn = arn('role/vendor', OTHER_ACCOUNT);
    await assert.rejects(assume(ann, 'vendor', {}, OTHER_ACCOUNT), denied(annArn, roleArn));
    await assert.rejects(
      assume(ann, 'vendor', { ExternalId: 'wrong' }, OTHER_ACCOUNT),
      denied(annArn, roleArn),
    );
    const { AssumedRoleUser } = await assume(ann, 'vendor', { ExternalId: 'secret-42' }, OTHER_ACCOUNT);
    assert.equal(AssumedRoleUser?.Arn, `arn:aws:sts::${OTHER_ACCOUNT}:assumed-role/vendor/session`);
    const without = await makeUser(root, 'without-permission');
    const withoutArn = arn('user/without-permission');
    const attempt = assume(without, 'vendor', { ExternalId: 'secret-42' }, OTHER_ACCOUNT);
    await assert.rejects(attempt, denied(withoutArn, roleArn));
    await makeRole('direct', trust(withoutArn));
    await assume(without, 'direct');
    await makeRole('by-account', trust(ACCOUNT));
    await assert.rejects(assume(without, 'by-account'), denied(withoutArn, arn('role/by-account')));
  });

  it('limits how long a session lasts, chained ones to an hour', async () => {
    await makeRole('long', trust('*'), 43_200);
    await makeRole('short', trust('*'));
    await root.putRolePolicy({
      RoleName: 'long',
      PolicyName: 'p',
      PolicyDocument: policy(allow('sts:AssumeRole')),
    });
    const tooLong = {
      name: 'ValidationError',
      message: 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    };
    await assert.rejects(assume(ann, 'short', { DurationSeconds: 3_601 }), tooLong);
    const { Credentials } = await assume(ann, 'long', { DurationSeconds: 43_200 });
    const chained = keysOf(Credentials);
    await assume(chained, 'long', { DurationSeconds: 3_600 });
    await assert.rejects(assume(chained, 'long', { DurationSeconds: 3_601 }), {
      name: 'ValidationError',
      message:
        'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    });
    await assert.rejects(assume(ann, 'long', { DurationSeconds: 899 }), { name: 'ValidationError' });
  });

  it('limits a session by its session policies', async () => {
    await makeRole('wide', trust(annArn));
    await root.putRolePolicy({ RoleName: 'wide', PolicyName: 'p', PolicyDocument: policy(allow('iam:*')) });
    const inline = await assume(ann, 'wide', { Policy: policy(allow('iam:ListUsers')) });
    assert.ok((inline.PackedPolicySize ?? 0) > 0);
    const narrowed = identity.iam(keysOf(inline.Credentials));
    await narrowed.listUsers({});
    await assert.rejects(narrowed.listRoles({}), {
      message: /because no session policy allows the iam:ListRoles action$/,
    });
    const managed = await assume(ann, 'wide', {
      PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/IAMReadOnlyAccess' }],
    });
    await identity.iam(keysOf(managed.Credentials)).listRoles({});
    await assert.rejects(identity.iam(keysOf(managed.Credentials)).createUser({ UserName: 'x' }), {
      name: 'AccessDenied',
    });
    await assert.rejects(assume(ann, 'wide', { Policy: '{}' }), { name: 'MalformedPolicyDocumentException' });
    const absent = arn('policy/absent');
    await assert.rejects(assume(ann, 'wide', { PolicyArns: [{ arn: absent }] }), { name: 'ValidationError' });
    const large = policy(allow(`iam:${'x'.repeat(2_048)}`));
    await assert.rejects(assume(ann, 'wide', { Policy: large }), { name: 'PackedPolicyTooLargeException' });
  });

  it('tags sessions, hands transitive tags on, and lets nobody change them', async () => {
    await makeRole('tagged', trust('*'));
    await root.putRolePolicy({ RoleName: 'tagged', PolicyName: 'p', PolicyDocument: policy(allow('sts:*')) });
    const ofTeam = { Condition: { StringEquals: { 'aws:PrincipalTag/team': 'red' } } };
    await makeRole('red', trust('*', ofTeam));
    const tagger = await makeUser(root, 'tagger', allow('sts:*'));
    const Tags = [
      { Key: 'Team', Value: 'red' },
      { Key: 'other', Value: 'x' },
    ];
    await assert.rejects(assume(tagger, 'red'), { name: 'AccessDenied' });
    const first = await assume(tagger, 'tagged', { Tags, TransitiveTagKeys: ['team'] });
    const second = await assume(keysOf(first.Credentials), 'tagged');
    await assume(keysOf(second.Credentials), 'red');
    const plain = await assume(tagger, 'tagged', { Tags });
    const lost = await assume(keysOf(plain.Credentials), 'tagged');
    await assert.rejects(assume(keysOf(lost.Credentials), 'red'), { name: 'AccessDenied' });
    const invalid = (message: string) => ({ name: 'InvalidParameterValue', message });
    const conflict =
      "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.";
    const override = assume(keysOf(first.Credentials), 'tagged', { Tags: [{ Key: 'TEAM', Value: 'blue' }] });
    await assert.rejects(override, invalid(conflict));
    const missing = 'The specified transitive tag key must be included in the requested tags.';
    await assert.rejects(assume(tagger, 'tagged', { TransitiveTagKeys: ['team'] }), invalid(missing));
    const duplicate = 'Duplicate tag keys found. Please note that Tag keys are case insensitive.';
    const twice = [...Tags, { Key: 'team', Value: '' }];
    await assert.rejects(assume(tagger, 'tagged', { Tags: twice }), invalid(duplicate));
  });

  it('needs sts:TagSession and sts:SetSourceIdentity of both for tags and source identity', async () => {
    const role = await makeRole('plain', trust(annArn, { Action: 'sts:AssumeRole' }));
    const Tags = [{ Key: 'k', Value: 'v' }];
    await assume(ann, role);
    await assert.rejects(assume(ann, role, { Tags }), denied(annArn, arn('role/plain'), 'sts:TagSession'));
    const SourceIdentity = 'ann';
    const refusal = denied(annArn, arn('role/plain'), 'sts:SetSourceIdentity');
    await assert.rejects(assume(ann, role, { SourceIdentity }), refusal);
    const named = {
      Condition: { StringLike: { 'sts:SourceIdentity': 'ann*', 'sts:RoleSessionName': 'session' } },
    };
    await makeRole('named', trust('*', named));
    await root.putRolePolicy({ RoleName: 'named', PolicyName: 'p', PolicyDocument: policy(allow('sts:*')) });
    const all = await makeUser(root, 'all', allow('sts:*'));
    const answer = await assume(all, 'named', { SourceIdentity });
    assert.equal(answer.SourceIdentity, 'ann');
    const kept = await assume(keysOf(answer.Credentials), 'named');
    assert.equal(kept.SourceIdentity, 'ann');
    const changed = assume(keysOf(kept.Credentials), 'named', { SourceIdentity: 'annother' });
    await assert.rejects(changed, { name: 'AccessDenied', message: /sts:SetSourceIdentity/ });
  });

  it('ends with the role: a new one of the same name does not take over old sessions', async () => {
    await makeRole('reborn', trust(annArn));
    const keys = keysOf((await assume(ann, 'reborn')).Credentials);
    await root.deleteRole({ RoleName: 'reborn' });
    await makeRole('reborn', trust(annArn));
    await assert.rejects(identity.sts(keys).getCallerIdentity({}), { name: 'InvalidClientTokenId' });
  });

  it('gives users sessions of their own, which cannot call IAM or get further sessions', async () => {
    const { Credentials } = await identity.sts(ann).getSessionToken({ DurationSeconds: 900 });
    const lasts = (Credentials?.Expiration?.getTime() ?? 0) - Date.now();
    assert.ok(lasts > 890_000 && lasts <= 900_000, String(lasts));
    const keys = keysOf(Credentials);
    assert.equal((await identity.sts(keys).getCallerIdentity({})).Arn, annArn);
    await makeRole('from-session', trust(annArn));
    await assume(keys, 'from-session');
    await assert.rejects(identity.sts(keys).getSessionToken({}), {
      name: 'AccessDenied',
      message: 'Cannot call GetSessionToken with session credentials',
    });
    await assert.rejects(identity.iam(keys).listUsers({}), { name: 'InvalidClientTokenId' });
    const ofRoot = await identity.sts(identity.root).getSessionToken({ DurationSeconds: 129_600 });
    const rootLasts = (ofRoot.Credentials?.Expiration?.getTime() ?? 0) - Date.now();
    assert.ok(rootLasts <= 3_600_000, String(rootLasts));
    const coded = identity.sts(ann).getSessionToken({ SerialNumber: arn('mfa/ann'), TokenCode: '123456' });
    await assert.rejects(coded, { name: 'AccessDenied', message: /^MultiFactorAuthentication failed/ });
  });

  it('tells the account of a key, with permission, and says what is not offered', async () => {
    const of = (keys: Keys, AccessKeyId: string) => identity.sts(keys).getAccessKeyInfo({ AccessKeyId });
    assert.equal((await of(identity.root, identity.otherRoot.accessKeyId)).Account, OTHER_ACCOUNT);
    await assert.rejects(of(ann, identity.root.accessKeyId), { name: 'AccessDenied' });
    await assert.rejects(identity.sts(ann).getFederationToken({ Name: 'eve' }), {
      name: 'NotImplemented',
      message:
        'GetFederationToken is not supported: federated users are not offered; assume a role with a session policy instead',
    });
  });
});
