import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InvalidBackend, parseBackend } from './parse-backend.ts';

test('places of services', () => {
  const { service, place } = parseBackend('dynamodb=http://127.0.0.1:8000');
  assert.equal(service, 'dynamodb');
  assert.equal(place.kind === 'endpoint' && place.url.origin, 'http://127.0.0.1:8000');
  assert.deepEqual(parseBackend('*=aws'), { service: '*', place: { kind: 'aws' } });
  assert.equal(parseBackend('runtime.sagemaker=aws').service, 'runtime.sagemaker');
});

test('what can be no place says why', () => {
  const wrong: readonly [string, RegExp][] = [
    ['', /takes SERVICE=URL/],
    ['dynamodb', /takes SERVICE=URL/],
    ['../x=aws', /takes SERVICE=URL/],
    ['iam=http://localhost', /iam is served by the gateway itself/],
    ['sqs=localhost:4566', /neither an http\(s\) URL nor aws/],
    ['sqs=file:///etc', /neither an http\(s\) URL nor aws/],
    ['sqs=http://localhost/base', /without path, query and credentials: http:\/\/localhost$/],
    ['sqs=http://user:secret@localhost', /credentials: http:\/\/localhost$/],
  ];
  for (const [text, message] of wrong) {
    assert.throws(
      () => parseBackend(text),
      (error) => error instanceof InvalidBackend && message.test(error.message),
      text,
    );
  }
});
