import assert from 'node:assert/strict';
import { test } from 'node:test';
import { awsManagedPolicies, awsManagedPolicy } from './aws-managed-policies.ts';
import { compilePolicy } from './policy/compile.ts';

test('every AWS-managed policy compiles and has what IAM shows of it', () => {
  const policies = awsManagedPolicies();
  assert.ok(policies.length > 60);
  assert.equal(new Set(policies.map(({ id }) => id)).size, policies.length);
  for (const policy of policies) {
    assert.ok(compilePolicy(policy.document).statements.length > 0, policy.name);
    assert.match(policy.id, /^ANPA[A-Z0-9]{17}$/, policy.name);
    assert.match(policy.defaultVersionId, /^v\d+$/, policy.name);
    assert.ok(policy.createdAt <= policy.updatedAt, policy.name);
    assert.equal(awsManagedPolicy(policy.arn), policy);
  }
});

// https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AdministratorAccess.html
test('AdministratorAccess is as AWS publishes it', () => {
  const policy = awsManagedPolicy('arn:aws:iam::aws:policy/AdministratorAccess');
  assert.equal(policy?.id, 'ANPAIWMBCKSKIEE64ZLYK');
  assert.deepEqual(JSON.parse(policy.document), {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
  });
});

// https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSLambdaBasicExecutionRole.html
test('policies of service roles have their path in the ARN', () => {
  const policy = awsManagedPolicy('arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole');
  assert.deepEqual(JSON.parse(policy?.document ?? ''), {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: '*',
      },
    ],
  });
});

test('an ARN that is not built in gives nothing', () => {
  assert.equal(awsManagedPolicy('arn:aws:iam::aws:policy/NoSuchPolicy'), undefined);
  assert.equal(awsManagedPolicy('arn:aws:iam::123456789012:policy/AdministratorAccess'), undefined);
});
