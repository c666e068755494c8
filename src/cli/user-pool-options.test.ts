import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageError } from './command.ts';
import { parseStartOptions, startHelp } from './start.ts';
import { parseUserPoolIssuer, parseUserPools } from './user-pool-options.ts';

const ARN = 'arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_Example01';
const CHINA = 'arn:aws-cn:cognito-idp:cn-north-1:123456789012:userpool/cn-north-1_a1';

test('an issuer, or AWS', () => {
  assert.deepEqual(
    [...parseUserPools([`${ARN}=https://id.example/realms/a=b`, `${CHINA}=aws`])],
    [
      [ARN, { issuer: 'https://id.example/realms/a=b' }],
      [CHINA, 'aws'],
    ],
  );
  assert.equal(parseUserPools([]).size, 0);
});

test('anything else is refused', () => {
  for (const text of [
    '',
    ARN,
    `${ARN}=`,
    `${ARN}=AWS`,
    `${ARN}=http://id.example`,
    `${ARN}=https://user:secret@id.example`,
    `${ARN}=https://id.example?a`,
    'us-east-1_Example01=aws',
    'arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_x/../y=aws',
    'arn:aws:cognito-idp:us-east-1.evil.example/:123456789012:userpool/us-east-1_x=aws',
    'arn:aws:cognito-idp:us-east-1:1234:userpool/us-east-1_x=aws',
    'arn:aws:iam:us-east-1:123456789012:userpool/us-east-1_x=aws',
  ]) {
    assert.throws(() => parseUserPools([text]), UsageError, text);
  }
  assert.throws(() => parseUserPools([`${ARN}=aws`, `${ARN}=https://id.example`]), UsageError);
});

test('alicorn start takes them', () => {
  assert.match(startHelp, /--user-pool ARN=ISSUER/);
  const { userPools } = parseStartOptions(['--user-pool', `${ARN}=aws`]);
  assert.deepEqual([...userPools.keys()], [ARN]);
});

test('what the tokens of own pools are from', () => {
  assert.equal(parseStartOptions([]).userPoolIssuer, undefined);
  for (const issuer of [
    'https://id.example.com',
    'http://10.0.0.1:4566/pools',
    'https://cognito-idp.{region}.amazonaws.com',
  ])
    assert.equal(parseUserPoolIssuer(issuer), issuer);
  assert.equal(parseUserPoolIssuer('https://id.example.com/'), 'https://id.example.com');
  for (const text of [
    '',
    'id.example.com',
    'ftp://id.example.com',
    'https://a:b@id.example.com',
    'https://id.example.com/?a',
    'https://id.example.com/#a',
    'https://',
  ])
    assert.throws(() => parseUserPoolIssuer(text), UsageError, text);
});
