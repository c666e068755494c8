import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openSqliteStore } from './sqlite-store.ts';

const RUNS = Number(process.env.ALICORN_KILL_RUNS ?? 10);
const scope = { account: '111111111111', region: 'eu-west-1' };
const writer = fileURLToPath(new URL('kill.test-writer.ts', import.meta.url));

it(`kill -9 in the middle of writing loses nothing acknowledged (${RUNS} runs)`, async (context) => {
  const directory = mkdtempSync(join(tmpdir(), 'alicorn-kill-'));
  context.after(() => rmSync(directory, { recursive: true }));
  const path = join(directory, 'alicorn.db');
  let acknowledgedInAll = 0;
  let next = 0;
  for (let run = 0; run < RUNS; run++) {
    const acknowledged = await writeUntilKilled(path, next);
    assert.ok(acknowledged.length > 0, 'the writer got to write');
    const present = await checkFile(path);
    const latest = Math.max(...present);
    for (const n of acknowledged) {
      assert.ok(present.has(n) || n <= latest - 45, `run ${run}: ${n} was acknowledged and is lost`);
    }
    acknowledgedInAll += acknowledged.length;
    next = latest + 10;
  }
  context.diagnostic(`${RUNS} kills, ${acknowledgedInAll} acknowledged commits, 0 lost, 0 in part`);
});

/** Lets the writer run, kills it at a random moment after its first acknowledgement, and gives what it acknowledged. */
async function writeUntilKilled(path: string, first: number): Promise<number[]> {
  const child = spawn(process.execPath, [writer, path, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    if (output === '') setTimeout(() => child.kill('SIGKILL'), randomInt(100));
    output += chunk;
  });
  const [, signal] = await once(child, 'close');
  assert.equal(signal, 'SIGKILL');
  // A line that the kill cut short acknowledges nothing.
  return output.slice(0, output.lastIndexOf('\n')).split('\n').map(Number);
}

/** Checks that every commit is there as a whole, and gives the numbers of the pairs present. */
async function checkFile(path: string): Promise<Set<number>> {
  const store = openSqliteStore(path);
  const collection = store.collection<{ n: number; padding: string }>({ name: 'kill-pairs', version: 1 });
  const left = await collection.list(scope, { prefix: 'left/' });
  const right = await collection.list(scope, { prefix: 'right/' });
  const latest = await collection.get(scope, 'latest');
  await store.close();
  const pairs = (side: typeof left) => side.map(({ value, revision }) => ({ value, revision }));
  assert.deepEqual(pairs(left), pairs(right), 'no commit is half there');
  const newest = Math.max(...left.map(({ revision }) => revision));
  assert.equal(latest?.revision, newest, 'the latest mark belongs to the last commit');
  assert.ok(left.every(({ value }) => value.padding.length === value.n % 3000));
  return new Set(left.map(({ value }) => value.n));
}
