import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expandResourcePolicy } from './resource-policy.ts';

const scope = { account: '123456789012', region: 'eu-west-1' };
const api = 'arn:aws:execute-api:eu-west-1:123456789012:api1';

test('short forms are written out, whole ones stay', () => {
  const policy = JSON.stringify({
    Statement: [
      { Sid: 'execute-api:/x', Resource: 'execute-api:/*' },
      { Resource: ['execute-api:/prod/GET/pets', `${api}/y`] },
      { NotResource: 'execute-api:/prod/*' },
    ],
  });
  assert.deepEqual(JSON.parse(expandResourcePolicy(policy, scope, 'api1') ?? ''), {
    Statement: [
      { Sid: 'execute-api:/x', Resource: `${api}/*` },
      { Resource: [`${api}/prod/GET/pets`, `${api}/y`] },
      { NotResource: `${api}/prod/*` },
    ],
  });
});

test('no policy', () => {
  assert.equal(expandResourcePolicy(undefined, scope, 'api1'), undefined);
  assert.equal(expandResourcePolicy('', scope, 'api1'), undefined);
});
