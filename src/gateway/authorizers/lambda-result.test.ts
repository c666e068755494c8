import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LambdaResultError, parseLambdaResult } from './lambda-result.ts';

const bytes = (value: unknown) => Buffer.from(JSON.stringify(value) ?? '');
const policyDocument = {
  Version: '2012-10-17',
  Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: '*' }],
};

test('what is known of the caller', () => {
  const context = { text: 'a', number: 1.5, yes: true, none: null };
  const result = { principalId: 'me', policyDocument, context, usageIdentifierKey: 'key' };
  const { variables, policyText } = parseLambdaResult(bytes(result));
  assert.deepEqual(variables, {
    principalId: 'me',
    claims: undefined,
    properties: new Map<string, unknown>([
      ['text', 'a'],
      ['number', 1.5],
      ['yes', true],
    ]),
    usageIdentifierKey: 'key',
    integrationLatency: 0,
  });
  assert.deepEqual(JSON.parse(policyText), policyDocument);
});

test('why a result can not be used', () => {
  for (const [result, message] of [
    [null, 'Could not parse policy'],
    [{ principalId: 'me' }, 'Could not parse policy'],
    [
      { errorType: 'x', errorMessage: 'y' },
      'Invalid JSON in response: Unrecognized field "errorType" , not marked as ignorable',
    ],
    [
      { principalId: 'me', policyDocument, context: { a: [] } },
      'Invalid JSON in response: the value of "a" in context is not a scalar',
    ],
    [{ principalId: 'me', policyDocument, padding: 'x'.repeat(300_000) }, 'Authorizer result is too large'],
  ] as const) {
    assert.throws(
      () => parseLambdaResult(bytes(result)),
      (error) => error instanceof LambdaResultError && error.message === message,
    );
  }
  assert.throws(
    () => parseLambdaResult(Buffer.from('{"principalId":"me","context":{"n":1e999}}')),
    LambdaResultError,
  );
});

test('a property: whatever a function returns, it is read or refused', () => {
  const odd = fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.constant(policyDocument));
  const result = fc.oneof(
    odd,
    fc.record(
      { principalId: odd, policyDocument: odd, context: odd, usageIdentifierKey: odd },
      { requiredKeys: [] },
    ),
  );
  fc.assert(
    fc.property(result, (value) => {
      try {
        const { variables } = parseLambdaResult(bytes(value));
        for (const property of variables.properties.values()) {
          assert.ok(['string', 'number', 'boolean'].includes(typeof property));
        }
      } catch (error) {
        assert.ok(error instanceof LambdaResultError, String(error));
      }
    }),
    { numRuns: 1_000 },
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 50 }), (noise) => {
      assert.throws(() => parseLambdaResult(noise), LambdaResultError);
    }),
  );
});
