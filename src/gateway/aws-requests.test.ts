import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { awsRig, FORM, ROLE, uri } from './aws-integration.fixture.ts';
import { answerOf } from './gateway.fixture.ts';

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-integration-types.html */
describe('requests of AWS integrations', () => {
  const rig = awsRig();

  describe('by action', () => {
    test('a JSON service is told by X-Amz-Target and the content type of its protocol', async () => {
      await rig.integrate('/items', {
        uri: uri('dynamodb:action/PutItem'),
        requestTemplates: { 'application/json': '{"TableName":"t","Item":$input.json("$")}' },
      });
      const answer = await rig.post('/items', '{"a":1}', {
        'content-type': 'application/json',
        cookie: 'c=1',
      });
      assert.equal(answer.status, 200);
      assert.equal(answer.text, '{"TableName":"t","Item":{"a":1}}');
      const { headers: _, signal: __, caller, ...request } = rig.sent;
      assert.deepEqual(request, {
        service: 'dynamodb',
        region: 'us-east-1',
        account: '123456789012',
        method: 'POST',
        path: '/',
        // As the execution log of API Gateway shows: `https://dynamodb.us-east-1.amazonaws.com/?Action=GetItem`.
        query: 'Action=PutItem',
        body: Buffer.from('{"TableName":"t","Item":{"a":1}}'),
      });
      assert.deepEqual(caller, {
        principal: {
          type: 'AssumedRole',
          account: '123456789012',
          arn: 'arn:aws:sts::123456789012:assumed-role/Caller/BackplaneAssumeRoleSession',
          userId: 'AROACALLER:BackplaneAssumeRoleSession',
          roleArn: ROLE,
          roleName: 'Caller',
          sessionName: 'BackplaneAssumeRoleSession',
        },
      });
      const headers = rig.sentHeaders;
      const trace = headers.get('x-amzn-trace-id')?.[0] ?? '';
      assert.match(trace, /^Root=1-/);
      assert.deepEqual(
        headers,
        new Map([
          ['content-type', ['application/x-amz-json-1.0']],
          ['x-amz-target', ['DynamoDB_20120810.PutItem']],
          ['accept', ['application/json']],
          ['user-agent', ['AmazonAPIGateway_a1b2c3d4e5']],
          ['x-amzn-apigateway-api-id', ['a1b2c3d4e5']],
          ['x-amzn-trace-id', [trace]],
        ]),
      );
      assert.equal(answer.headers['x-amzn-trace-id'], trace);
    });

    test('each service by its own prefix, a subdomain counts where it is another API', async () => {
      for (const [service, target, contentType] of [
        ['states:action/StartExecution', 'AWSStepFunctions.StartExecution', '1.0'],
        ['events:action/PutEvents', 'AWSEvents.PutEvents', '1.1'],
        ['kinesis:action/PutRecord', 'Kinesis_20131202.PutRecord', '1.1'],
        ['streams.dynamodb:action/GetRecords', 'DynamoDBStreams_20120810.GetRecords', '1.0'],
        [`dynamodb:action/\${stageVariables.action}`, 'DynamoDB_20120810.GetItem', '1.0'],
      ] as const) {
        rig.backendRequests.length = 0;
        await rig.integrate('/each', { uri: uri(service) });
        await rig.post('/each', '{}');
        const headers = rig.sentHeaders;
        assert.deepEqual(headers.get('x-amz-target'), [target]);
        assert.deepEqual(headers.get('content-type'), [`application/x-amz-json-${contentType}`]);
      }
    });

    test('a query service gets a form with the version of its API', async () => {
      await rig.integrate('/publish', {
        uri: uri('sns:action/Publish&MessageStructure={structure}'),
        requestParameters: {
          'integration.request.path.structure': 'method.request.querystring.s',
          'integration.request.querystring.Message': 'method.request.body.text',
          'integration.request.querystring.TopicArn': "'arn:aws:sns:us-east-1:123456789012:t'",
        },
      });
      await rig.post('/publish?s=a%26Action%3DDelete', '{"text":"a&Action=DeleteTopic é"}');
      const { body, query, path } = rig.sent;
      assert.deepEqual([path, query], ['/', '']);
      assert.deepEqual(
        [...new URLSearchParams(body.toString())],
        [
          ['Action', 'Publish'],
          ['MessageStructure', 'a&Action=Delete'],
          ['Version', '2010-03-31'],
          ['Message', 'a&Action=DeleteTopic é'],
          ['TopicArn', 'arn:aws:sns:us-east-1:123456789012:t'],
        ],
      );
      assert.deepEqual(rig.sentHeaders.get('content-type'), [FORM]);
    });

    test('a form that is passed through is added, but chooses no other action', async () => {
      await rig.integrate('/form', { uri: uri('sns:action/Publish&Version=2000-01-01') });
      await rig.post(
        '/form',
        'Message=m&Action=DeleteTopic&%41ction=x&Act%69on&+Action=y&Version=1&&Subject=%zz',
        {
          'content-type': `${FORM}; charset=utf-8`,
        },
      );
      assert.equal(rig.sent.body.toString(), 'Action=Publish&Version=2000-01-01&Message=m&Subject=%zz');
    });

    test('GET keeps the query', async () => {
      await rig.integrate('/get', {
        uri: uri('sqs:action/ListQueues'),
        httpMethod: 'GET',
        requestParameters: {
          'integration.request.querystring.QueueNamePrefix': 'method.request.querystring.p',
          'integration.request.querystring.Action': "'DeleteQueue'",
        },
      });
      await rig.send('/get?p=o');
      const { method: httpMethod, query, body } = rig.sent;
      assert.deepEqual(
        [httpMethod, query, body.length],
        ['GET', 'Action=ListQueues&Version=2012-11-05&QueueNamePrefix=o', 0],
      );
    });

    test('what is no action, or of a service that has none, answers 500 and says so in the log', async () => {
      for (const [service, reason] of [
        ['dynamodb:action/ GetItem', 'does not name an action'],
        ['dynamodb:action/', 'does not name an action'],
        ['s3:action/GetObject&Bucket={b}', 'how s3 takes actions is not known'],
        ['nosuch:action/Do', 'how nosuch takes actions is not known'],
        ['bad service:action/Do', 'does not name an AWS service'],
        ['sqs:other/Do', 'does not name an AWS service'],
        ['sqs.:path/a', 'does not name an AWS service'],
      ] as const) {
        rig.logged.length = 0;
        await rig.integrate('/wrong', { uri: uri(service) });
        assert.equal((await rig.post('/wrong', '{}')).status, 500);
        assert.ok(rig.logged[0]?.includes(reason), `${service}: ${rig.logged[0]}`);
      }
      assert.deepEqual(rig.backendRequests, []);
    });

    test('an unknown service is told by a mapped target', async () => {
      await rig.integrate('/unknown', {
        uri: uri('nosuch:action/Do'),
        requestParameters: {
          'integration.request.header.X-Amz-Target': "'NoSuch.Do'",
          'integration.request.header.Content-Type': "'application/x-amz-json-1.1'",
        },
      });
      await rig.post('/unknown', '{}');
      const headers = rig.sentHeaders;
      assert.deepEqual(headers.get('x-amz-target'), ['NoSuch.Do']);
      assert.deepEqual(headers.get('content-type'), ['application/x-amz-json-1.1']);
    });

    test('a mapped target does not change the action', async () => {
      await rig.integrate('/target', {
        uri: uri('dynamodb:action/GetItem'),
        requestParameters: { 'integration.request.header.x-amz-target': 'method.request.header.t' },
        requestTemplates: {
          'application/json': `#set($context.requestOverride.header.X-AMZ-TARGET = "DynamoDB_20120810.DeleteTable"){}`,
        },
      });
      await rig.post('/target', '{}', { t: 'DynamoDB_20120810.DeleteItem' });
      assert.deepEqual(rig.sentHeaders.get('x-amz-target'), ['DynamoDB_20120810.GetItem']);
    });
  });
  describe('by path', () => {
    test('SQS by a form that a template makes', async () => {
      await rig.integrate('/orders', {
        uri: uri(`sqs:path/123456789012/\${stageVariables.queue}`),
        requestParameters: { 'integration.request.header.Content-Type': `'${FORM}'` },
        requestTemplates: {
          'application/json': 'Action=SendMessage&MessageBody=$util.urlEncode($input.body)',
        },
      });
      await rig.post('/orders', '{"a":"&"}', { 'content-type': 'application/json' });
      const request = rig.sent;
      assert.equal(request.path, '/123456789012/orders');
      assert.equal(request.body.toString(), 'Action=SendMessage&MessageBody=%7B%22a%22%3A%22%26%22%7D');
      assert.deepEqual(rig.sentHeaders.get('content-type'), [FORM]);
    });

    test('S3 by path and by subdomain, binary both ways', async () => {
      const bytes = Buffer.from([0, 255, 254, 10, 13]);
      rig.backend = async ({ body }) => answerOf(200, body, ['Content-Type', 'image/png', 'ETag', '"e"']);
      for (const [service, subdomain, path] of [
        ['s3:path/{bucket}/{key}', undefined, '/photos/a/b%2Fc%20d.png'],
        ['photos.v1.s3:path/{key}?partNumber={bucket}', 'photos.v1', '/a/b%2Fc%20d.png'],
      ] as const) {
        rig.backendRequests.length = 0;
        await rig.integrate(
          '/{bucket}/{key+}',
          {
            uri: uri(service),
            httpMethod: 'PUT',
            requestParameters: {
              'integration.request.path.bucket': 'method.request.path.bucket',
              'integration.request.path.key': 'method.request.path.key',
              'integration.request.header.Content-Type': 'method.request.header.Content-Type',
            },
            integrationResponses: {
              '200': {
                statusCode: '200',
                responseParameters: {
                  'method.response.header.ETag': 'integration.response.header.ETag',
                  'method.response.header.Content-Type': 'integration.response.header.Content-Type',
                },
              },
            },
          },
          {},
          { binaryMediaTypes: ['image/png'] },
        );
        const answer = await rig.send('/photos/a/b%2Fc%20d.png', {
          method: 'PUT',
          headers: { 'content-type': 'image/png', accept: 'image/png' },
          body: bytes,
        });
        assert.deepEqual(answer.body, bytes);
        assert.deepEqual([answer.headers.etag, answer.headers['content-type']], ['"e"', 'image/png']);
        const request = rig.sent;
        assert.deepEqual([request.subdomain, request.path, request.body], [subdomain, path, bytes]);
        assert.equal(request.query, subdomain ? 'partNumber=photos' : '');
        assert.deepEqual(rig.sentHeaders.get('content-type'), ['image/png']);
      }
    });

    test('headers of the connection and of the signature are not the API’s to map', async () => {
      const names = [
        'Authorization',
        'Host',
        'Connection',
        'Date',
        'Transfer-Encodingx',
        'X-Amz-Content-Sha256',
        'X-Amz-Date',
        'X-Amz-Security-Token',
        'TE',
        'X-Amz-Acl',
      ];
      await rig.integrate('/headers', {
        uri: uri('s3:path/b/k'),
        requestParameters: Object.fromEntries(
          names.map((name) => [`integration.request.header.${name}`, "'mapped'"]),
        ),
      });
      await rig.post('/headers', 'x', { authorization: 'theirs' });
      const mapped = [...rig.sentHeaders].filter(([, values]) => values.includes('mapped'));
      assert.deepEqual(
        mapped.map(([name]) => name),
        ['transfer-encodingx', 'x-amz-acl'],
      );
      assert.ok(!rig.sent.headers.includes('theirs'));
    });

    test('the client’s content type goes on with its body', async () => {
      await rig.integrate('/typed', { uri: uri('s3:path/b/k') });
      await rig.post('/typed', 'x', { 'content-type': 'text/csv' });
      assert.deepEqual(rig.sentHeaders.get('content-type'), ['text/csv']);
      rig.backendRequests.length = 0;
      await rig.post('/typed', '', { 'content-type': 'text/csv' });
      assert.equal(rig.sentHeaders.get('content-type'), undefined);
    });

    test('a line break in a mapped header, a step up in a path: 400, and nothing is sent', async () => {
      await rig.integrate('/{key+}', {
        uri: uri('s3:path/private/{key}'),
        requestParameters: {
          'integration.request.path.key': 'method.request.path.key',
          'integration.request.header.x-amz-meta-a': 'method.request.querystring.a',
        },
      });
      for (const path of [
        '/a/%2e%2e/%2e%2e/other/k',
        '/..%2Fother',
        '/%2E%2E',
        '/a?a=1%0d%0aX-Amz-Target:%20x',
        '/a?a=%0aAuthorization:x',
      ]) {
        assert.equal((await rig.send(path)).status, 400, path);
      }
      assert.deepEqual(rig.backendRequests, []);
    });
  });
});
