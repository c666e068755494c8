import assert from 'node:assert/strict';
import { test } from 'node:test';
import { calledService } from './service-name.ts';

const authorization =
  'AWS4-HMAC-SHA256 Credential=AKID/20260101/eu-west-1/lambda/aws4_request, SignedHeaders=host, Signature=0';

test('the credential scope decides before the host', () => {
  assert.deepEqual(calledService({ authorization, host: 'iam.amazonaws.com' }, ''), {
    service: 'lambda',
    region: 'eu-west-1',
  });
  assert.deepEqual(
    calledService({}, 'X-Amz-Credential=AKID%2F20260101%2Fus-east-1%2Fsts%2Faws4_request&X-Amz-Date=x'),
    {
      service: 'sts',
      region: 'us-east-1',
    },
  );
});

test('the host of an unsigned request', () => {
  assert.deepEqual(calledService({ host: 'lambda.us-east-1.amazonaws.com' }, ''), {
    service: 'lambda',
    region: 'us-east-1',
  });
  assert.deepEqual(calledService({ host: 'iam.amazonaws.com' }, ''), { service: 'iam', region: undefined });
  assert.deepEqual(calledService({ host: 'bucket.s3.localhost:4566' }, ''), {
    service: 's3',
    region: undefined,
  });
  assert.equal(calledService({ host: '127.0.0.1:4566' }, ''), undefined);
  assert.equal(calledService({ host: 'localhost:4566' }, ''), undefined);
  assert.equal(calledService({}, ''), undefined);
});

test('a scope of another form names nothing', () => {
  assert.equal(calledService({ authorization: 'AWS4-HMAC-SHA256 Credential=AKID' }, ''), undefined);
  assert.equal(calledService({ authorization: `Credential=${'a/'.repeat(10_000)}` }, '')?.service, 'a');
});

test('signatures of version 2 are for Amazon S3', () => {
  const s3 = { service: 's3', region: undefined };
  assert.deepEqual(calledService({ authorization: 'AWS AKID:c2ln', host: '127.0.0.1:4566' }, ''), s3);
  assert.deepEqual(calledService({ host: 'localhost' }, 'AWSAccessKeyId=AKID&Signature=x&Expires=1'), s3);
  assert.equal(calledService({ host: 'localhost' }, 'Signature=x'), undefined);
  assert.equal(
    calledService({ authorization, host: 'localhost' }, 'AWSAccessKeyId=&Signature=')?.service,
    'lambda',
  );
});
