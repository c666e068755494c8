import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeAttempts, passwordAttempts } from './failed-attempts.ts';

const wrong = async () => ({ right: false, outcome: 'wrong' });
const right = async () => ({ right: true, outcome: 'right' });
const EXCEEDED = { code: 'NotAuthorizedException', message: 'Password attempts exceeded' };

test('five wrong passwords lock for a second, and each one more for twice as long, up to a quarter of an hour', async () => {
  let now = 1_000_000;
  const attempts = passwordAttempts(() => now);
  for (let count = 0; count < 4; count++) await attempts.make('ann', wrong);
  for (const seconds of [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]) {
    // A lock of a quarter of an hour forgets at its end, unless somebody tries meanwhile.
    assert.equal(await attempts.make('ann', wrong), 'wrong');
    now += seconds * 500;
    await assert.rejects(attempts.make('ann', right), EXCEEDED);
    now += seconds * 500 - 1;
    await assert.rejects(attempts.make('ann', right), EXCEEDED);
    now += 1;
  }
  assert.equal(await attempts.make('ann', right), 'right');
  assert.equal(await attempts.make('ann', wrong), 'wrong');
  assert.equal(await attempts.make('ann', right), 'right');
});

test('a quarter of an hour without attempts forgets', async () => {
  let now = 0;
  const attempts = passwordAttempts(() => now);
  for (let count = 0; count < 4; count++) await attempts.make('ann', wrong);
  now += 15 * 60 * 1000;
  await attempts.make('ann', wrong);
  assert.equal(await attempts.make('ann', right), 'right');
});

test('many guesses at once gain nothing, and others are not held up', async () => {
  const attempts = passwordAttempts(() => 0);
  let made = 0;
  const slow = async () => {
    made++;
    await new Promise((resolve) => setImmediate(resolve));
    return { right: false, outcome: 'wrong' };
  };
  const results = await Promise.allSettled(Array.from({ length: 60 }, () => attempts.make('ann', slow)));
  assert.equal(made, 5);
  const refused = results.filter(({ status }) => status === 'rejected');
  assert.equal(refused.length, 55);
  const codes = refused.map((one) => Object(Object(one).reason).code);
  assert.equal(codes.filter((code) => code === 'TooManyRequestsException').length, 10);
  assert.equal(await attempts.make('bob', right), 'right');
});

test('what fails for another reason is no wrong guess', async () => {
  const attempts = passwordAttempts(() => 0);
  for (let count = 0; count < 9; count++) {
    const failing = attempts.make('ann', () => Promise.reject(new Error('disk')));
    await assert.rejects(failing, /disk/);
  }
  assert.equal(await attempts.make('ann', right), 'right');
});

test('five wrong codes lock for a quarter of an hour', async () => {
  let now = 0;
  const attempts = codeAttempts(() => now);
  for (let count = 0; count < 5; count++) await attempts.make('ann', wrong);
  now += 15 * 60 * 1000 - 1;
  await assert.rejects(attempts.make('ann', right), { code: 'LimitExceededException' });
});
