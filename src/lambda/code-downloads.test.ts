import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCodeDownloads } from './code-downloads.ts';

const BLOB = 'a'.repeat(64);

test('a URL gives its own code for ten minutes, and nothing else', async () => {
  let now = 1_000_000;
  const blobs = { get: async (name: string) => Buffer.from(`zip ${name.slice(0, 2)}`) };
  const downloads = createCodeDownloads(
    blobs,
    () => 'http://127.0.0.1:4566',
    () => now,
  );
  const url = new URL(downloads.urlOf(BLOB));
  assert.equal(url.origin, 'http://127.0.0.1:4566');
  const open = (path: string, query: string) => downloads.open(path, query);
  const query = url.search.slice(1);
  assert.equal(String(await open(url.pathname, query)), 'zip aa');

  for (const [path, other] of [
    [url.pathname.replace(BLOB, 'b'.repeat(64)), query],
    [url.pathname, query.replace('expires=', 'expires=9')],
    [url.pathname, query.slice(0, -3)],
    [url.pathname, ''],
    [
      url.pathname,
      createCodeDownloads(
        blobs,
        () => '',
        () => now,
      )
        .urlOf(BLOB)
        .split('?')[1] ?? '',
    ],
  ] as const) {
    assert.equal(await open(path, other), undefined, other);
  }
  now += 600_000;
  assert.equal(String(await open(url.pathname, query)), 'zip aa');
  now += 1;
  assert.equal(await open(url.pathname, query), undefined);
});
