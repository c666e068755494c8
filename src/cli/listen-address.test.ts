import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageError } from './command.ts';
import { parseListenAddress } from './listen-address.ts';

test('the forms of an address to listen on', () => {
  assert.deepEqual(parseListenAddress('4566'), { host: '127.0.0.1', port: 4566 });
  assert.deepEqual(parseListenAddress('0.0.0.0:80'), { host: '0.0.0.0', port: 80 });
  assert.deepEqual(parseListenAddress('[::1]:0'), { host: '::1', port: 0 });
  assert.deepEqual(parseListenAddress(':4566'), { host: '::', port: 4566 });
});

test('what is no address says how one is written', () => {
  for (const text of ['', 'localhost', '::1:4566', '127.0.0.1:65536', '1:2:3', 'x:-1', 'x:1e3']) {
    assert.throws(() => parseListenAddress(text), UsageError, text);
  }
});
