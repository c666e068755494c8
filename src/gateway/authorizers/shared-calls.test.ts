import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SharedCalls } from './shared-calls.ts';

function pending() {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const begun: AbortController[] = [];
  const begin = (controller: AbortController) => {
    begun.push(controller);
    return promise;
  };
  return { resolve, reject, begun, begin };
}

const open = () => new AbortController();

test('who asks for a call that is under way joins it', async () => {
  const calls = new SharedCalls<string>();
  const { resolve, begun, begin } = pending();
  const answers = [1, 2, 3].map(() => calls.join('k', open().signal, begin));
  resolve('done');
  assert.deepEqual(await Promise.all(answers), ['done', 'done', 'done']);
  assert.equal(begun.length, 1);
  assert.equal(calls.size, 0);
  assert.equal(await calls.join('k', open().signal, async () => 'anew'), 'anew');
});

test('a failure is everybody’s, and over', async () => {
  const calls = new SharedCalls<string>();
  const { reject, begin } = pending();
  const answers = [1, 2].map(() => calls.join('k', open().signal, begin));
  reject(new Error('no'));
  for (const answer of answers) await assert.rejects(answer, /no/);
  assert.equal(calls.size, 0);
});

test('one who leaves does not end the call of the others; the last one does', async () => {
  const calls = new SharedCalls<string>();
  const { resolve, begun, begin } = pending();
  const [first, second] = [open(), open()];
  const gone = new Error('gone');
  const one = calls.join('k', first.signal, begin);
  const two = calls.join('k', second.signal, begin);
  first.abort(gone);
  await assert.rejects(one, gone);
  assert.equal(begun[0]?.signal.aborted, false);
  second.abort(gone);
  await assert.rejects(two, gone);
  assert.equal(begun[0]?.signal.reason, gone);
  assert.equal(calls.size, 0);
  const again = pending();
  const three = calls.join('k', open().signal, again.begin);
  resolve('late');
  again.resolve('new');
  assert.equal(await three, 'new');
});

test('who has left before does not begin', async () => {
  const calls = new SharedCalls<string>();
  const { begun, begin } = pending();
  const gone = open();
  gone.abort(new Error('gone'));
  await assert.rejects(calls.join('k', gone.signal, begin), /gone/);
  assert.equal(begun.length, 0);
});
