// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables are written so
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compilePolicy } from './compile.ts';
import { type Effect, evaluate } from './evaluate.ts';
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

type Values = Record<string, string | readonly string[]>;

function context(action: string, resource: string, values: Values = {}): RequestContext {
  return { action: action.toLowerCase(), resource, caller, value: (key) => values[key] };
}

function ask(
  statement: object,
  action: string,
  resource: string,
  values: Values = {},
  version = '2012-10-17',
): Effect {
  const text = JSON.stringify({ Version: version, Statement: statement });
  return evaluate(compilePolicy(text), context(action, resource, values));
}

const INVOKE = 'execute-api:Invoke';
const api = (rest: string) => `arn:aws:execute-api:us-east-1:123456789012:${rest}`;

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
test('actions have no case and may hold wildcards', () => {
  const allows = (Action: string | string[], action: string) =>
    ask({ Effect: 'Allow', Action, Resource: '*' }, action, '*') === 'Allow';
  assert.ok(allows('iam:ListAccessKeys', 'IAM:listaccesskeys'));
  assert.ok(allows('iam:*AccessKey*', 'iam:CreateAccessKey'));
  assert.ok(allows(['sqs:SendMessage', 'iam:*AccessKey*'], 'iam:UpdateAccessKey'));
  assert.ok(allows('*', 'anything:AtAll'));
  assert.ok(allows('*:Get?ser', 'iam:GetUser'));
  assert.ok(!allows('iam:*AccessKey*', 'iam:CreateUser'));
  assert.ok(!allows('iam:Get', 'iam:GetUser'));
});

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html
test('NotAction with Deny refuses all other actions', () => {
  const statement = { Effect: 'Deny', NotAction: 'iam:*', Resource: '*' };
  assert.equal(ask(statement, 'iam:GetUser', '*'), 'None');
  assert.equal(ask(statement, 's3:GetObject', '*'), 'Deny');
});

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notresource.html
test('NotResource with Deny refuses all other resources', () => {
  const NotResource = ['arn:aws:s3:::HRBucket/Payroll', 'arn:aws:s3:::HRBucket/Payroll/*'];
  const statement = { Effect: 'Deny', Action: 's3:*', NotResource };
  assert.equal(ask(statement, 's3:GetObject', 'arn:aws:s3:::HRBucket/Payroll/june'), 'None');
  assert.equal(ask(statement, 's3:GetObject', 'arn:aws:s3:::HRBucket/other'), 'Deny');
});

// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-iam-policy-resource-format-for-executing-api.html
test('resources of API Gateway match by stage, method and path', () => {
  const allows = (Resource: string, resource: string) =>
    ask({ Effect: 'Allow', Action: INVOKE, Resource }, INVOKE, resource) === 'Allow';
  assert.ok(allows('arn:aws:execute-api:*:*:*', api('abc/prod/GET/pets')));
  assert.ok(allows('arn:aws:execute-api:us-east-1:*:*', api('abc/prod/GET/pets')));
  assert.ok(allows(api('abc/test/*'), api('abc/test/GET/mydemoresource/a')));
  assert.ok(allows(api('abc/*/GET/*'), api('abc/prod/GET/pets/1')));
  assert.ok(allows(api('*/prod/?ET/pets'), api('abc/prod/GET/pets')));
  assert.ok(!allows(api('abc/test/*'), api('abc/prod/GET/pets')));
  assert.ok(!allows(api('abc/prod/GET/Pets'), api('abc/prod/GET/pets')));
  assert.ok(
    !allows(
      'arn:aws:execute-api:us-*1:123456789012:abc/*',
      api('abc/prod/GET/pets').replace('us-east-1', 'eu:1'),
    ),
  );
});

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
test('a * at the end of a segment reaches beyond the colon, another stays in its segment', () => {
  const allows = (Resource: string, resource: string) =>
    ask({ Effect: 'Allow', Action: 'a:B', Resource }, 'a:B', resource) === 'Allow';
  assert.ok(allows('arn:aws:lambda:*:f', 'arn:aws:lambda:us-east-1:1:function:f'));
  assert.ok(!allows('arn:aws:lambda:*t-1:f', 'arn:aws:lambda:us-east-1:t-1:f'));
  assert.ok(!allows('arn:aws:sns:?:1:t', 'arn:aws:sns:::1:t'));
  assert.ok(
    allows('arn:aws:lambda:us-east-1:1:function:*:prod', 'arn:aws:lambda:us-east-1:1:function:f:prod'),
  );
});

test('an action without resources needs Resource *', () => {
  assert.equal(
    ask({ Effect: 'Allow', Action: '*', Resource: 'arn:aws:s3:::*' }, 's3:ListAllMyBuckets', '*'),
    'None',
  );
  assert.equal(ask({ Effect: 'Allow', Action: '*', Resource: '*' }, 's3:ListAllMyBuckets', '*'), 'Allow');
});

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
test('variables stand for values of the request', () => {
  const home = 'arn:aws:s3:::amzn-s3-demo-bucket/${aws:username}/*';
  const allows = (Resource: string, resource: string, values: Values, version?: string) =>
    ask({ Effect: 'Allow', Action: 's3:GetObject', Resource }, 's3:GetObject', resource, values, version) ===
    'Allow';
  const object = (path: string) => `arn:aws:s3:::amzn-s3-demo-bucket/${path}`;
  assert.ok(allows(home, object('ana/file'), { 'aws:username': 'ana' }));
  assert.ok(!allows(home, object('bob/file'), { 'aws:username': 'ana' }));
  assert.ok(!allows(home, object('/file'), {}), 'a variable without a value matches nothing');
  assert.ok(!allows(home, object('bob/file'), { 'aws:username': '*' }), 'a value is never a wildcard');
  assert.ok(
    !allows(home, object('ana/file'), { 'aws:username': ['ana'] }),
    'of several values none is meant',
  );
  const old = object('${aws:username}/file');
  assert.ok(allows(home, old, { 'aws:username': 'ana' }, '2008-10-17'), 'no variables before 2012-10-17');
  const tagged = "arn:aws:s3:::amzn-s3-demo-bucket/${AWS:PrincipalTag/team, 'company-wide'}/*";
  assert.ok(allows(tagged, object('company-wide/a'), {}));
  assert.ok(allows(tagged, object('yellow/a'), { 'aws:principaltag/team': 'yellow' }));
  assert.ok(!allows(tagged, object('company-wide/a'), { 'aws:principaltag/team': 'yellow' }));
  const literal = object('${*}${?}${$}{a}');
  assert.ok(allows(literal, object('*?${a}'), {}));
  assert.ok(!allows(literal, object('xx${a}'), {}));
});

test('a negated operator holds against a variable without a value', () => {
  const statement = (operator: string) => ({
    Effect: 'Allow',
    Action: '*',
    Resource: '*',
    Condition: { [operator]: { 's3:prefix': '${aws:username}' } },
  });
  assert.equal(ask(statement('StringEquals'), 'a:b', '*', { 's3:prefix': 'x' }), 'None');
  assert.equal(ask(statement('StringNotEquals'), 'a:b', '*', { 's3:prefix': 'x' }), 'Allow');
});

test('the first matching Deny decides, wherever it stands', () => {
  const statements = [
    { Effect: 'Allow', Action: '*', Resource: '*' },
    { Effect: 'Deny', Action: 'iam:*', Resource: '*' },
  ];
  assert.equal(ask(statements, 'iam:GetUser', '*'), 'Deny');
  assert.equal(ask(statements, 's3:GetObject', '*'), 'Allow');
});
