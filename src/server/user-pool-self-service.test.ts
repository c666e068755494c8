import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clientRecord, poolRecord, SCOPE, SECRET } from '../user-pools/hosted/hosted.fixture.ts';
import { userPoolSelfService } from './user-pool-self-service.ts';

const pool = { ...poolRecord('eu-west-1_AbC'), scope: SCOPE };
const client = clientRecord('web', pool.id);

function recorded(answer: unknown) {
  const calls: unknown[][] = [];
  const api = {
    async call(...call: unknown[]) {
      calls.push(call);
      return answer;
    },
  };
  return { calls, service: userPoolSelfService(async () => api) };
}

test('the operations of the API are called where the pool is', async () => {
  const { calls, service } = recorded({ UserConfirmed: true });
  const person = { username: 'ann', password: 'x', attributes: [{ name: 'email', value: 'a@example.com' }] };
  assert.deepEqual(await service.signUp({ pool, client }, person), { confirmed: true });
  await service.confirm({ pool, client }, 'ann', '123456');
  assert.deepEqual(
    calls.map((call) => call.slice(0, 3)),
    [
      [
        'cognito-idp',
        'SignUp',
        {
          ...{ ClientId: 'web', Username: 'ann', Password: 'x' },
          UserAttributes: [{ Name: 'email', Value: 'a@example.com' }],
        },
      ],
      ['cognito-idp', 'ConfirmSignUp', { ClientId: 'web', Username: 'ann', ConfirmationCode: '123456' }],
    ],
  );
  const { account, region } = Object(calls[0]?.[3]);
  assert.deepEqual({ account, region }, SCOPE);
});

test('clients with a secret prove it, as the API asks', async () => {
  const { calls, service } = recorded({});
  await service.confirm({ pool, client: { ...client, secret: SECRET } }, 'ann', '1');
  // printf annweb | openssl dgst -sha256 -hmac "$(printf 's%.0s' $(seq 51))" -binary | base64
  assert.equal(Object(calls[0]?.[2]).SecretHash, 'aKOWFZNetXvTWJcNr0qiVHUAoCXJ00EnhQA1J66H1kw=');
});
