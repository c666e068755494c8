import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseAwsUri } from './aws-uri.ts';

const ARN = 'arn:aws:apigateway:eu-west-1:';

test('service, subdomain and what is asked of it', () => {
  const base = { region: 'eu-west-1', subdomain: undefined };
  for (const [rest, expected] of [
    ['s3:path/{bucket}/{key}', { service: 's3', kind: 'path', serviceApi: '{bucket}/{key}' }],
    ['my.Bucket.s3:path/', { service: 's3', subdomain: 'my.Bucket', kind: 'path', serviceApi: '' }],
    ['sqs:action/A&b=c:d/e', { service: 'sqs', kind: 'action', serviceApi: 'A&b=c:d/e' }],
    ['s3:path/a\nb', { service: 's3', kind: 'path', serviceApi: 'a\nb' }],
  ] as const) {
    assert.deepEqual(parseAwsUri(ARN + rest), { ...base, ...expected }, rest);
  }
});

test('anything else is none', () => {
  for (const uri of [
    '',
    'https://example.com/',
    `${ARN}s3`,
    `${ARN}s3:path`,
    `${ARN}s3:paths/a`,
    `${ARN}:path/a`,
    `${ARN}.s3:path/a`,
    `${ARN}{bucket}.s3:path/a`,
    `${ARN}s3/evil.example.com:path/a`,
    `${ARN}s3@evil:path/a`,
    'arn:aws:apigateway::s3:path/a',
    'arn:aws:apigateway:eu/west:s3:path/a',
    'arn:aws:lambda:eu-west-1:s3:path/a',
  ]) {
    assert.equal(parseAwsUri(uri), undefined, uri);
  }
});

test('whatever the text, a service is a name that can’t lead to another host', () => {
  const text = fc.string({ unit: fc.constantFrom(...'s3.:/@#?%{}- \\\n\0é'.split(''), 'path/', 'action/') });
  fc.assert(
    fc.property(text, (rest) => {
      const uri = parseAwsUri(ARN + rest);
      if (!uri) return;
      const name = uri.subdomain === undefined ? uri.service : `${uri.subdomain}.${uri.service}`;
      assert.equal(new URL(`https://${name}.example`).hostname, `${name.toLowerCase()}.example`);
      assert.equal(rest, `${name}:${uri.kind}/${uri.serviceApi}`);
    }),
  );
});
