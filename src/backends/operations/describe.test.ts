import assert from 'node:assert/strict';
import { describe as suite, test } from 'node:test';
import fc from 'fast-check';
import { ServiceError } from '../../protocols/service-error.ts';
import { ACCOUNT, callOf } from './call.fixture.ts';
import { describe } from './describe.ts';

const needs = (...call: Parameters<typeof callOf>) =>
  describe(callOf(...call)).permissions.map(({ action, resource }) => `${action} ${resource}`);

const json = (target: string, input: unknown) => ({
  headers: ['X-Amz-Target', target, 'Content-Type', 'application/x-amz-json-1.0'],
  body: JSON.stringify(input),
});
const form = (input: Record<string, string>) => ({
  headers: ['Content-Type', 'application/x-www-form-urlencoded'],
  body: new URLSearchParams(input).toString(),
});
const refused = (code: string) => (error: unknown) => error instanceof ServiceError && error.code === code;

suite('DynamoDB', () => {
  const table = `arn:aws:dynamodb:eu-west-1:${ACCOUNT}:table`;
  const dynamo = (operation: string, input: unknown) =>
    needs('dynamodb', json(`DynamoDB_20120810.${operation}`, input));

  test('operations need themselves on the table, reading an index needs it on the index', () => {
    assert.deepEqual(dynamo('PutItem', { TableName: 'a' }), [`dynamodb:PutItem ${table}/a`]);
    assert.deepEqual(dynamo('Query', { TableName: 'a', IndexName: 'i' }), [
      `dynamodb:Query ${table}/a/index/i`,
    ]);
    assert.deepEqual(dynamo('ListTables', {}), ['dynamodb:ListTables *']);
    assert.deepEqual(dynamo('TagResource', { ResourceArn: `${table}/a` }), [
      `dynamodb:TagResource ${table}/a`,
    ]);
  });

  test('a member that the operation ignores changes nothing', () => {
    assert.deepEqual(dynamo('PutItem', { TableName: 'a', IndexName: 'i' }), [`dynamodb:PutItem ${table}/a`]);
  });

  test('batches and transactions need every part', () => {
    assert.deepEqual(dynamo('BatchGetItem', { RequestItems: { a: {}, b: {} } }), [
      `dynamodb:BatchGetItem ${table}/a`,
      `dynamodb:BatchGetItem ${table}/b`,
    ]);
    const TransactItems = [{ Put: { TableName: 'a' } }, { ConditionCheck: { TableName: 'b' } }];
    assert.deepEqual(dynamo('TransactWriteItems', { TransactItems }), [
      `dynamodb:PutItem ${table}/a`,
      `dynamodb:ConditionCheckItem ${table}/b`,
    ]);
  });

  test('what cannot be read is refused', () => {
    const target = ['X-Amz-Target', 'DynamoDB_20120810.PutItem'];
    for (const body of ['{', '[]', '{"a":'.repeat(500)]) {
      assert.throws(() => needs('dynamodb', { headers: target, body }), refused('SerializationException'));
    }
    const other = 'arn:aws:dynamodb:eu-west-1:210987654321:table/b';
    assert.throws(
      () => dynamo('BatchGetItem', { RequestItems: { a: {}, [other]: {} } }),
      refused('InvalidParameterValue'),
    );
  });
});

suite('SQS', () => {
  const arn = `arn:aws:sqs:eu-west-1:${ACCOUNT}:q`;
  const QueueUrl = `https://sqs.eu-west-1.amazonaws.com/${ACCOUNT}/q`;

  test('both protocols need the same', () => {
    assert.deepEqual(needs('sqs', json('AmazonSQS.SendMessage', { QueueUrl })), [`sqs:sendmessage ${arn}`]);
    assert.deepEqual(needs('sqs', form({ Action: 'SendMessage', QueueUrl })), [`sqs:sendmessage ${arn}`]);
    assert.deepEqual(needs('sqs', { ...form({ Action: 'SendMessage' }), path: `/${ACCOUNT}/q` }), [
      `sqs:sendmessage ${arn}`,
    ]);
    assert.deepEqual(needs('sqs', { query: 'Action=SendMessage&MessageBody=x', path: `/${ACCOUNT}/q` }), [
      `sqs:sendmessage ${arn}`,
    ]);
    assert.deepEqual(needs('sqs', json('AmazonSQS.SendMessageBatch', { QueueUrl })), [
      `sqs:sendmessage ${arn}`,
    ]);
    assert.deepEqual(needs('sqs', json('AmazonSQS.CreateQueue', { QueueName: 'q' })), [
      `sqs:createqueue ${arn}`,
    ]);
  });

  test("a queue is its owner's", () => {
    const { permissions, account } = describe(
      callOf('sqs', json('AmazonSQS.SendMessage', { QueueUrl: 'http://localhost/210987654321/q' })),
    );
    assert.equal(account, '210987654321');
    assert.equal(permissions[0]?.resourceAccount, '210987654321');
    const two = { QueueUrl: 'http://localhost/210987654321/q', QueueName: 'mine' };
    assert.throws(() => needs('sqs', json('AmazonSQS.CreateQueue', two)), refused('InvalidParameterValue'));
  });

  test('a parameter that is there twice is refused', () => {
    assert.throws(
      () => needs('sqs', { query: 'Action=ReceiveMessage', ...form({ Action: 'PurgeQueue', QueueUrl }) }),
      refused('MalformedQueryString'),
    );
  });
});

test('SNS needs the topic, for its subscriptions too', () => {
  const arn = `arn:aws:sns:eu-west-1:${ACCOUNT}:t`;
  assert.deepEqual(needs('sns', form({ Action: 'Publish', TopicArn: arn, Message: 'm' })), [
    `SNS:Publish ${arn}`,
  ]);
  assert.deepEqual(needs('sns', form({ Action: 'CreateTopic', Name: 't' })), [`SNS:CreateTopic ${arn}`]);
  assert.deepEqual(needs('sns', form({ Action: 'Unsubscribe', SubscriptionArn: `${arn}:1` })), [
    `SNS:Unsubscribe ${arn}`,
  ]);
  assert.deepEqual(needs('sns', form({ Action: 'ListTopics' })), [
    `SNS:ListTopics arn:aws:sns:eu-west-1:${ACCOUNT}:*`,
  ]);
});

suite('S3', () => {
  const s3 = (method: string, path: string, more: Parameters<typeof callOf>[1] = {}) =>
    needs('s3', { method, path, ...more });

  test('operations need their action on bucket or object', () => {
    assert.deepEqual(s3('GET', '/'), ['s3:ListAllMyBuckets *']);
    assert.deepEqual(s3('GET', '/b', { query: 'list-type=2&prefix=a' }), ['s3:ListBucket arn:aws:s3:::b']);
    assert.deepEqual(s3('PUT', '/b/'), ['s3:CreateBucket arn:aws:s3:::b']);
    assert.deepEqual(s3('GET', '/b/a%20b/c'), ['s3:GetObject arn:aws:s3:::b/a b/c']);
    assert.deepEqual(s3('PUT', '/b/k', { query: 'partNumber=1&uploadId=u' }), [
      's3:PutObject arn:aws:s3:::b/k',
    ]);
    assert.deepEqual(s3('PUT', '/b/k', { headers: ['x-amz-copy-source', '/o/a%2Fb'] }), [
      's3:PutObject arn:aws:s3:::b/k',
      's3:GetObject arn:aws:s3:::o/a/b',
    ]);
    const keys = '<Delete><Object><Key>a</Key></Object><Object><Key>b&amp;c</Key></Object></Delete>';
    assert.deepEqual(s3('POST', '/b', { query: 'delete', body: keys }), [
      's3:DeleteObject arn:aws:s3:::b/a',
      's3:DeleteObject arn:aws:s3:::b/b&c',
    ]);
  });

  test('what is not known needs everything', () => {
    assert.deepEqual(s3('PUT', '/b', { query: 'policy' }), ['s3:* arn:aws:s3:::b']);
    assert.deepEqual(s3('PUT', '/b/k', { query: 'acl&uploadId=u' }), ['s3:* arn:aws:s3:::b/k']);
    assert.deepEqual(s3('GET', '/b/k', { query: 'versionId=1' }), ['s3:* arn:aws:s3:::b/k']);
  });

  test('the bucket may be in the host', () => {
    for (const host of ['b.s3.eu-west-1.amazonaws.com', 'b.s3.localhost:4566', 'b.localhost:4566']) {
      assert.deepEqual(s3('GET', '/k', { host }), ['s3:GetObject arn:aws:s3:::b/k'], host);
    }
    for (const host of ['127.0.0.1:4566', 'localhost:4566', 's3.localhost:4566', 'gateway.example.com']) {
      assert.deepEqual(s3('GET', '/b/k', { host }), ['s3:GetObject arn:aws:s3:::b/k'], host);
    }
    assert.deepEqual(s3('GET', '/k', { subdomain: 'b' }), ['s3:GetObject arn:aws:s3:::b/k']);
  });

  test('what another reader could take otherwise is refused', () => {
    for (const path of ['/b/../c/k', '/b/a/%2e%2e/k', '/b/./k', '/../b']) {
      assert.throws(() => s3('GET', path), refused('InvalidArgument'), path);
    }
    assert.throws(() => s3('GET', '/b/k', { query: 'versionId=1&versionId=2' }), refused('InvalidArgument'));
    for (const body of [
      '<Delete/>',
      '<Key>a',
      '<!DOCTYPE x><Key>a</Key>',
      '<a:Key>b</a:Key><Key>a</Key>',
      '<Key>&x;</Key>',
    ]) {
      assert.throws(() => s3('POST', '/b', { query: 'delete', body }), refused('MalformedXML'), body);
    }
  });
});

test('other services need their operation on everything, or everything when they do not name it', () => {
  assert.deepEqual(needs('kinesis', json('Kinesis_20131202.PutRecord', {})), ['kinesis:PutRecord *']);
  assert.deepEqual(needs('email', form({ Action: 'SendEmail' })), ['ses:SendEmail *']);
  assert.deepEqual(needs('email', { ...form({ Action: 'SendEmail' }), query: 'Action=ListIdentities' }), [
    'ses:* *',
  ]);
  assert.deepEqual(needs('runtime.sagemaker', { path: '/endpoints/e/invocations' }), ['sagemaker:* *']);
});

test('nothing from outside is a fault of ours', () => {
  const text = fc.string({ unit: 'binary' });
  const services = fc.constantFrom('dynamodb', 'sqs', 'sns', 's3', 'kinesis');
  const headers = fc.constantFrom([], ['X-Amz-Target', 'A.B'], ['X-Amz-Copy-Source', 'a/%']);
  fc.assert(
    fc.property(
      services,
      fc.webPath(),
      fc.webQueryParameters(),
      headers,
      text,
      (service, path, query, raw, body) => {
        try {
          describe(callOf(service, { path: `/${path}`, query, headers: raw, body }));
        } catch (error) {
          assert.ok(error instanceof ServiceError, String(error));
        }
      },
    ),
  );
});
