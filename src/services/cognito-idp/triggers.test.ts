import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UserPoolError } from '../../user-pools/user-pool-error.ts';
import { addUser, claimsOf, PASSWORD, poolOf, signIn, userPoolsFixture } from './cognito.fixture.ts';

const ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:trigger';

test('PreSignUp confirms and verifies, PostConfirmation hears of it', async (t) => {
  const fixture = userPoolsFixture(t);
  const LambdaConfig = { PreSignUp: ARN, PostConfirmation: ARN };
  const { UserPoolId, ClientId } = await poolOf(fixture, { LambdaConfig });
  fixture.functions.answer = async (_pool, _arn, trigger, event) =>
    trigger === 'PreSignUp'
      ? { ...event, response: { autoConfirmUser: true, autoVerifyEmail: true } }
      : event;
  const signedUp = await fixture.anyone.SignUp({
    ClientId,
    Username: 'ann',
    Password: PASSWORD,
    UserAttributes: [{ Name: 'email', Value: 'ann@example.com' }],
    ValidationData: [{ Name: 'from', Value: 'page' }],
    ClientMetadata: { a: 'b' },
  });
  assert.equal(signedUp.UserConfirmed, true);
  assert.equal(signedUp.CodeDeliveryDetails, undefined);
  assert.deepEqual(
    fixture.called.map(({ trigger }) => trigger),
    ['PreSignUp', 'PostConfirmation'],
  );
  const [first, second] = fixture.called.map(({ event }) => event);
  assert.deepEqual(first, {
    version: '1',
    region: 'eu-west-1',
    userPoolId: UserPoolId,
    userName: 'ann',
    callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: ClientId },
    triggerSource: 'PreSignUp_SignUp',
    request: {
      userAttributes: {
        sub: signedUp.UserSub,
        'cognito:user_status': 'UNCONFIRMED',
        email: 'ann@example.com',
      },
      validationData: { from: 'page' },
      clientMetadata: { a: 'b' },
    },
    response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
  });
  assert.equal(Object(second).triggerSource, 'PostConfirmation_ConfirmSignUp');
  const user = await fixture.admin.AdminGetUser({ UserPoolId, Username: 'ann' });
  assert.ok(user.UserAttributes?.some(({ Name, Value }) => Name === 'email_verified' && Value === 'true'));
});

test('a trigger that fails refuses, and leaves nothing', async (t) => {
  const fixture = userPoolsFixture(t);
  const { UserPoolId, ClientId } = await poolOf(fixture, { LambdaConfig: { PreSignUp: ARN } });
  const signUp = () => fixture.anyone.SignUp({ ClientId, Username: 'ann', Password: PASSWORD });
  fixture.functions.answer = () => {
    throw new UserPoolError('UserLambdaValidationException', 'PreSignUp failed with error no.');
  };
  await assert.rejects(signUp(), { code: 'UserLambdaValidationException' });
  for (const junk of [undefined, null, 1, 'x', [], {}, { response: null }]) {
    fixture.functions.answer = async () => junk;
    await assert.rejects(signUp(), { code: 'InvalidLambdaResponseException' });
  }
  await assert.rejects(fixture.admin.AdminGetUser({ UserPoolId, Username: 'ann' }), {
    code: 'UserNotFoundException',
  });
});

test('CustomMessage writes the message, with the code in its place', async (t) => {
  const fixture = userPoolsFixture(t);
  const { UserPoolId, ClientId } = await poolOf(fixture, { LambdaConfig: { CustomMessage: ARN } });
  fixture.functions.answer = async (_pool, _arn, _trigger, event) => ({
    ...event,
    response: { emailMessage: 'Hello, {####}!', emailSubject: 's', smsMessage: null },
  });
  const UserAttributes = [{ Name: 'email', Value: 'ann@example.com' }];
  const { UserSub } = await fixture.anyone.SignUp({
    ClientId,
    Username: 'ann',
    Password: PASSWORD,
    UserAttributes,
  });
  const [{ group, stream, message } = { group: '', stream: '', message: '' }] = fixture.messages;
  assert.equal(group, `/aws/cognito/userpools/${UserPoolId}`);
  assert.equal(stream, UserSub);
  assert.match(message, /^Hello, \d{6}!$/);
});

for (const version of ['V1_0', 'V2_0'] as const) {
  test(`PreTokenGeneration ${version} changes claims, but not those that say whose token it is`, async (t) => {
    const fixture = userPoolsFixture(t);
    const LambdaConfig = { PreTokenGenerationConfig: { LambdaArn: ARN, LambdaVersion: version } };
    const { UserPoolId, ClientId } = await poolOf(fixture, { LambdaConfig });
    await addUser(fixture, UserPoolId, 'ann', 'ann@example.com');
    const id = {
      claimsToAddOrOverride: { tier: 'gold', sub: 'somebody', aud: 'other', ['__proto__']: 'x' },
      claimsToSuppress: ['email', 'iss', 'exp'],
    };
    const groupOverrideDetails = { groupsToOverride: ['gold'], preferredRole: 'r' };
    const access = { claimsToAddOrOverride: { tenant: 7 }, scopesToAdd: ['x/read'], scopesToSuppress: [] };
    fixture.functions.answer = async (_pool, _arn, _trigger, event) => ({
      ...event,
      response:
        version === 'V1_0'
          ? { claimsOverrideDetails: { ...id, groupOverrideDetails } }
          : {
              claimsAndScopeOverrideDetails: {
                idTokenGeneration: id,
                accessTokenGeneration: access,
                groupOverrideDetails,
              },
            },
    });
    const tokens = await signIn(fixture, ClientId);
    const identity = claimsOf(tokens.IdToken);
    assert.equal(identity.tier, 'gold');
    assert.notEqual(identity.sub, 'somebody');
    assert.equal(identity.aud, ClientId);
    assert.equal(identity.email, undefined);
    assert.equal(identity.iss, `http://127.0.0.1:4566/${UserPoolId}`);
    assert.ok(identity.exp);
    assert.deepEqual(identity['cognito:groups'], ['gold']);
    assert.equal(identity['cognito:preferred_role'], 'r');
    const claims = claimsOf(tokens.AccessToken);
    assert.deepEqual(claims['cognito:groups'], ['gold']);
    assert.equal(claims.tenant, version === 'V1_0' ? undefined : 7);
    assert.equal(
      claims.scope,
      version === 'V1_0' ? 'aws.cognito.signin.user.admin' : 'aws.cognito.signin.user.admin x/read',
    );
    const event = Object(fixture.called.at(-1)?.event);
    assert.equal(event.version, version === 'V1_0' ? '1' : '2');
    assert.equal(event.triggerSource, 'TokenGeneration_Authentication');
  });
}

test('PreAuthentication comes before the password, PostAuthentication after it', async (t) => {
  const fixture = userPoolsFixture(t);
  const LambdaConfig = { PreAuthentication: ARN, PostAuthentication: ARN };
  const { UserPoolId, ClientId } = await poolOf(fixture, { LambdaConfig });
  await addUser(fixture, UserPoolId);
  await assert.rejects(signIn(fixture, ClientId, 'ann', 'Wrong-Horse-7'));
  await signIn(fixture, ClientId);
  assert.deepEqual(
    fixture.called.map(({ trigger }) => trigger),
    ['PreAuthentication', 'PreAuthentication', 'PostAuthentication'],
  );
});
