import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type AuthorizerVariables,
  authorizerVariable,
  claimsOf,
  proxyAuthorizer,
} from './authorizer-variables.ts';

const LAMBDA: AuthorizerVariables = {
  principalId: 'user-1',
  claims: undefined,
  properties: new Map<string, string | number | boolean>([
    ['stringKey', 'value'],
    ['numberKey', 1],
    ['booleanKey', true],
    ['__proto__', 'polluted'],
    ['principalId', 'of the context'],
  ]),
  integrationLatency: 390,
  usageIdentifierKey: 'a-secret-key',
};

test('variables are text', () => {
  const read = (name: string) => authorizerVariable(LAMBDA, name);
  assert.deepEqual(['principalId', 'stringKey', 'numberKey', 'booleanKey'].map(read), [
    'user-1',
    'value',
    '1',
    'true',
  ]);
  assert.deepEqual(
    ['none', 'claims.sub', 'toString', 'usageIdentifierKey'].map(read),
    Array(4).fill(undefined),
  );
  assert.equal(authorizerVariable(undefined, 'principalId'), undefined);
});

test('a proxy event has the context beside the principal, and never the API key', () => {
  const { json, parsed } = written(LAMBDA);
  assert.deepEqual(parsed, {
    stringKey: 'value',
    numberKey: '1',
    booleanKey: 'true',
    ['__proto__']: 'polluted',
    principalId: 'user-1',
    integrationLatency: 390,
  });
  assert.doesNotMatch(json, /a-secret-key/);
});

test("a proxy event has a token's claims", () => {
  const variables = claimsOf(new Map([['sub', '42']]), ['pets/read']);
  assert.deepEqual(written(variables).parsed, { claims: { sub: '42' } });
  assert.equal(authorizerVariable(variables, 'claims.sub'), '42');
});

function written(variables: AuthorizerVariables): { json: string; parsed: unknown } {
  const json = JSON.stringify(proxyAuthorizer(variables));
  return { json, parsed: JSON.parse(json) };
}
