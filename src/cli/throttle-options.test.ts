import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageError } from './command.ts';
import { parseStartOptions } from './start.ts';

test("an account's throttle is AWS's own unless it is given", () => {
  const throttleOf = (...args: string[]) => parseStartOptions(args).accountThrottle;
  assert.deepEqual(throttleOf(), { rateLimit: 10_000, burstLimit: 5_000 });
  assert.deepEqual(throttleOf('--account-rate', '50', '--account-burst=7'), { rateLimit: 50, burstLimit: 7 });
  for (const text of ['0', '-1', 'many', '1e3', '1.5', '']) {
    assert.throws(() => throttleOf(`--account-rate=${text}`), UsageError);
    assert.throws(() => throttleOf(`--account-burst=${text}`), UsageError);
  }
});
