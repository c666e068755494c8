// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables are written so
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileCondition } from './condition.ts';
import type { RequestContext } from './request-context.ts';

const caller = {
  type: 'Anonymous',
  account: '',
  arn: '',
  userId: '',
  roleArn: '',
  roleId: '',
  service: '',
} as const;

/** Whether a request whose one key has this value meets the condition. */
function met(operator: string, values: string | string[], actual: string | string[] | undefined): boolean {
  const condition = compileCondition({ operator, key: 'Test:Key', values: [values].flat() }, true);
  const context: RequestContext = {
    action: 'a:b',
    resource: '*',
    caller,
    value: (key) => ({ 'test:key': actual, 'aws:username': 'ana' })[key],
  };
  return condition(context);
}

// Each table's rows are of
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
const table: [operator: string, policy: string | string[], request: string | string[], expected: boolean][] =
  [
    ['StringEquals', 'iamuser-admin', 'iamuser-admin', true],
    ['StringEquals', 'iamuser-admin', 'IAMUser-Admin', false],
    ['StringEquals', ['A', 'B'], 'B', true],
    ['StringEquals', 'iam*', 'iamuser-admin', false],
    ['StringEquals', '${aws:username}', 'ana', true],
    ['StringNotEquals', ['A', 'B'], 'B', false],
    ['StringNotEquals', ['A', 'B'], 'C', true],
    ['StringEqualsIgnoreCase', 'JohnDoe', 'johndoe', true],
    ['StringEqualsIgnoreCase', '${aws:username}', 'ANA', true],
    ['StringNotEqualsIgnoreCase', 'JohnDoe', 'johndoe', false],
    ['StringLike', ['', 'home/', 'home/${aws:username}/'], 'home/ana/', true],
    ['StringLike', ['', 'home/', 'home/${aws:username}/'], '', true],
    ['StringLike', 'home/${aws:username}/*', 'home/bob/x', false],
    ['StringLike', 'iamuser-admin-?', 'iamuser-admin-1', true],
    ['StringNotLike', 't1.*', 't1.micro', false],
    ['StringNotLike', 't1.*', 'm3.large', true],
    ['NumericEquals', '10', '10.0', true],
    ['NumericNotEquals', '10', '11', true],
    ['NumericLessThan', '10', '9.99', true],
    ['NumericLessThan', '10', '10', false],
    ['NumericLessThanEquals', '10', '10', true],
    ['NumericGreaterThan', '-5', '-4', true],
    ['NumericGreaterThanEquals', '1e3', '1000', true],
    ['NumericEquals', '10', 'ten', false],
    ['NumericEquals', '', '0', false],
    ['DateEquals', '2020-01-01T00:00:01Z', '1577836801', true],
    ['DateNotEquals', '2020-01-01', '2020-01-01T00:00:00Z', false],
    ['DateLessThan', '2020-06-30T23:59:59Z', '2020-06-30T23:59:58Z', true],
    ['DateLessThanEquals', '2020-06-30T23:59:59+02:00', '2020-06-30T21:59:59Z', true],
    ['DateGreaterThan', '2020-01-01T00:00:01Z', '2019-12-31T23:59:59Z', false],
    ['DateGreaterThanEquals', '2020', '2020-01-01T00:00:00.000Z', true],
    ['DateGreaterThan', 'yesterday', '2020-01-01', false],
    ['Bool', 'false', 'false', true],
    ['Bool', 'true', 'True', true],
    ['Bool', 'true', 'false', false],
    ['BinaryEquals', 'QmluYXJ5VmFsdWVJbkJhc2U2NA==', 'QmluYXJ5VmFsdWVJbkJhc2U2NA', true],
    ['BinaryEquals', 'QmluYXJ5VmFsdWVJbkJhc2U2NA==', 'QmluYXJ5', false],
    ['IpAddress', '203.0.113.0/24', '203.0.113.255', true],
    ['IpAddress', '203.0.113.0/24', '203.0.114.0', false],
    ['IpAddress', '203.0.113.7', '203.0.113.7', true],
    ['IpAddress', '203.0.113.7', '203.0.113.8', false],
    ['IpAddress', ['203.0.113.0/24', '2001:DB8:1234:5678::/64'], '2001:db8:1234:5678:9::1', true],
    ['IpAddress', '2001:DB8:1234:5678::/64', '2001:db8:1234:5679::1', false],
    ['IpAddress', '0.0.0.0/0', '2001:db8::1', false],
    ['IpAddress', '::/0', '2001:db8::1', true],
    ['IpAddress', '10.0.0.0/8', '::ffff:10.1.2.3', true],
    ['IpAddress', '10.0.0.0/33', '10.0.0.0', false],
    ['IpAddress', '010.0.0.1', '10.0.0.1', false],
    ['NotIpAddress', '203.0.113.0/24', '203.0.113.255', false],
    ['NotIpAddress', '203.0.113.0/24', '198.51.100.1', true],
    [
      'ArnEquals',
      'arn:aws:sns:us-east-1:123456789012:topic',
      'arn:aws:sns:us-east-1:123456789012:topic',
      true,
    ],
    ['ArnEquals', 'arn:aws:sns:*:123456789012:to?ic', 'arn:aws:sns:eu-west-1:123456789012:topic', true],
    ['ArnLike', 'arn:aws:iam::123456789012:user/${aws:username}', 'arn:aws:iam::123456789012:user/ana', true],
    [
      'ArnLike',
      'arn:aws:execute-api:us-east-1:1:abc/*/GET/',
      'arn:aws:execute-api:us-east-1:1:abc/prod/GET/',
      true,
    ],
    [
      'StringLike',
      'arn:aws:someservice:*:111122223333:finance/*',
      'arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt',
      true,
    ],
    [
      'ArnLike',
      'arn:aws:someservice:*:111122223333:finance/*',
      'arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt',
      false,
    ],
    ['ArnLike', 'arn:aws:s3:::b', 'not an arn', false],
    ['ArnNotEquals', 'arn:aws:sns:*:1:t', 'arn:aws:sns:eu-west-1:1:t', false],
    ['ArnNotLike', 'arn:aws:sns:*:1:t', 'arn:aws:sns:eu-west-1:2:t', true],
    ['Null', 'true', 'x', false],
    ['Null', 'false', 'x', true],
  ];

test('every operator compares as AWS documents', () => {
  for (const [operator, policy, request, expected] of table) {
    assert.equal(met(operator, policy, request), expected, `${operator} ${policy} ${request}`);
    if (operator !== 'Null')
      assert.equal(met(`${operator}IfExists`, policy, request), expected, `${operator}IfExists`);
  }
  assert.equal(new Set(table.map(([operator]) => operator)).size, 27, 'all operators');
});

test('a missing key fails a test, passes a negated one, and passes with IfExists', () => {
  for (const operator of new Set(table.map(([name]) => name))) {
    if (operator === 'Null') continue;
    assert.equal(met(operator, '1', undefined), operator.includes('Not'), operator);
    assert.equal(met(`${operator}IfExists`, '1', undefined), true, operator);
    assert.equal(met(`ForAllValues:${operator}`, '1', undefined), true, operator);
    assert.equal(met(`ForAnyValue:${operator}`, '1', undefined), false, operator);
    assert.equal(met(operator, '1', []), operator.includes('Not'), `${operator}, no values`);
  }
  assert.equal(met('Null', 'true', undefined), true);
  assert.equal(met('Null', 'false', undefined), false);
  assert.equal(met('Null', 'true', []), true);
});

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
test('ForAllValues wants every value of the request among those of the policy', () => {
  const names = ['PostDateTime', 'Message', 'Tags'];
  assert.equal(met('ForAllValues:StringLike', names, ['PostDateTime', 'Message']), true);
  assert.equal(met('ForAllValues:StringLike', names, ['PostDateTime', 'UserName']), false);
  assert.equal(met('ForAllValues:StringNotEquals', names, ['ID', 'UserName']), true);
  assert.equal(met('ForAllValues:StringNotEquals', names, ['ID', 'Tags']), false);
  assert.equal(met('ForAllValues:StringEquals', names, ''), true);
});

test('ForAnyValue wants one value of the request among those of the policy', () => {
  const names = ['ID', 'PostDateTime'];
  assert.equal(met('ForAnyValue:StringLike', names, ['UserName', 'Message', 'PostDateTime']), true);
  assert.equal(met('ForAnyValue:StringLike', names, ['UserName']), false);
  assert.equal(met('ForAnyValue:StringNotEquals', names, ['ID', 'UserName']), true);
  assert.equal(met('ForAnyValue:StringNotEquals', names, ['ID']), false);
  assert.equal(met('ForAnyValue:StringEquals', names, ''), false);
});

test('without a set operator several values match if one does, and a negated test fails if one does', () => {
  assert.equal(met('StringEquals', 'a', ['a', 'b']), true);
  assert.equal(met('StringNotEquals', 'a', ['a', 'b']), false);
});
