import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { createLog } from '../telemetry/log.ts';
import { listen } from './http-listener.ts';

test('draining waits for requests, and not for what may never become one', async () => {
  const arrived = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<void>();
  const listener = await listen(
    { host: '127.0.0.1', port: 0 },
    async (_request, response) => {
      arrived.resolve();
      await answer.promise;
      response.end('done');
    },
    createLog('silent', 'text', () => {}),
  );
  const { port } = listener.address;
  const half = connect(port, '127.0.0.1').on('error', () => {});
  await once(half, 'connect');
  half.write('GET / HTTP/1.1\r\nHo');
  const whole = fetch(`http://127.0.0.1:${port}/`);
  await arrived.promise;

  let drained = false;
  const draining = listener.drain().then(() => {
    drained = true;
  });
  await once(half, 'close');
  assert.equal(drained, false);
  answer.resolve();
  assert.equal(await (await whole).text(), 'done');
  await draining;
});
