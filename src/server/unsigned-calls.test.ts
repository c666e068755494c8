import assert from 'node:assert/strict';
import { test } from 'node:test';
import { needsNoSignature, preflightAnswer, targetedService } from './unsigned-calls.ts';

const headers = (target: string) => ({ 'x-amz-target': target });

test('sign-ins need no signature, administration and other services do', () => {
  const prefix = 'AWSCognitoIdentityProviderService';
  assert.equal(needsNoSignature(headers(`${prefix}.InitiateAuth`), 'cognito-idp'), true);
  assert.equal(needsNoSignature(headers(`${prefix}.InitiateAuth`), 'iam'), false);
  const signed = ['AdminInitiateAuth', 'CreateUserPool', '', 'InitiateAuth ', 'initiateAuth', 'constructor'];
  for (const operation of signed)
    assert.equal(needsNoSignature(headers(`${prefix}.${operation}`), 'cognito-idp'), false, operation);
  assert.equal(targetedService(headers(`${prefix}.AdminGetUser`)), 'cognito-idp');
  for (const target of [
    'DynamoDB_20120810.GetItem',
    'AWSEvents.PutEvents',
    '',
    '.',
    prefix,
    `${prefix}X.SignUp`,
  ])
    assert.equal(targetedService(headers(target)), undefined, target);
});

test('a page may not make signed calls', () => {
  assert.doesNotMatch(
    preflightAnswer('id').headers['access-control-allow-headers'] ?? '',
    /authorization|\*/i,
  );
});
