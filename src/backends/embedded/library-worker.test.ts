import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { createLog } from '../../telemetry/log.ts';
import { LibraryError, LibraryWorker } from './library-worker.ts';

function start(t: TestContext) {
  const lines: string[] = [];
  const log = createLog('error', 'text', (line) => lines.push(line));
  const script = new URL('./fragile-worker.fixture.ts', import.meta.url);
  const worker = new LibraryWorker(script, log, { pingInterval: 50, pongTimeout: 300 });
  t.after(() => worker.close());
  const ask = async (word: string, account = '1', signal = new AbortController().signal) => {
    const instance = { account, region: 'r', directory: account };
    const request = { method: 'POST', path: '/', headers: {}, body: Buffer.from(word) };
    return Buffer.from((await worker.request(instance, request, signal)).body).toString();
  };
  return { worker, ask, lines };
}

test('accounts have instances of their own, also more than are open at one time', async (t) => {
  const { ask } = start(t);
  for (const account of Array.from({ length: 40 }, (_, index) => String(index))) {
    assert.equal(await ask('hello', account), `${account} hello`);
  }
});

test('an error is of one request', async (t) => {
  const { ask } = start(t);
  const [failed, fine] = await Promise.allSettled([ask('fail'), ask('hello')]);
  assert.ok(failed.status === 'rejected' && failed.reason instanceof LibraryError);
  assert.equal(fine.status === 'fulfilled' && fine.value, '1 hello');
});

for (const word of ['hang', 'crash']) {
  test(`a library is started again after a ${word}`, async (t) => {
    const { ask, lines } = start(t);
    assert.equal(await ask('hello'), '1 hello');
    await assert.rejects(ask(word), LibraryError);
    assert.equal(await ask('hello'), '1 hello');
    assert.match(lines.join(''), /an embedded library failed; it is started again/);
  });
}

test('nobody waits when told not to, or once it is closed', async (t) => {
  const { ask, worker } = start(t);
  await assert.rejects(ask('hello', '1', AbortSignal.abort(new Error('gone'))), { message: 'gone' });
  await worker.close();
  await assert.rejects(ask('hello'), /the gateway is stopping/);
});
