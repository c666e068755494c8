import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SignedClient } from '../../bench/signed-client.ts';
import { GatewayProcess, REGION, withDirectory } from '../support/gateway-process.ts';
import { deployUnicorn } from '../support/unicorn.ts';

test('Ctrl-C under load finishes what has begun and breaks nothing off', () =>
  withDirectory(async (directory) => {
    const gateway = await GatewayProcess.start(directory);
    const stack = await deployUnicorn(gateway);
    const client = new SignedClient(16);
    const call = {
      url: new URL(`${stack.endpoint}/GetUnicorn`),
      service: 'execute-api',
      region: REGION,
      keys: gateway.rootKeys,
      body: '{"UnicornId":"u-00001"}',
    };
    let answered = 0;
    const failures: string[] = [];
    const stopped = Promise.withResolvers<void>();
    const caller = async () => {
      for (;;) {
        try {
          await client.post(call);
          answered++;
          if (answered === 200) stopped.resolve();
        } catch (error) {
          const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
          // No more connections are taken once the gateway stops; that is the only way it may say no.
          if (code !== 'ECONNREFUSED') failures.push(code);
          return;
        }
      }
    };
    const callers = Array.from({ length: 16 }, caller);
    await stopped.promise;
    assert.deepEqual(await gateway.stop(), [0, null]);
    await Promise.all(callers);
    client.close();
    assert.deepEqual(failures, []);
  }));
