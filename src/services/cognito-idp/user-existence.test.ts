import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addUser, poolOf, userPoolsFixture } from './cognito.fixture.ts';

// https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html

test('a code for nobody seems to go where one for somebody of that name would', async (t) => {
  const fixture = userPoolsFixture(t);
  const { ClientId } = await poolOf(
    fixture,
    { UsernameAttributes: ['email'], AutoVerifiedAttributes: ['email'] },
    { PreventUserExistenceErrors: 'ENABLED' },
  );
  await fixture.anyone.SignUp({ ClientId, Username: 'ann@shop.example', Password: 'Correct-Horse-7' });
  const sent = { Destination: 'a***@s***', DeliveryMedium: 'EMAIL', AttributeName: 'email' };
  for (const Username of ['ann@shop.example', 'amy@shop.example']) {
    const { CodeDeliveryDetails } = await fixture.anyone.ResendConfirmationCode({ ClientId, Username });
    assert.deepEqual({ ...CodeDeliveryDetails }, sent, Username);
  }
  const forgotten = await fixture.anyone.ForgotPassword({ ClientId, Username: 'amy@shop.example' });
  assert.deepEqual({ ...forgotten.CodeDeliveryDetails }, sent);
});

test('who is disabled or has no verified address looks like nobody where passwords are forgotten', async (t) => {
  const fixture = userPoolsFixture(t);
  const { UserPoolId, ClientId } = await poolOf(
    fixture,
    { AutoVerifiedAttributes: ['email'] },
    { PreventUserExistenceErrors: 'ENABLED' },
  );
  await addUser(fixture, UserPoolId, 'ann');
  await addUser(fixture, UserPoolId, 'bob');
  await fixture.admin.AdminDisableUser({ UserPoolId, Username: 'bob' });
  for (const Username of ['ann', 'bob', 'nobody']) {
    const { CodeDeliveryDetails } = await fixture.anyone.ForgotPassword({ ClientId, Username });
    assert.equal(CodeDeliveryDetails?.DeliveryMedium, 'EMAIL', Username);
  }
  const code = { ClientId, ConfirmationCode: '123456', Password: 'Correct-Horse-8' };
  for (const Username of ['bob', 'nobody']) {
    await assert.rejects(fixture.anyone.ConfirmForgotPassword({ ...code, Username }), {
      code: 'CodeMismatchException',
    });
  }
});
