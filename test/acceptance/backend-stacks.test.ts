import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { CloudFormation } from '@aws-sdk/client-cloudformation';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { IAM } from '@aws-sdk/client-iam';
import { SignedClient } from '../../bench/signed-client.ts';
import { ACCOUNT, GatewayProcess, type Keys, REGION } from '../support/gateway-process.ts';
import { cloudFormationOf } from '../support/unicorn.ts';

const TEMPLATE = `Resources:
  Jobs: {Type: AWS::SQS::Queue, Properties: {Tags: [{Key: a, Value: b}]}}
  Policy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Jobs]
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - {Effect: Allow, Principal: {Service: sns.amazonaws.com}, Action: sqs:SendMessage, Resource: !GetAtt Jobs.Arn}
  News: {Type: AWS::SNS::Topic}
  Subscription:
    Type: AWS::SNS::Subscription
    Properties: {TopicArn: !Ref News, Protocol: sqs, Endpoint: !GetAtt Jobs.Arn, RawMessageDelivery: true}
  Files: {Type: AWS::S3::Bucket}
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
Outputs:
  JobsArn: {Value: !GetAtt Jobs.Arn}
  TableArn: {Value: !GetAtt Table.Arn}`;

/** Stacks of resources that are kept by the services behind the gateway. */
describe('stacks of tables, queues, topics and buckets', () => {
  const directory = mkdtempSync(join(tmpdir(), 'alicorn-stacks-'));
  const client = new SignedClient(2);
  let gateway: GatewayProcess;
  let keys: Keys;
  before(async () => {
    gateway = await GatewayProcess.start(directory);
    const iam = iamOf();
    await iam.createUser({ UserName: 'stacker' });
    await iam.putUserPolicy({
      UserName: 'stacker',
      PolicyName: 'p',
      PolicyDocument: allow('cloudformation:*', 'iam:PassRole'),
    });
    const { AccessKey } = await iam.createAccessKey({ UserName: 'stacker' });
    keys = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
  });
  after(async () => {
    client.close();
    try {
      assert.deepEqual(await gateway?.stop(), [0, null]);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });

  const iamOf = () =>
    new IAM({ endpoint: gateway.endpoint, region: REGION, credentials: gateway.rootKeys, maxAttempts: 1 });
  const allow = (...Action: string[]) =>
    JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });

  async function settled(cloudFormation: CloudFormation, StackName: string): Promise<string> {
    for (let attempt = 0; attempt < 300; attempt++) {
      const status = await cloudFormation.describeStacks({ StackName }).then(
        ({ Stacks: [stack] = [] }) => stack?.StackStatus ?? '',
        () => 'gone',
      );
      if (!status.endsWith('_IN_PROGRESS')) return status;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return 'it did not settle';
  }
  const sqs = async (operation: string, input: object): Promise<Record<string, unknown>> =>
    JSON.parse(
      await client.post({
        ...{ url: new URL(gateway.endpoint), service: 'sqs', region: REGION, keys: gateway.rootKeys },
        body: JSON.stringify(input),
        headers: ['Content-Type', 'application/x-amz-json-1.0', 'X-Amz-Target', `AmazonSQS.${operation}`],
      }),
    );
  const sns = (form: Record<string, string>) =>
    client.post({
      ...{ url: new URL(gateway.endpoint), service: 'sns', region: REGION, keys: gateway.rootKeys },
      body: String(new URLSearchParams({ Version: '2010-03-31', ...form })),
      headers: ['Content-Type', 'application/x-www-form-urlencoded'],
    });

  test('what a caller may not do its stack does not', async () => {
    const cloudFormation = cloudFormationOf(gateway, keys);
    await cloudFormation.createStack({ StackName: 'denied', TemplateBody: TEMPLATE });
    assert.equal(await settled(cloudFormation, 'denied'), 'ROLLBACK_COMPLETE');
    const { StackEvents = [] } = await cloudFormation.describeStackEvents({ StackName: 'denied' });
    const reasons = StackEvents.map(({ ResourceStatusReason = '' }) => ResourceStatusReason).join('\n');
    for (const action of ['dynamodb:CreateTable', 's3:CreateBucket'])
      assert.match(
        reasons,
        new RegExp(
          `user/stacker is not authorized to perform: ${action} on resource: .*HandlerErrorCode: AccessDenied`,
        ),
      );
    cloudFormation.destroy();
  });

  test('its role makes them, and the services keep them', async () => {
    const iam = iamOf();
    const { Role } = await iam.createRole({
      RoleName: 'maker',
      AssumeRolePolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'cloudformation.amazonaws.com' },
            Action: 'sts:AssumeRole',
          },
        ],
      }),
    });
    await iam.putRolePolicy({
      ...{
        RoleName: 'maker',
        PolicyName: 'p',
        PolicyDocument: allow('dynamodb:*', 'sqs:*', 'sns:*', 's3:*'),
      },
    });
    iam.destroy();
    const cloudFormation = cloudFormationOf(gateway, keys);
    const RoleARN = Role?.Arn;
    await cloudFormation.createStack({ StackName: 'made', TemplateBody: TEMPLATE, RoleARN });
    assert.equal(await settled(cloudFormation, 'made'), 'CREATE_COMPLETE');
    const { StackResources = [] } = await cloudFormation.describeStackResources({ StackName: 'made' });
    const id = (name: string) =>
      StackResources.find(({ LogicalResourceId }) => LogicalResourceId === name)?.PhysicalResourceId ?? '';
    const { Stacks: [stack] = [] } = await cloudFormation.describeStacks({ StackName: 'made' });
    assert.deepEqual(stack?.Outputs?.map(({ OutputValue }) => OutputValue).sort(), [
      `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${id('Table')}`,
      `arn:aws:sqs:${REGION}:${ACCOUNT}:${id('Jobs').split('/').at(-1)}`,
    ]);
    assert.ok(id('Jobs').startsWith(`${gateway.endpoint}/${ACCOUNT}/made-Jobs-`), id('Jobs'));
    await sns({ Action: 'Publish', TopicArn: id('News'), Message: 'hello' });
    const { Messages } = await sqs('ReceiveMessage', { QueueUrl: id('Jobs'), WaitTimeSeconds: 5 });
    assert.equal(Object(Array.isArray(Messages) ? Messages[0] : undefined).Body, 'hello');
    assert.deepEqual((await sqs('ListQueueTags', { QueueUrl: id('Jobs') })).Tags, { a: 'b' });
    const dynamodb = new DynamoDB({
      ...{ endpoint: gateway.endpoint, region: REGION, credentials: gateway.rootKeys, maxAttempts: 1 },
    });
    assert.equal((await dynamodb.describeTable({ TableName: id('Table') })).Table?.TableStatus, 'ACTIVE');

    await cloudFormation.deleteStack({ StackName: 'made' });
    assert.equal(await settled(cloudFormation, 'made'), 'gone');
    await assert.rejects(dynamodb.describeTable({ TableName: id('Table') }), {
      name: 'ResourceNotFoundException',
    });
    await assert.rejects(sqs('GetQueueAttributes', { QueueUrl: id('Jobs'), AttributeNames: ['All'] }));
    dynamodb.destroy();
    cloudFormation.destroy();
  });
});
