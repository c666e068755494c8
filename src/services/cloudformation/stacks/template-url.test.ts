import assert from 'node:assert/strict';
import { test } from 'node:test';
import { s3LocationOf } from './template-url.ts';

test('templates are named by the addresses that S3 has on AWS and here', () => {
  const at = (bucket: string, key: string, versionId?: string) => ({ bucket, key, versionId });
  const cases: readonly (readonly [url: string, location: object | undefined])[] = [
    ['https://s3.amazonaws.com/a-bucket/folder/t.yaml', at('a-bucket', 'folder/t.yaml')],
    ['https://s3.eu-west-1.amazonaws.com/a-bucket/t.yaml', at('a-bucket', 't.yaml')],
    ['https://s3-eu-west-1.amazonaws.com/a-bucket/t.yaml', at('a-bucket', 't.yaml')],
    ['https://a.bucket.s3.amazonaws.com/t.yaml', at('a.bucket', 't.yaml')],
    [
      'https://a-bucket.s3.eu-west-1.amazonaws.com/f/t%20u.yaml?versionId=v1',
      at('a-bucket', 'f/t u.yaml', 'v1'),
    ],
    ['http://127.0.0.1:4566/a-bucket/t.yaml', at('a-bucket', 't.yaml')],
    ['http://[::1]:4566/a-bucket/t.yaml', at('a-bucket', 't.yaml')],
    ['http://gateway:4566/a-bucket/t.yaml', at('a-bucket', 't.yaml')],
    ['http://s3.localhost:4566/a-bucket/t.yaml', at('a-bucket', 't.yaml')],
    ['https://example.com/a-bucket/t.yaml', undefined],
    ['https://s3.amazonaws.com.example.com/a-bucket/t.yaml', undefined],
    ['https://evil-s3.example.com/a-bucket/t.yaml', undefined],
    ['https://s3.amazonaws.com/a-bucket/', undefined],
    ['https://a-bucket.s3.amazonaws.com/', undefined],
    ['https://s3.amazonaws.com/a-bucket/%ff', undefined],
    ['ftp://s3.amazonaws.com/a-bucket/t.yaml', undefined],
    ['t.yaml', undefined],
  ];
  for (const [url, location] of cases) assert.deepEqual(s3LocationOf(url), location, url);
});
