import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ServiceError } from '../../protocols/service-error.ts';
import {
  addUser,
  PASSWORD,
  poolOf,
  signIn,
  type UserPoolsFixture,
  userPoolsFixture,
} from './cognito.fixture.ts';

const lastCode = ({ messages }: UserPoolsFixture) => /\d{6}/.exec(messages.at(-1)?.message ?? '')?.[0] ?? '';

test('a changed address has to be verified again', async (t) => {
  const fixture = userPoolsFixture(t);
  const { anyone } = fixture;
  const { UserPoolId, ClientId } = await poolOf(fixture);
  await addUser(fixture, UserPoolId, 'ann', 'ann@example.com');
  const { AccessToken } = await signIn(fixture, ClientId);
  const attributes = async () => {
    const { UserAttributes = [] } = await anyone.GetUser({ AccessToken });
    return Object.fromEntries(UserAttributes.map(({ Name, Value }) => [Name, Value]));
  };
  const { CodeDeliveryDetailsList } = await anyone.UpdateUserAttributes({
    AccessToken,
    UserAttributes: [
      { Name: 'email', Value: 'bea@example.org' },
      { Name: 'name', Value: 'Ann' },
    ],
  });
  assert.deepEqual(CodeDeliveryDetailsList, [
    { Destination: 'b***@e***', DeliveryMedium: 'EMAIL', AttributeName: 'email' },
  ]);
  const changed = await attributes();
  assert.deepEqual(
    [changed.email, changed.email_verified, changed.name],
    ['bea@example.org', 'false', 'Ann'],
  );
  const verify = { AccessToken, AttributeName: 'email' };
  await assert.rejects(anyone.VerifyUserAttribute({ ...verify, Code: '1' }), {
    code: 'CodeMismatchException',
  });
  const first = lastCode(fixture);
  await anyone.GetUserAttributeVerificationCode(verify);
  const second = lastCode(fixture);
  if (first !== second)
    await assert.rejects(anyone.VerifyUserAttribute({ ...verify, Code: first }), {
      code: 'CodeMismatchException',
    });
  await anyone.VerifyUserAttribute({ ...verify, Code: second });
  assert.equal((await attributes()).email_verified, 'true');
  await anyone.DeleteUserAttributes({ AccessToken, UserAttributeNames: ['name'] });
  assert.equal((await attributes()).name, undefined);
});

test('a code ends by itself', async (t) => {
  const fixture = userPoolsFixture(t);
  const { ClientId } = await poolOf(fixture);
  const UserAttributes = [{ Name: 'email', Value: 'ann@example.com' }];
  await fixture.anyone.SignUp({ ClientId, Username: 'ann', Password: PASSWORD, UserAttributes });
  fixture.time.now += 24 * 3_600_000;
  const confirm = { ClientId, Username: 'ann', ConfirmationCode: lastCode(fixture) };
  await assert.rejects(fixture.anyone.ConfirmSignUp(confirm), { code: 'ExpiredCodeException' });
  await fixture.anyone.ResendConfirmationCode({ ClientId, Username: 'ann' });
  await fixture.anyone.ConfirmSignUp({ ...confirm, ConfirmationCode: lastCode(fixture) });
});

test('a temporary password ends by itself', async (t) => {
  const fixture = userPoolsFixture(t);
  const { UserPoolId, ClientId } = await poolOf(fixture);
  await fixture.admin.AdminCreateUser({ UserPoolId, Username: 'ann', TemporaryPassword: PASSWORD });
  fixture.time.now += 7 * 86_400_000 + 1;
  await assert.rejects(signIn(fixture, ClientId), {
    message: 'Temporary password has expired and must be reset by an administrator.',
  });
});

test('attributes are as the schema and the client allow', async (t) => {
  const fixture = userPoolsFixture(t);
  const Schema = [
    {
      Name: 'plan',
      AttributeDataType: 'String',
      Mutable: false,
      StringAttributeConstraints: { MaxLength: '4' },
    },
    { Name: 'age', AttributeDataType: 'Number', NumberAttributeConstraints: { MinValue: '18' } },
    { Name: 'name', AttributeDataType: 'String', Required: true },
  ] as const;
  const { UserPoolId, ClientId } = await poolOf(
    fixture,
    { Schema: [...Schema] },
    { WriteAttributes: ['name', 'email', 'custom:plan', 'custom:age'] },
  );
  const signUp = (...attributes: [string, string][]) =>
    fixture.anyone.SignUp({
      ClientId,
      Username: 'ann',
      Password: PASSWORD,
      UserAttributes: attributes.map(([Name, Value]) => ({ Name, Value })),
    });
  const nonconforming = (problem: string) => ({
    code: 'InvalidParameterException',
    message: `Attributes did not conform to the schema: ${problem}\n`,
  });
  const unauthorized = { message: 'A client attempted to write unauthorized attribute' };
  const name: [string, string] = ['name', 'Ann'];
  await assert.rejects(signUp(), nonconforming('name: The attribute is required'));
  await assert.rejects(signUp(name, ['gender', 'f']), unauthorized);
  await assert.rejects(signUp(name, ['email_verified', 'true']), unauthorized);
  await assert.rejects(signUp(name, ['email', 'no address']), { message: 'Invalid email address format.' });
  await assert.rejects(signUp(name, ['custom:plan', 'golden']), /at most 4/);
  await assert.rejects(signUp(name, ['custom:age', '17']), /at least 18/);
  await assert.rejects(signUp(name, ['custom:age', '1e9']), /must be a number/);
  await signUp(name, ['custom:plan', 'gold'], ['custom:age', '18']);
  const update = (Name: string, Value: string) =>
    fixture.admin.AdminUpdateUserAttributes({
      UserPoolId,
      Username: 'ann',
      UserAttributes: [{ Name, Value }],
    });
  await assert.rejects(
    update('custom:plan', 'free'),
    nonconforming('custom:plan: Attribute cannot be updated.'),
  );
  await assert.rejects(
    update('custom:none', 'x'),
    nonconforming('custom:none: Attribute does not exist in the schema.'),
  );
  await assert.rejects(update('name', ''), nonconforming('name: The attribute is required'));
  await assert.rejects(update('sub', 'x'), { code: 'InvalidParameterException' });
});

test('of two that sign up with one address at the same time one has it', async (t) => {
  const fixture = userPoolsFixture(t);
  const { UserPoolId, ClientId } = await poolOf(fixture, {
    UsernameAttributes: ['email'],
    UsernameConfiguration: { CaseSensitive: false },
  });
  const names = ['ann@example.com', 'ANN@example.com', 'ann@Example.com'];
  const results = await Promise.allSettled(
    names.map((Username) => fixture.anyone.SignUp({ ClientId, Username, Password: PASSWORD })),
  );
  const refused = results.filter((one) => one.status === 'rejected').map(({ reason }) => reason);
  assert.equal(refused.length, 2);
  for (const reason of refused) {
    assert.equal(reason.code, 'UsernameExistsException');
    assert.equal(reason.message, 'An account with the given email already exists.');
  }
  assert.equal((await fixture.admin.ListUsers({ UserPoolId })).Users?.length, 1);
  await assert.rejects(fixture.anyone.SignUp({ ClientId, Username: 'ann', Password: PASSWORD }), {
    message: 'Username should be an email.',
  });
});

test('odd and large names get an error and nothing more', async (t) => {
  const fixture = userPoolsFixture(t);
  const { UserPoolId, ClientId } = await poolOf(fixture);
  const names = [
    'x'.repeat(200_000),
    '\ud800',
    '__proto__',
    '../..',
    'a/b/c',
    '\u0000',
    '%00',
    '🦄'.repeat(64),
  ];
  for (const name of names) {
    await assert.rejects(signIn(fixture, ClientId, name), { statusCode: 400 }, name.slice(0, 20));
    await assert.rejects(fixture.admin.AdminGetUser({ UserPoolId, Username: name }), { statusCode: 400 });
    const GroupName = name;
    await assert.rejects(fixture.admin.ListUsersInGroup({ UserPoolId, GroupName }), { statusCode: 400 });
  }
  await addUser(fixture, UserPoolId, '__proto__');
  await fixture.admin.CreateGroup({ UserPoolId, GroupName: 'a/b' });
  await fixture.admin.AdminAddUserToGroup({ UserPoolId, GroupName: 'a/b', Username: '__proto__' });
  const { Users } = await fixture.admin.ListUsersInGroup({ UserPoolId, GroupName: 'a/b' });
  assert.deepEqual(
    Users?.map(({ Username }) => Username),
    ['__proto__'],
  );
});

test('every filter lists, or is refused', async (t) => {
  const fixture = userPoolsFixture(t);
  const { UserPoolId } = await poolOf(fixture);
  await addUser(fixture, UserPoolId, 'ann', 'ann@example.com');
  const find = async (Filter: string) => {
    const { Users = [] } = await fixture.admin.ListUsers({ UserPoolId, Filter });
    return Users.map(({ Username }) => Username);
  };
  for (const filter of [
    'username = "ann"',
    'email^="ann"',
    'status="Enabled"',
    'cognito:user_status = "CONFIRMED"',
  ])
    assert.deepEqual(await find(filter), ['ann'], filter);
  for (const filter of ['username = "an"', 'email ^= "\\"ann"', 'status = "Disabled"', 'username = "Ann"'])
    assert.deepEqual(await find(filter), [], filter);
  const text = fc.oneof(
    fc.string({ maxLength: 250 }),
    fc.string().map((value) => `email = "${value}"`),
  );
  await fc.assert(
    fc.asyncProperty(text, async (filter) => {
      const found = await find(filter).catch((error: unknown) => error);
      assert.ok(Array.isArray(found) || (found instanceof ServiceError && found.statusCode === 400));
    }),
    { numRuns: 50 },
  );
});
