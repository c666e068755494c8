import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DEFAULT_PASSWORD_POLICY, generatedPassword, requireGoodPassword } from './password-policy.ts';

test('a generated password pleases every policy', () => {
  const policy = fc.record({
    minimumLength: fc.integer({ min: 6, max: 99 }),
    requireUppercase: fc.boolean(),
    requireLowercase: fc.boolean(),
    requireNumbers: fc.boolean(),
    requireSymbols: fc.boolean(),
    temporaryPasswordValidityDays: fc.constant(7),
  });
  fc.assert(
    fc.property(policy, (one) => {
      const password = generatedPassword(one);
      requireGoodPassword(one, password);
      assert.ok(password.length >= one.minimumLength);
    }),
  );
  assert.notEqual(generatedPassword(DEFAULT_PASSWORD_POLICY), generatedPassword(DEFAULT_PASSWORD_POLICY));
});

test('a space within is a symbol, at the ends it is none', () => {
  requireGoodPassword(DEFAULT_PASSWORD_POLICY, 'Correct Horse 7');
  assert.throws(() => requireGoodPassword(DEFAULT_PASSWORD_POLICY, ' CorrectHorse7 '), {
    code: 'InvalidPasswordException',
    message: 'Password did not conform with policy: Password must have symbol characters',
  });
});
