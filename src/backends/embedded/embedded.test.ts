import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { createLog } from '../../telemetry/log.ts';
import { createBackends, type ServiceBackends } from '../backends.ts';
import { ACCOUNT, callOf } from '../operations/call.fixture.ts';
import { NO_BACKENDS } from '../settings.ts';

const JSON_TYPE = 'application/x-amz-json-1.0';

describe('embedded services', () => {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'alicorn-backends-'));
  const policies: (string | undefined)[] = [];
  let backends: ServiceBackends;
  before(() => {
    backends = createBackends({
      access: {
        decide: async (_caller, _request, policy) => {
          policies.push(policy);
          return { allowed: true, explicitDeny: false, source: 'identity' };
        },
      },
      clock: Date.now,
      log: createLog('silent', 'text', () => {}),
      dataDirectory,
      endpoint: () => 'http://127.0.0.1:4566',
      settings: NO_BACKENDS,
      builtIn: async () => undefined,
      ownKeyId: '',
      env: {},
    });
  });
  after(async () => {
    await backends.close();
    rmSync(dataDirectory, { recursive: true });
  });

  const ask = async (...call: Parameters<typeof callOf>) => {
    const { status, body } = await backends.send(callOf(...call));
    return { status, text: await text(body) };
  };
  const json = (service: string, target: string, input: unknown, account = ACCOUNT) =>
    ask(service, {
      account,
      headers: ['X-Amz-Target', target, 'Content-Type', JSON_TYPE],
      body: JSON.stringify(input),
    });
  const form = (
    service: string,
    input: Record<string, string>,
    more: { accept?: string; path?: string } = {},
  ) =>
    ask(service, {
      path: more.path ?? '/',
      headers: [
        ...['Content-Type', 'application/x-www-form-urlencoded'],
        ...(more.accept === undefined ? [] : ['Accept', more.accept]),
      ],
      body: new URLSearchParams(input).toString(),
    });
  const dynamo = (operation: string, input: unknown, account = ACCOUNT) =>
    json('dynamodb', `DynamoDB_20120810.${operation}`, input, account);

  test('accounts have tables of their own', async () => {
    const table = {
      TableName: 'widgets',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    };
    const made = await dynamo('CreateTable', table);
    assert.match(made.text, new RegExp(`arn:aws:dynamodb:eu-west-1:${ACCOUNT}:table/widgets`));
    assert.equal((await dynamo('ListTables', {})).text, '{"TableNames":["widgets"]}');
    assert.equal((await dynamo('ListTables', {}, '210987654321')).text, '{"TableNames":[]}');
  });

  test('expressions that would keep the library busy for ever are refused', async () => {
    const deep = `${'('.repeat(40)}a = :a${')'.repeat(40)}`;
    const answer = await dynamo('Scan', { TableName: 'widgets', FilterExpression: deep });
    assert.equal(answer.status, 400);
    assert.match(answer.text, /Invalid FilterExpression: The expression is nested too deeply/);
    const wide = Array.from({ length: 60 }, () => '(a = :a OR b = :a)').join(' AND ');
    const input = {
      TableName: 'widgets',
      FilterExpression: wide,
      ExpressionAttributeValues: { ':a': { S: 'x' } },
    };
    assert.equal((await dynamo('Scan', input)).status, 200);
  });

  test('SQS speaks the query protocol too, in XML and, as API Gateway asks for it, in JSON', async () => {
    const made = await form('sqs', {
      Action: 'CreateQueue',
      QueueName: 'orders',
      'Attribute.1.Name': 'DelaySeconds',
      'Attribute.1.Value': '0',
    });
    assert.match(made.text, new RegExp(`<QueueUrl>http://127.0.0.1:4566/${ACCOUNT}/orders</QueueUrl>`));
    const path = `/${ACCOUNT}/orders`;
    const sent = await form(
      'sqs',
      {
        Action: 'SendMessage',
        MessageBody: 'a <b>',
        'MessageAttribute.1.Name': 'colour',
        'MessageAttribute.1.Value.DataType': 'String',
        'MessageAttribute.1.Value.StringValue': 'red',
      },
      { path, accept: 'application/json' },
    );
    const { SendMessageResponse } = JSON.parse(sent.text);
    assert.match(SendMessageResponse.SendMessageResult.MessageId, /^[0-9a-f-]{36}$/);
    assert.equal(SendMessageResponse.SendMessageResult.SequenceNumber, null);
    const received = await form(
      'sqs',
      { Action: 'ReceiveMessage', 'MessageAttributeName.1': 'All' },
      { path },
    );
    assert.match(received.text, /<Message>.*<Body>a &lt;b&gt;<\/Body>.*<\/Message>/);
    assert.match(
      received.text,
      /<MessageAttribute><Name>colour<\/Name><Value>.*<StringValue>red<\/StringValue>/,
    );
    const missing = await form('sqs', { Action: 'PurgeQueue' }, { path: `/${ACCOUNT}/missing` });
    assert.equal(missing.status, 400);
    assert.match(missing.text, /<Code>AWS.SimpleQueueService.NonExistentQueue<\/Code>/);
  });

  test("a queue's policy is asked for, and nobody makes a queue of somebody else by asking", async () => {
    const QueueUrl = `http://127.0.0.1:4566/${ACCOUNT}/guarded`;
    const policy = '{"Version":"2012-10-17","Statement":[]}';
    await json('sqs', 'AmazonSQS.CreateQueue', { QueueName: 'guarded', Attributes: { Policy: policy } });
    policies.length = 0;
    await json('sqs', 'AmazonSQS.GetQueueAttributes', { QueueUrl });
    assert.deepEqual(policies, [policy]);
    await json('sqs', 'AmazonSQS.GetQueueAttributes', { QueueUrl: 'http://localhost/999999999999/q' });
    assert.deepEqual(policies, [policy, undefined]);
  });

  test('SNS answers in JSON where it is asked to', async () => {
    const made = await form('sns', { Action: 'CreateTopic', Name: 'news' }, { accept: 'application/json' });
    const TopicArn = `arn:aws:sns:eu-west-1:${ACCOUNT}:news`;
    assert.equal(JSON.parse(made.text).CreateTopicResponse.CreateTopicResult.TopicArn, TopicArn);
    const published = await form(
      'sns',
      { Action: 'Publish', TopicArn, Message: 'm' },
      { accept: 'application/json' },
    );
    assert.match(JSON.parse(published.text).PublishResponse.PublishResult.MessageId, /^[0-9a-f-]{36}$/);
    const missing = await form(
      'sns',
      { Action: 'Publish', TopicArn: `${TopicArn}2`, Message: 'm' },
      { accept: 'application/json' },
    );
    assert.equal(missing.status, 404);
    assert.equal(JSON.parse(missing.text).Error.Code, 'NotFound');
  });

  test('S3 keeps bytes as they are, and says what it has not', async () => {
    await ask('s3', { method: 'PUT', path: '/health' });
    await ask('s3', {
      method: 'PUT',
      path: '/health/a%2Fb',
      headers: ['Content-Type', 'application/json'],
      body: '{"a": 1}',
    });
    assert.deepEqual(await ask('s3', { method: 'GET', path: '/health/a/b' }), {
      status: 200,
      text: '{"a": 1}',
    });
    assert.match((await ask('s3', { method: 'GET', path: '/health' })).text, /<Key>a\/b<\/Key>/);
    for (const character of ['%00', '%01', '%0D%0A', '%EF%BF%BE']) {
      const put = await ask('s3', { method: 'PUT', path: `/health/a${character}`, body: 'x' });
      assert.match(put.text, /<Code>NotImplemented<\/Code>/, 'lists with it could not be read');
    }
    const acl = await ask('s3', { method: 'GET', path: '/health', query: 'acl' });
    assert.equal(acl.status, 501);
    assert.match(acl.text, /<Code>NotImplemented<\/Code>/);
    assert.match(
      (await ask('s3', { method: 'PUT', path: '/No_Bucket' })).text,
      /<Code>InvalidBucketName<\/Code>/,
    );
  });
});
