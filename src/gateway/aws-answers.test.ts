import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { describe, test } from 'node:test';
import { BackendError } from '../backends/backend.ts';
import { awsRig, uri } from './aws-integration.fixture.ts';
import { answerOf } from './gateway.fixture.ts';

describe('answers of AWS integrations', () => {
  const rig = awsRig();

  test('the status chooses the integration response', async () => {
    rig.backend = async () =>
      answerOf(400, '{"__type":"x#ConditionalCheckFailedException"}', [
        'x-amzn-requestid',
        'r1',
        'content-md5',
        'm',
        'last-modified',
        'l',
        'x-Own',
        'o',
      ]);
    await rig.integrate('/conditional', {
      uri: uri('dynamodb:action/PutItem'),
      integrationResponses: {
        '200': { statusCode: '200', selectionPattern: '2\\d{2}' },
        '409': {
          statusCode: '409',
          selectionPattern: '4\\d{2}',
          responseTemplates: { 'application/json': `{"type":"$input.path('$.__type')"}` },
          responseParameters: {
            'method.response.header.request': 'integration.response.header.x-amzn-RequestId',
            'method.response.header.md5': 'integration.response.header.Content-MD5',
            'method.response.header.modified': 'integration.response.header.Last-Modified',
            'method.response.header.own': 'integration.response.header.x-Own',
          },
        },
      },
    });
    const answer = await rig.post('/conditional', '{}');
    assert.deepEqual([answer.status, answer.text], [409, '{"type":"x#ConditionalCheckFailedException"}']);
    const { request, md5, modified, own } = answer.headers;
    assert.deepEqual([request, md5, modified, own], ['r1', 'm', 'l', 'o']);
  });

  test('none in time: 504, and the service is told that nobody waits', async () => {
    await rig.integrate('/slow', { uri: uri('sqs:path/1/q'), timeoutInMillis: 50 });
    const aborted = Promise.withResolvers<unknown>();
    rig.backend = ({ signal }) => {
      signal.addEventListener('abort', () => aborted.resolve(signal.reason));
      return new Promise(() => {});
    };
    const answer = await rig.post('/slow', 'x');
    assert.deepEqual([answer.status, answer.text], [504, '{"message": "Endpoint request timed out"}']);
    assert.ok((await aborted.promise) instanceof Error);
  });

  test('one that never ends: 504, and it is let go', async () => {
    await rig.integrate('/endless', { uri: uri('sqs:path/1/q'), timeoutInMillis: 50 });
    const body = new Readable({ read() {} });
    rig.backend = async () => ({ status: 200, rawHeaders: [], body });
    assert.equal((await rig.post('/endless', 'x')).status, 504);
    assert.ok(body.destroyed);
  });

  test('over 10 MB: 500', async () => {
    await rig.integrate('/large', { uri: uri('s3:path/b/k') });
    const chunk = Buffer.alloc(1024 * 1024);
    let chunks = 0;
    const body = new Readable({
      read() {
        chunks++;
        this.push(chunk);
      },
    });
    rig.backend = async () => ({ status: 200, rawHeaders: [], body });
    const answer = await rig.send('/large');
    assert.deepEqual([answer.status, answer.text], [500, '{"message": "Internal server error"}']);
    assert.ok(chunks < 15, `${chunks} MB read`);
  });

  test('nobody to ask: 500, and why is in the log alone', async () => {
    await rig.integrate('/nobody', { uri: uri('glue:action/GetJobs') });
    rig.backend = async () => {
      throw new BackendError('there is no glue: start with --backend glue=URL');
    };
    const answer = await rig.post('/nobody', '{}');
    assert.deepEqual([answer.status, answer.text], [500, '{"message": "Internal server error"}']);
    assert.match(rig.logged.join(), /--backend glue=URL/);
  });

  test('one that breaks off: 504', async () => {
    await rig.integrate('/broken', { uri: uri('s3:path/b/k') });
    rig.backend = async () => ({
      status: 200,
      rawHeaders: [],
      body: new Readable({
        read() {
          this.destroy(new Error('reset'));
        },
      }),
    });
    assert.equal((await rig.send('/broken')).status, 504);
  });
});
