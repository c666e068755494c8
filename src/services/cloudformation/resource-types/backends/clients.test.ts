import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import type { BackendRequest, Backends } from '../../../../backends/backend.ts';
import { elementsOf, elementText } from '../../../../protocols/xml-elements.ts';
import { ROOT } from '../../cloudformation.fixture.ts';
import { dynamoDbClient } from '../dynamodb/dynamodb-client.ts';
import { s3Client } from '../s3/s3-client.ts';
import { isMissing, ServiceCallError } from '../service-clients.ts';
import { snsClient } from '../sns/sns-client.ts';

const ORIGIN = { caller: ROOT, account: '123456789012', region: 'eu-west-1' };

/** Answers everything alike, and keeps what was asked. */
function backend(status: number, body: string | Iterable<string>): Backends & { asked: BackendRequest[] } {
  const asked: BackendRequest[] = [];
  return {
    asked,
    send: async (request) => {
      asked.push(request);
      const chunks = typeof body === 'string' ? [body] : body;
      return { status, rawHeaders: [], body: Readable.from(chunks, { objectMode: false }) };
    },
  };
}

const refusal = (code: string, status: number, message: string | RegExp) => (error: unknown) => {
  assert.ok(error instanceof ServiceCallError);
  assert.deepEqual([error.error.code, error.error.statusCode], [code, status]);
  if (typeof message === 'string') assert.equal(error.error.message, message);
  else assert.match(error.error.message, message);
  return true;
};

test('a call says for whom and where it is', async () => {
  const backends = backend(200, '{}');
  await dynamoDbClient(backends, ORIGIN)('DescribeTable', { TableName: 'links' });
  const [{ signal: _signal, body, ...rest } = { signal: undefined, body: '' }] = backends.asked;
  assert.equal(String(body), '{"TableName":"links"}');
  assert.deepEqual(rest, {
    ...ORIGIN,
    ...{ service: 'dynamodb', method: 'POST', path: '/', query: '' },
    headers: [
      'Content-Type',
      'application/x-amz-json-1.0',
      'X-Amz-Target',
      'DynamoDB_20120810.DescribeTable',
    ],
  });
});

test('lists, maps and tags of the query protocol', async () => {
  const backends = backend(200, '<CreateTopicResponse/>');
  await snsClient(backends, ORIGIN)('CreateTopic', {
    Name: 'a&b',
    Attributes: { DisplayName: 'é', FifoTopic: 'true' },
    Tags: [{ Key: 'k', Value: 'v' }],
  });
  await snsClient(backends, ORIGIN)('UntagResource', { ResourceArn: 'arn', TagKeys: ['k', 'l'] });
  assert.deepEqual(
    backends.asked.map(({ body }) => String(body)),
    [
      'Action=CreateTopic&Version=2010-03-31&Name=a%26b&Attributes.entry.1.key=DisplayName' +
        '&Attributes.entry.1.value=%C3%A9&Attributes.entry.2.key=FifoTopic&Attributes.entry.2.value=true' +
        '&Tags.member.1.Key=k&Tags.member.1.Value=v',
      'Action=UntagResource&Version=2010-03-31&ResourceArn=arn&TagKeys.member.1=k&TagKeys.member.2=l',
    ],
  );
});

test('errors in every form, and answers that are none', async () => {
  const describe = (status: number, body: string | Iterable<string>) =>
    dynamoDbClient(backend(status, body), ORIGIN)('DescribeTable', { TableName: 'links' });
  const missing = '{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException","message":"gone"}';
  await assert.rejects(describe(400, missing), refusal('ResourceNotFoundException', 400, 'gone'));
  await assert.rejects(describe(400, missing), isMissing);
  await assert.rejects(describe(400, '{"__type":"Short","Message":"M"}'), refusal('Short', 400, 'M'));
  for (const text of ['', '<html>', '[]', 'null', '{"__type":1,"message":2}'])
    await assert.rejects(describe(502, text), refusal('UnknownError', 502, 'UnknownError'));
  await assert.rejects(
    describe(200, '<html>'),
    refusal('ServiceUnavailable', 503, 'DynamoDb did not answer with JSON'),
  );
  const endless = function* () {
    for (;;) yield 'x'.repeat(100_000);
  };
  await assert.rejects(
    describe(200, endless()),
    refusal('ServiceUnavailable', 503, /the answer is too long$/),
  );

  const s3 = (status: number, body: string) => s3Client(backend(status, body), ORIGIN);
  const xml =
    '<?xml version="1.0"?><Error><Code>BucketNotEmpty</Code><Message>not &quot;empty&quot;</Message></Error>';
  await assert.rejects(s3(409, xml).deleteBucket('b'), refusal('BucketNotEmpty', 409, 'not "empty"'));
  assert.equal(await s3(404, '').headBucket('b'), false);
  assert.equal(await s3(403, '').headBucket('b'), false);
  await assert.rejects(s3(500, '').headBucket('b'), refusal('UnknownError', 500, 'UnknownError'));
});

test('a service that cannot be asked', async () => {
  const nobody = { send: () => Promise.reject(new Error('sns is configured nowhere')) };
  await assert.rejects(
    snsClient(nobody, ORIGIN)('DeleteTopic', { TopicArn: 'arn' }),
    refusal('ServiceUnavailable', 503, 'Sns could not be called: sns is configured nowhere'),
  );
});

test('texts of XML', () => {
  const xml = '<a><b>1 &lt; 2 &amp;amp; &#38; &#x1F984; &#x7fffff; &none;</b><b></b><bc>x</bc><b>open</a>';
  assert.equal(elementText(xml, 'b'), '1 < 2 &amp; & 🦄 &#x7fffff; &none;');
  assert.equal(elementsOf(xml, 'b').length, 2);
  assert.equal(elementText(xml, 'none'), '');
});
