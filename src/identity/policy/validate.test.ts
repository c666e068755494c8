import assert from 'node:assert/strict';
import { test } from 'node:test';
import { validatePolicy } from './validate.ts';

const BUCKET = 'arn:aws:s3:::example_bucket';
const list = { Effect: 'Allow', Action: 's3:ListBucket', Resource: BUCKET };
const SYNTAX = 'Syntax errors in policy.';
const VERSION = 'Policy document must be version 2012-10-17 or greater.';
const LEGACY = 'The policy failed legacy parsing';
const VENDOR = 'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.';
const ACTIONS = 'Policy statement must contain actions.';
const RESOURCES = 'Policy statement must contain resources.';
const UNIQUE = 'Statement IDs (SID) in a single policy must be unique.';

function document(statement: unknown, rest: object = { Version: '2012-10-17' }): string {
  return JSON.stringify({ ...rest, Statement: statement });
}

function identity(statement: unknown): string | undefined {
  return validatePolicy(document(statement), 'identity');
}

// AWS's answers as recorded in moto's tests/test_iam/test_iam_policies.py (Apache-2.0).
test('statements that IAM refuses, with its texts', () => {
  const date = (value: string) => ({ ...list, Condition: { DateLessThan: { a: value } } });
  const cases: [unknown, string][] = [
    ['afd', SYNTAX],
    [['afd'], SYNTAX],
    [[], SYNTAX],
    [{ ...list, 'Extra field': 'value' }, SYNTAX],
    [{ ...list, Effect: 'invalid' }, SYNTAX],
    [{ Action: 's3:ListBucket', Resource: BUCKET }, SYNTAX],
    [{ ...list, Resource: { a: BUCKET } }, SYNTAX],
    [{ ...list, Resource: ['adfdf', {}] }, SYNTAX],
    [{ ...list, NotResource: [] }, SYNTAX],
    [{ ...list, Action: [[]] }, SYNTAX],
    [{ ...list, NotAction: 's3s:ListBucket', Action: [] }, SYNTAX],
    [{ ...list, Action: {} }, SYNTAX],
    [{ ...list, Condition: [] }, SYNTAX],
    [{ ...list, Condition: 'a' }, SYNTAX],
    [{ ...list, Condition: { a: 'b' } }, SYNTAX],
    [{ ...list, Condition: { DateGreaterThan: 'b' } }, SYNTAX],
    [{ ...list, Condition: { DateGreaterThan: [] } }, SYNTAX],
    [{ ...list, Condition: { DateGreaterThan: { a: {} } } }, SYNTAX],
    [{ ...list, Condition: { x: { a: '1' } } }, SYNTAX],
    [{ ...list, Condition: { 'ForAnyValue::StringEqualsIfExists': { a: 'asf' } } }, SYNTAX],
    [{ ...list, Sid: {} }, SYNTAX],
    [{ ...list, Action: 'invalid' }, VENDOR],
    [{ Effect: 'Allow', NotAction: '', Resource: BUCKET }, VENDOR],
    [{ Effect: 'Allow', Action: 'invalid' }, VENDOR],
    [{ ...list, Action: 'a a:ListBucket' }, 'Vendor a a is not valid'],
    [{ ...list, Action: 's3:List:Bucket' }, 'Actions/Condition can contain only one colon.'],
    [{ ...list, Resource: 'invalid resource' }, 'Resource invalid resource must be in ARN format or "*".'],
    [{ ...list, Resource: '' }, 'Resource  must be in ARN format or "*".'],
    [{ ...list, Action: 's:3:L', Resource: 'sdfsadf' }, 'Resource sdfsadf must be in ARN format or "*".'],
    [
      { ...list, Resource: 'a:bsdfdsafsad' },
      'Partition "bsdfdsafsad" is not valid for resource "arn:bsdfdsafsad:*:*:*:*".',
    ],
    [{ ...list, Resource: 'a:b:cadfsdf' }, 'Partition "b" is not valid for resource "arn:b:cadfsdf:*:*:*".'],
    [
      { ...list, Resource: 'a:b:c:d:e:f:g:h' },
      'Partition "b" is not valid for resource "arn:b:c:d:e:f:g:h".',
    ],
    [
      { ...list, Resource: 'aws:s3:::example_bucket' },
      'Partition "s3" is not valid for resource "arn:s3:::example_bucket:*".',
    ],
    [
      { ...list, Resource: ['arn:error:s3:::example_bucket', 'arn:error:s3::example_bucket'] },
      'Partition "error" is not valid for resource "arn:error:s3:::example_bucket".',
    ],
    [{ ...list, Resource: 'arn:aws' }, 'Resource vendor must be fully qualified and cannot contain regexes.'],
    [
      { ...list, Resource: 'arn:aws:iam:::example_bucket' },
      'IAM resource path must either be "*" or start with user/, federated-user/, role/, group/, instance-profile/, mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, access-report/.',
    ],
    [
      { ...list, Resource: 'arn:aws:iam:us-east-1::example_bucket' },
      'IAM resource arn:aws:iam:us-east-1::example_bucket cannot contain region information.',
    ],
    [
      { ...list, Resource: 'arn:aws:s3:us-east-1::example_bucket' },
      'Resource arn:aws:s3:us-east-1::example_bucket can not contain region information.',
    ],
    [{ Effect: 'Allow', Action: 's3:ListBucket' }, RESOURCES],
    [{ ...list, Resource: [] }, RESOURCES],
    [{ Effect: 'Allow', Resource: BUCKET }, ACTIONS],
    [{ Effect: 'Allow' }, ACTIONS],
    [{ ...list, Action: [] }, ACTIONS],
    [[{ Effect: 'Deny' }, list], ACTIONS],
    [
      [
        { ...list, Sid: 'sdf' },
        { Sid: 'sdf', Effect: 'Allow' },
      ],
      UNIQUE,
    ],
    [{ ...list, Resource: 'arn:aws:s3::example_bucket' }, LEGACY],
    [{ Effect: 'Allow', Resource: 'arn:aws:s3::example_bucket' }, LEGACY],
    [{ ...list, Resource: 'arn:aws::::example_bucket' }, LEGACY],
    [{ ...list, Resource: 'arn:aws::fdsasf' }, LEGACY],
    [{ Effect: 'allow', Resource: 'arn:aws:s3:us-east-1::example_bucket' }, LEGACY],
    [{ ...list, Effect: 'denY' }, LEGACY],
    [date('sdfdsf'), LEGACY],
    [{ ...date('sdfdsf'), Resource: 'arn:error:s3:::example_bucket' }, LEGACY],
    [date('234-13'), LEGACY],
    [date('2016-12-13t2:00:00.593194+1'), LEGACY],
    [date('2016-12-13t2:00:00.1999999999+10:59'), LEGACY],
    [date('9223372036854775808'), LEGACY],
  ];
  for (const [statement, message] of cases) {
    assert.equal(identity(statement), message, JSON.stringify(statement));
  }
});

test('documents that IAM refuses, with its texts', () => {
  assert.equal(validatePolicy('This is not a json document', 'identity'), SYNTAX);
  assert.equal(validatePolicy('[]', 'identity'), SYNTAX);
  assert.equal(validatePolicy('{"Version":"2012-10-17"}', 'identity'), SYNTAX);
  const cases: [object, string][] = [
    [{}, VERSION],
    [{ Version: '2008-10-17' }, VERSION],
    [{ Version: '2013-10-17' }, SYNTAX],
    [{ Version: '2012-10-17', 'Extra field': 'value' }, SYNTAX],
    [{ Version: '2012-10-17', Id: ['cd3a324d'] }, SYNTAX],
  ];
  for (const [rest, message] of cases)
    assert.equal(validatePolicy(document(list, rest), 'identity'), message);
  const faulty = [
    { ...list, Sid: 'a' },
    { Sid: 'a', Effect: 'denY' },
  ];
  assert.equal(validatePolicy(document(faulty, {}), 'identity'), VERSION);
});

test('statements that IAM takes', () => {
  const dates = [
    '01T',
    '2019-07-01T13:20:15Z',
    '2016-12-13T21:20:37.593194+00:00',
    '-292275054',
    '1483228800',
  ];
  const statements: unknown[] = [
    list,
    [list, list],
    { ...list, Resource: [BUCKET, '*'] },
    { ...list, Action: 'iam: asdf safdsf af ' },
    { ...list, Action: '*' },
    { ...list, Action: ['s3-s:ListBucket', 's3.s:ListBucket'] },
    { ...list, Resource: 'arn:aws:iam:::user/example_bucket' },
    { ...list, Resource: 'arn:aws:fdsasf' },
    { ...list, Resource: 'arn:aws:invalid-service:us-east-1::example_bucket' },
    { ...list, Resource: 'arn:aws:s3:us-west-2:123456789012:accesspoint/my-access-point/object/*' },
    { ...list, Condition: {} },
    { ...list, Condition: { DateGreaterThan: {} } },
    { ...list, Condition: { DateGreaterThan: { a: [] } } },
    { ...list, Condition: { x: {}, y: {} } },
    { ...list, Condition: { 'ForAnyValue:StringEqualsIfExists': { a: 'asf' } } },
    { ...list, Condition: { Bool: { 'aws:SecureTransport': true }, NumericLessThan: { 's3:max-keys': 10 } } },
    { Effect: 'Allow', NotAction: 's3:ListBucket', NotResource: '*' },
    [
      { ...list, Sid: '' },
      { ...list, Sid: '' },
    ],
    ...dates.map((a) => ({ ...list, Condition: { DateLessThan: { a } } })),
  ];
  for (const statement of statements) assert.equal(identity(statement), undefined, JSON.stringify(statement));
});

test('an element given twice is refused: the engine and a reader could see different policies', () => {
  const twice =
    '{"Version":"2012-10-17","Statement":{"Effect":"Deny","Effect":"Allow","Action":"*","Resource":"*"}}';
  assert.equal(validatePolicy(twice, 'identity'), 'Statement/policy already has instance of Effect');
});

// https://github.com/aws-cloudformation/cfn-lint/issues/1376
test('statement ids of identity policies are letters and digits', () => {
  const message =
    'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*';
  assert.equal(identity({ ...list, Sid: 'autogenerated-id' }), message);
  assert.equal(
    validatePolicy(document({ ...list, Principal: '*', Sid: 'with spaces' }), 'resource'),
    undefined,
  );
});

// https://github.com/hashicorp/terraform/issues/13449
test('identity policies name no principal', () => {
  const message = 'Policy document should not specify a principal.';
  for (const kind of ['identity', 'session', 'boundary'] as const) {
    assert.equal(validatePolicy(document({ ...list, Principal: '*' }), kind), message);
  }
});

test('policies of hostile size and depth are refused without harm', () => {
  assert.equal(validatePolicy('['.repeat(100_000), 'identity'), SYNTAX);
  assert.equal(validatePolicy(document({ ...list, Sid: 'a'.repeat(131_072) }), 'identity'), SYNTAX);
  const proto =
    '{"Version":"2012-10-17","Statement":{"__proto__":{"Effect":"Allow"},"Action":"*","Resource":"*"}}';
  assert.equal(validatePolicy(proto, 'identity'), SYNTAX);
});

const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };

// AWS's answers as recorded in LocalStack's test_iam_roles.snapshot.json, test_update_assume_role_policy_errors.
test('trust policies that IAM refuses, with its texts', () => {
  assert.equal(validatePolicy('not json', 'trust'), 'This policy contains invalid Json');
  const only = 'AssumeRole policy may only specify STS AssumeRole actions.';
  const cases: [unknown, string][] = [
    [{ ...trust, Action: 'dynamodb:Query' }, only],
    [{ ...trust, Action: ['sts:AssumeRole', '*'] }, only],
    [{ ...trust, Resource: '*' }, 'Has prohibited field Resource'],
    [{ Effect: 'Allow', Action: 'sts:AssumeRole' }, 'Missing required field Principal'],
    [
      { ...trust, Principal: { AWS: [] } },
      'Invalid principal in policy: com.amazon.balsa.error.InvalidPolicyException: The passed in policy has a statement with no principals!',
    ],
    [{ ...trust, Principal: { AWS: 'nobody' } }, 'Invalid principal in policy: "AWS":"nobody"'],
    [{ ...trust, Principal: { Service: 'lambda' } }, 'Invalid principal in policy: "SERVICE":"lambda"'],
    [
      { ...trust, Principal: { AWS: 'arn:aws:iam::123456789012:user/*' } },
      'Invalid principal in policy: "AWS":"arn:aws:iam::123456789012:user/*"',
    ],
  ];
  for (const [statement, message] of cases) {
    assert.equal(validatePolicy(document(statement), 'trust'), message, JSON.stringify(statement));
  }
});

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
test('trust policies that IAM takes', () => {
  const principals: unknown[] = [
    '*',
    { AWS: '*' },
    { AWS: ['123456789012', 'arn:aws:iam::555555555555:root'] },
    { AWS: 'arn:aws:iam::123456789012:user/path/user-name', Service: ['ec2.amazonaws.com'] },
    { AWS: 'arn:aws:sts::123456789012:assumed-role/role-name/role-session-name' },
    { AWS: 'AROA1234567890EXAMPLE' },
    { Federated: 'cognito-identity.amazonaws.com' },
  ];
  for (const Principal of principals) {
    for (const rest of [{}, { Version: '2008-10-17' }, { Version: '2012-10-17' }]) {
      assert.equal(validatePolicy(document({ ...trust, Principal }, rest), 'trust'), undefined);
    }
  }
  const more = { ...trust, Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:AssumeRoleWithWebIdentity'] };
  assert.equal(validatePolicy(document(more), 'trust'), undefined);
});

test('resource policies need principals and take any version', () => {
  assert.equal(validatePolicy(document({ ...list, Principal: '*' }, {}), 'resource'), undefined);
  assert.equal(validatePolicy(document(list), 'resource'), 'Missing required field Principal');
});
