import assert from 'node:assert/strict';
import { test } from 'node:test';
import { elementText } from '../../../../protocols/xml-elements.ts';
import { cloudFormationFixture, ROOT } from '../../cloudformation.fixture.ts';
import { through } from '../apigateway/through.fixture.ts';
import { embeddedBackends } from '../backends/embedded.fixture.ts';
import { valueAt } from '../backends/json-client.ts';
import { snsClient } from '../sns/sns-client.ts';
import { subscriptionOf } from '../sns/subscriptions.ts';
import { sqsClient } from './sqs-client.ts';

const ORIGIN = { caller: ROOT, account: '123456789012', region: 'eu-west-1' };

const template = (queue: string, topic: string, subscription: string, policy = 'allow') => `Resources:
  Dead: {Type: AWS::SQS::Queue}
  Queue: {Type: AWS::SQS::Queue, Properties: {${queue}}}
  Fifo: {Type: AWS::SQS::Queue, Properties: {FifoQueue: true}}
  Policy:
    Type: AWS::SQS::QueuePolicy
    Properties: {Queues: [!Ref Queue], PolicyDocument: {Id: ${policy}}}
  Topic: {Type: AWS::SNS::Topic, Properties: {${topic}}}
  Subscription:
    Type: AWS::SNS::Subscription
    Properties: {TopicArn: !Ref Topic, Protocol: sqs, Endpoint: !GetAtt Fifo.Arn${subscription}}
Outputs:
  QueueArn: {Value: !GetAtt Queue.Arn}
  QueueName: {Value: !GetAtt Queue.QueueName}
  FifoName: {Value: !GetAtt Fifo.QueueName}
  FifoArn: {Value: !GetAtt Fifo.Arn}
  DeadArn: {Value: !GetAtt Dead.Arn}
  TopicName: {Value: !GetAtt Topic.TopicName}
  SubscriptionArn: {Value: !GetAtt Subscription.Arn}`;

test('AWS::SQS::Queue, AWS::SQS::QueuePolicy, AWS::SNS::Topic and AWS::SNS::Subscription', async (t) => {
  const backends = embeddedBackends(t);
  const fixture = await cloudFormationFixture(t, backends);
  const sqs = sqsClient(backends, ORIGIN);
  const sns = snsClient(backends, ORIGIN);
  const attributesOf = async (QueueUrl = '') =>
    valueAt(await sqs('GetQueueAttributes', { QueueUrl, AttributeNames: ['All'] }), 'Attributes');
  const attribute = async (url: string | undefined, name: string) => valueAt(await attributesOf(url), name);
  const endpoints = async (TopicArn: string, ...arns: readonly (string | undefined)[]) =>
    Promise.all(
      arns.map(
        async (Endpoint) =>
          (await subscriptionOf(sns, { TopicArn, Protocol: 'sqs', Endpoint })) !== undefined,
      ),
    );
  const redrive = 'RedrivePolicy: {deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 3}';
  let [url, topicArn, fifo]: (string | undefined)[] = [];
  await through(
    fixture,
    [
      template(
        `VisibilityTimeout: 7, DelaySeconds: 2, ${redrive}, Tags: [{Key: a, Value: b}]`,
        'DisplayName: News, Subscription: [{Protocol: sqs, Endpoint: !GetAtt Queue.Arn}]',
        ', RawMessageDelivery: true, FilterPolicy: {kind: [new]}',
      ),
      async (ids) => {
        [url, topicArn, fifo] = [ids.Queue, ids.Topic, ids.Fifo];
        assert.match(ids.QueueName ?? '', /^demo-Queue-[A-Za-z0-9]{12}$/);
        assert.match(ids.FifoName ?? '', /^demo-Fifo-[A-Za-z0-9]{12}\.fifo$/);
        assert.ok(url?.startsWith('http') && url.endsWith(`/${ids.QueueName}`));
        assert.ok(topicArn?.endsWith(`:${ids.TopicName}`));
        assert.equal(ids.Subscription, ids.SubscriptionArn);
        assert.deepEqual(
          [await attribute(url, 'VisibilityTimeout'), await attribute(url, 'DelaySeconds')],
          ['7', '2'],
        );
        assert.deepEqual(JSON.parse(String(await attribute(url, 'RedrivePolicy'))), {
          deadLetterTargetArn: ids.DeadArn,
          maxReceiveCount: 3,
        });
        assert.equal(await attribute(url, 'Policy'), '{"Id":"allow"}');
        assert.equal(await attribute(fifo, 'FifoQueue'), 'true');
        assert.deepEqual(await endpoints(ids.Topic ?? '', ids.QueueArn, ids.FifoArn), [true, true]);
      },
    ],
    [
      template('VisibilityTimeout: 9', 'TopicName: news', ', FilterPolicy: {kind: [old]}', 'deny'),
      async (ids) => {
        assert.equal(ids.Queue, url);
        assert.notEqual(ids.Topic, topicArn);
        assert.equal(ids.TopicName, 'news');
        assert.deepEqual(
          [
            await attribute(url, 'VisibilityTimeout'),
            await attribute(url, 'DelaySeconds'),
            (await attribute(url, 'RedrivePolicy')) ?? '',
            await attribute(url, 'Policy'),
          ],
          ['9', '0', '', '{"Id":"deny"}'],
        );
        assert.deepEqual(await endpoints(ids.Topic ?? '', ids.QueueArn, ids.FifoArn), [false, true]);
      },
    ],
    [
      template(
        'QueueName: jobs',
        'TopicName: news, DisplayName: d, Subscription: [{Protocol: sqs, Endpoint: !GetAtt Dead.Arn}]',
        '',
      ),
      async (ids) => {
        assert.equal(ids.QueueName, 'jobs');
        assert.deepEqual(await endpoints(ids.Topic ?? '', ids.DeadArn, ids.FifoArn), [true, true]);
        await assert.rejects(attributesOf(url), /queue does not exist/);
      },
    ],
  );
  assert.equal(elementText(await sns('ListTopics', { NextToken: undefined }), 'TopicArn'), '');
  await assert.rejects(attributesOf(fifo), /queue does not exist/);
});

test('what queues and topics refuse', async (t) => {
  const fixture = await cloudFormationFixture(t, embeddedBackends(t));
  const failure = async (TemplateBody: string) => {
    await fixture.cloudFormation.CreateStack({ StackName: 'demo', TemplateBody });
    await fixture.idle();
    assert.equal((await fixture.stack('demo')).StackStatus, 'ROLLBACK_COMPLETE');
    const history = await fixture.history('demo');
    await fixture.cloudFormation.DeleteStack({ StackName: 'demo' });
    await fixture.idle();
    return history.find((line) => line.startsWith('One CREATE_FAILED')) ?? '';
  };
  const one = (type: string, properties: string) =>
    failure(`Resources: {One: {Type: ${type}, Properties: {${properties}}}}`);
  assert.match(
    await one('AWS::SQS::Queue', 'DelaySeconds: 901'),
    /Invalid value for the parameter DelaySeconds.*\(Service: Sqs, Status Code: 400, .*HandlerErrorCode: InvalidRequest\)$/,
  );
  assert.match(await one('AWS::SQS::Queue', 'KmsMasterKeyId: k'), /#\/KmsMasterKeyId: is not supported: /);
  assert.match(
    await one(
      'AWS::SNS::Subscription',
      'TopicArn: "arn:aws:sns:eu-west-1:000000000000:none", Protocol: sqs, Endpoint: e',
    ),
    /Topic does not exist \(Service: Sns, Status Code: 404, .*HandlerErrorCode: NotFound\)$/,
  );
  assert.match(
    await one('AWS::SNS::Subscription', 'TopicArn: t, Protocol: email, Endpoint: e'),
    /#\/Protocol: email is not a valid enum value/,
  );
});
