import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { IAM } from '@aws-sdk/client-iam';
import { S3 } from '@aws-sdk/client-s3';
import { SNS } from '@aws-sdk/client-sns';
import { SQS } from '@aws-sdk/client-sqs';
import { ACCOUNT, GatewayProcess, REGION, withDirectory } from '../support/gateway-process.ts';
import {
  deployRestApi,
  integrationUri,
  type MethodSpecification,
  type RestApi,
  roleArn,
} from '../support/rest-api.ts';

const FORM = "'application/x-www-form-urlencoded'";
const GATEWAY = 'apigateway.amazonaws.com';

/** Methods that call DynamoDB, SQS, SNS and S3 without a function between, each as a role. */
const METHODS: readonly MethodSpecification[] = [
  ...(['Writer', 'Reader', 'Stranger'] as const).map(
    (role): MethodSpecification => ({
      path: `/items/${role}`,
      httpMethod: 'POST',
      integration: {
        type: 'AWS',
        integrationHttpMethod: 'POST',
        uri: integrationUri('dynamodb:action/PutItem'),
        credentials: roleArn(role),
        requestTemplates: {
          'application/json':
            '{"TableName": "items", "Item": {"id": {"S": "$context.requestId"}, "text": {"S": $input.json("$.text")}},' +
            ' "ReturnConsumedCapacity": "NONE"}',
        },
      },
      responses: {
        200: { responseTemplates: { 'application/json': '{"id": "$context.requestId"}' } },
        403: {
          selectionPattern: '4\\d{2}',
          responseTemplates: { 'application/json': `{"type": $input.json('$.__type')}` },
        },
      },
    }),
  ),
  {
    path: '/orders',
    httpMethod: 'POST',
    integration: {
      type: 'AWS',
      integrationHttpMethod: 'POST',
      uri: integrationUri(`sqs:path/${ACCOUNT}/\${stageVariables.queue}`),
      credentials: `arn:aws:iam::${ACCOUNT}:\${stageVariables.role}`,
      requestParameters: { 'integration.request.header.Content-Type': FORM },
      requestTemplates: {
        'application/json': 'Action=SendMessage&MessageBody=$util.urlEncode($input.body)',
      },
    },
    responses: {
      200: {
        responseTemplates: {
          'application/json': `{"MessageId": $input.json('$.SendMessageResponse.SendMessageResult.MessageId')}`,
        },
      },
    },
  },
  {
    path: '/announcements',
    httpMethod: 'POST',
    requestParameters: ['method.request.querystring.text'],
    integration: {
      type: 'AWS',
      integrationHttpMethod: 'POST',
      uri: integrationUri('sns:action/Publish'),
      credentials: roleArn('Writer'),
      requestParameters: {
        'integration.request.querystring.TopicArn': `'arn:aws:sns:${REGION}:${ACCOUNT}:announcements'`,
        'integration.request.querystring.Message': 'method.request.querystring.text',
      },
    },
  },
  ...(['PUT', 'GET'] as const).map(
    (httpMethod): MethodSpecification => ({
      path: '/files/{key+}',
      httpMethod,
      requestParameters: ['method.request.path.key', 'method.request.header.Content-Type'],
      integration: {
        type: 'AWS',
        integrationHttpMethod: httpMethod,
        uri: integrationUri('s3:path/pictures/public/{key}'),
        credentials: roleArn('Writer'),
        requestParameters: {
          'integration.request.path.key': 'method.request.path.key',
          ...(httpMethod === 'PUT' && {
            'integration.request.header.Content-Type': 'method.request.header.Content-Type',
          }),
        },
      },
      responses: {
        200: {
          responseParameters: {
            'method.response.header.ETag': 'integration.response.header.ETag',
            'method.response.header.Content-Type': 'integration.response.header.Content-Type',
          },
        },
        404: { selectionPattern: '404' },
      },
    }),
  ),
];

describe('AWS integrations', () => {
  let gateway: GatewayProcess;
  let api: RestApi;
  let release: () => void;
  let directory: Promise<void>;

  const client = () => ({
    endpoint: gateway.endpoint,
    region: REGION,
    credentials: gateway.rootKeys,
    maxAttempts: 1,
  });

  before(async () => {
    const ready = Promise.withResolvers<string>();
    const done = new Promise<void>((resolve) => {
      release = resolve;
    });
    directory = withDirectory((path) => {
      ready.resolve(path);
      return done;
    });
    gateway = await GatewayProcess.start(await ready.promise);
    await Promise.all([makeResources(), makeRoles()]);
    api = await deployRestApi(
      gateway,
      METHODS,
      { binaryMediaTypes: ['image/png'] },
      { queue: 'orders', role: 'role/Writer' },
    );
  });

  after(async () => {
    try {
      assert.deepEqual(await gateway?.stop(), [0, null]);
    } finally {
      release();
      await directory;
    }
  });

  async function makeResources(): Promise<void> {
    await Promise.all([
      new DynamoDB(client()).createTable({
        TableName: 'items',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
      }),
      new SQS(client()).createQueue({ QueueName: 'orders' }),
      new SNS(client()).createTopic({ Name: 'announcements' }),
      new S3({ ...client(), forcePathStyle: true }).createBucket({ Bucket: 'pictures' }),
    ]);
  }

  /** Writer may do what the methods do, Reader nothing of it; Stranger may, but does not trust API Gateway. */
  async function makeRoles(): Promise<void> {
    const iam = new IAM(client());
    const allow = (Action: string[], Resource: string) => ({ Effect: 'Allow', Action, Resource });
    const document = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement });
    const writes = document(
      allow(['dynamodb:PutItem'], `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/items`),
      allow(['sqs:SendMessage'], `arn:aws:sqs:${REGION}:${ACCOUNT}:orders`),
      allow(['sns:Publish'], `arn:aws:sns:${REGION}:${ACCOUNT}:announcements`),
      allow(['s3:GetObject', 's3:PutObject'], 'arn:aws:s3:::pictures/public/*'),
      allow(['s3:ListBucket'], 'arn:aws:s3:::pictures'),
    );
    const reads = document(allow(['dynamodb:GetItem'], `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/items`));
    for (const [RoleName, Service, PolicyDocument] of [
      ['Writer', GATEWAY, writes],
      ['Reader', GATEWAY, reads],
      ['Stranger', 'lambda.amazonaws.com', writes],
    ] as const) {
      const trust = { Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' };
      await iam.createRole({ RoleName, AssumeRolePolicyDocument: document(trust) });
      await iam.putRolePolicy({ RoleName, PolicyName: 'own', PolicyDocument });
    }
  }

  const post = (path: string, body: string, contentType = 'application/json') =>
    fetch(api.url + path, { method: 'POST', body, headers: { 'content-type': contentType } });

  test('DynamoDB by action, as a role that may', async () => {
    const text = 'Käse & "Brot"';
    const answer = await post('/items/Writer', JSON.stringify({ text }));
    const body: unknown = await answer.json();
    assert.equal(answer.status, 200);
    const id = answer.headers.get('x-amzn-requestid') ?? '';
    assert.deepEqual(body, { id });
    const { Item } = await new DynamoDB(client()).getItem({ TableName: 'items', Key: { id: { S: id } } });
    assert.deepEqual(Item, { id: { S: id }, text: { S: text } });
  });

  test('a role that may not: what the service answers, its status chooses', async () => {
    const answer = await post('/items/Reader', '{"text":"no"}');
    const body = (await answer.json()) as { type: string };
    assert.equal(answer.status, 403);
    assert.match(body.type, /AccessDeniedException$/);
  });

  test('a role that does not trust API Gateway: 500, and the log says which', async () => {
    const answer = await post('/items/Stranger', '{"text":"no"}');
    assert.deepEqual([answer.status, await answer.text()], [500, '{"message": "Internal server error"}']);
    const reason = `API Gateway does not have permission to assume the provided role ${roleArn('Stranger')}`;
    assert.ok(gateway.child.stderr);
    while (!gateway.log.includes(reason)) await once(gateway.child.stderr, 'data');
  });

  test('a change of the trust counts for the next request', async () => {
    const iam = new IAM(client());
    const trust = (Service: string) =>
      iam.updateAssumeRolePolicy({
        RoleName: 'Stranger',
        PolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }],
        }),
      });
    await trust(GATEWAY);
    assert.equal((await post('/items/Stranger', '{"text":"yes"}')).status, 200);
    await trust('ec2.amazonaws.com');
    assert.equal((await post('/items/Stranger', '{"text":"no"}')).status, 500);
  });

  test('SQS by a form, to the queue and as the role of stage variables', async () => {
    const order = '{"beer": "1 & 2", "snack": "+%"}';
    const answer = await post('/orders', order);
    const { MessageId } = (await answer.json()) as { MessageId: string };
    assert.equal(answer.status, 200);
    const sqs = new SQS(client());
    const { QueueUrl } = await sqs.getQueueUrl({ QueueName: 'orders' });
    const { Messages: [message] = [] } = await sqs.receiveMessage({ QueueUrl });
    assert.deepEqual([message?.MessageId, message?.Body], [MessageId, order]);
  });

  test('SNS by action, with the parameters of a query', async () => {
    const answer = await fetch(`${api.url}/announcements?text=${encodeURIComponent('a & b=c')}`, {
      method: 'POST',
    });
    const body = await answer.text();
    assert.equal(answer.status, 200, body);
    assert.match(body, /"PublishResult":\{"MessageId":"|<PublishResult>/);
  });

  test('S3 by path, binary there and back', async () => {
    const picture = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0xff, 0xfe, 0xc3, 0x28]);
    const url = `${api.url}/files/a%20b/c.png`;
    const headers = { 'content-type': 'image/png', accept: 'image/png' };
    const put = await fetch(url, { method: 'PUT', headers, body: picture });
    assert.equal(put.status, 200, await put.text());
    assert.match(put.headers.get('etag') ?? '', /^"[0-9a-f]{32}"$/);
    const got = await fetch(url, { headers });
    assert.deepEqual(
      [got.status, got.headers.get('content-type'), got.headers.get('etag')],
      [200, 'image/png', put.headers.get('etag')],
    );
    assert.deepEqual(Buffer.from(await got.arrayBuffer()), picture);
    const s3 = new S3({ ...client(), forcePathStyle: true });
    const { Contents = [] } = await s3.listObjectsV2({ Bucket: 'pictures' });
    assert.deepEqual(
      Contents.map(({ Key }) => Key),
      ['public/a b/c.png'],
    );
    assert.equal((await fetch(`${api.url}/files/none`)).status, 404);
  });

  test('a step out of the folder is refused', async () => {
    const s3 = new S3({ ...client(), forcePathStyle: true });
    await s3.putObject({ Bucket: 'pictures', Key: 'private/secret', Body: 'secret' });
    // fetch would resolve the dots itself.
    const { hostname, port, pathname } = new URL(api.url);
    const statusOf = async (path: string) => {
      const [answer] = (await once(get({ hostname, port, path: pathname + path }), 'response')) as [
        IncomingMessage,
      ];
      answer.resume();
      return answer.statusCode;
    };
    for (const path of ['..%2fprivate%2fsecret', '%2e%2e/private/secret', 'a/%2e%2e%2f..%2fprivate/secret']) {
      assert.equal(await statusOf(`/files/${path}`), 400, path);
    }
  });
});
