import assert from 'node:assert/strict';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import type { Reply } from '../responses/reply.ts';
import { ResponseKeeper } from './keep-response.ts';
import { type CachedResponse, MAXIMUM_CACHED_RESPONSE } from './response-cache.ts';

function keep(keeper: ResponseKeeper, reply: Reply, isHead = false) {
  const kept: CachedResponse[] = [];
  const given = keeper.keep(reply, isHead, (response) => kept.push(response));
  return { given, kept };
}

const reply = (body: Reply['body'], more: Partial<Reply> = {}): Reply => ({
  status: 200,
  headers: ['A', '1', 'X-Amzn-Trace-Id', 'Root=1'],
  body,
  ...more,
});

test('keeps a copy, without what is about one request', () => {
  const { given, kept } = keep(new ResponseKeeper(), reply(Buffer.from('text')));
  given.headers.push('x-amzn-RequestId', '1');
  assert.deepEqual(kept, [{ status: 200, headers: ['A', '1'], body: Buffer.from('text'), sealed: false }]);
  assert.deepEqual(keep(new ResponseKeeper(), reply('é')).kept[0]?.body, Buffer.from('é'));
});

test('keeps what is streamed when it is whole, and nothing of what breaks off', async () => {
  const keeper = new ResponseKeeper();
  const { given, kept } = keep(keeper, reply(Readable.from([Buffer.from('one '), Buffer.from('two')])));
  assert.ok(given.body instanceof Readable);
  assert.equal(kept.length, 0);
  assert.equal((await buffer(given.body)).toString(), 'one two');
  assert.equal(kept[0]?.body.toString(), 'one two');
  const source = new PassThrough();
  const broken = keep(keeper, reply(source));
  assert.ok(broken.given.body instanceof Readable);
  const read = buffer(broken.given.body);
  source.write('half');
  source.destroy(new Error('reset'));
  await assert.rejects(read, /reset/);
  assert.deepEqual(broken.kept, []);
  assert.equal(keeper.collected, 0);
});

test('what the client no longer wants is not read on', async () => {
  const keeper = new ResponseKeeper();
  const source = new PassThrough();
  const { given, kept } = keep(keeper, reply(source));
  source.write('half');
  assert.ok(given.body instanceof Readable);
  given.body.destroy();
  await new Promise((resolve) => source.once('close', resolve));
  assert.ok(source.destroyed);
  assert.deepEqual(kept, []);
  assert.equal(keeper.collected, 0);
});

test('keeps up to 1,048,576 bytes with the headers, known beforehand or not', async () => {
  const headers = ['A', '1'];
  const body = Buffer.alloc(MAXIMUM_CACHED_RESPONSE - 2);
  const larger = Buffer.alloc(MAXIMUM_CACHED_RESPONSE - 1);
  const kept = (given: Reply) => keep(new ResponseKeeper(), given).kept.length;
  assert.equal(kept(reply(body, { headers })), 1);
  assert.equal(kept(reply(larger, { headers })), 0);
  for (const [bytes, count] of [
    [body, 1],
    [larger, 0],
  ] as const) {
    const keeper = new ResponseKeeper();
    const streamed = keep(keeper, reply(Readable.from([bytes]), { headers }));
    assert.ok(streamed.given.body instanceof Readable);
    assert.equal((await buffer(streamed.given.body)).length, bytes.length);
    assert.equal(streamed.kept.length, count);
    assert.equal(keeper.collected, 0);
  }
  const known = reply(Readable.from([larger]), { headers, contentLength: larger.length });
  assert.equal(keep(new ResponseKeeper(), known).given, known);
});

test('what many slow streams hold together is bounded', async () => {
  const keeper = new ResponseKeeper();
  const sources = Array.from({ length: 40 }, () => new PassThrough());
  const streams = sources.map((source) => keep(keeper, reply(source)).given.body);
  const read = streams.map((stream) => (stream instanceof Readable ? buffer(stream) : undefined));
  for (const source of sources) source.write(Buffer.alloc(1_000_000));
  await new Promise((resolve) => setImmediate(resolve));
  assert.ok(keeper.collected <= 32 * 1024 * 1024, `${keeper.collected} bytes`);
  for (const source of sources) source.end();
  for (const whole of await Promise.all(read)) assert.equal(whole?.length, 1_000_000);
  assert.equal(keeper.collected, 0);
});

test('an answer to HEAD that is a stream is not kept: nothing would say how long its body is', () => {
  const head = reply(Readable.from([]), { contentLength: 10 });
  const { given, kept } = keep(new ResponseKeeper(), head, true);
  assert.equal(given, head);
  assert.deepEqual(kept, []);
});
