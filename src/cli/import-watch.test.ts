import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { watchFiles } from './import-watch.ts';

test('the file system tells of files that are saved in place, replaced and added', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'watch-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'api.yaml');
  writeFileSync(file, '1');
  const runs = new EventEmitter();
  const next = () => once(runs, 'run');
  let waiting = next();
  const watching = watchFiles(async (reads) => {
    reads([file, folder]);
    runs.emit('run');
  });
  await waiting;
  for (const save of [
    () => writeFileSync(file, '2'),
    () => {
      writeFileSync(`${file}~`, '3');
      renameSync(`${file}~`, file);
    },
    () => writeFileSync(join(folder, 'added.yaml'), '4'),
  ]) {
    waiting = next();
    save();
    await waiting;
  }
  await watching.stop();
  assert.equal(runs.listenerCount('run'), 0);
});

test('stopping waits for the work in progress and begins no more', async () => {
  const finish = Promise.withResolvers<void>();
  let done = 0;
  let change: () => void = () => {};
  const watching = watchFiles(
    async (reads) => {
      reads([import.meta.filename]);
      await finish.promise;
      done += 1;
    },
    ([folder = ''], changed) => {
      change = () => changed(folder, null);
      return { close: () => {} };
    },
  );
  await new Promise((resolve) => setImmediate(resolve));
  change();
  const stopped = watching.stop();
  finish.resolve();
  await stopped;
  assert.equal(done, 1);
});
