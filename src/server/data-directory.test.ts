import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { DataDirectoryError, openDataDirectory } from './data-directory.ts';

function withTemporary(run: (path: string) => void): void {
  const path = mkdtempSync(join(tmpdir(), 'alicorn-data-'));
  try {
    run(join(path, 'data'));
  } finally {
    rmSync(path, { recursive: true });
  }
}

test('creates a directory that only its owner can enter', () =>
  withTemporary((path) => {
    const directory = openDataDirectory(path);
    assert.equal(statSync(path).mode & 0o777, 0o700);
    directory.release();
    openDataDirectory(path).release();
  }));

test('a directory of other things is refused and stays as it is, an empty one is taken', () =>
  withTemporary((path) => {
    mkdirSync(path);
    chmodSync(path, 0o755);
    writeFileSync(join(path, 'somebodys'), '');
    assert.throws(() => openDataDirectory(path), /holds other things than the data of a gateway/);
    assert.equal(statSync(path).mode & 0o777, 0o755);
    rmSync(join(path, 'somebodys'));
    openDataDirectory(path).release();
    assert.equal(statSync(path).mode & 0o777, 0o700);
  }));

test('a directory in use is refused, one whose gateway was killed is not', () =>
  withTemporary((path) => {
    const module = new URL('./data-directory.ts', import.meta.url).href;
    const claim = `const { openDataDirectory } = await import(${JSON.stringify(module)});
      openDataDirectory(${JSON.stringify(path)});`;
    const child = (then: string) =>
      spawnSync(process.execPath, ['--input-type=module', '-e', `${claim} ${then}`], { encoding: 'utf8' });

    const directory = openDataDirectory(path);
    assert.match(child('').stderr, /is in use by another gateway/);
    assert.throws(() => openDataDirectory(path), DataDirectoryError);
    directory.release();

    assert.equal(child('process.kill(process.pid, "SIGKILL");').signal, 'SIGKILL');
    openDataDirectory(path).release();
  }));
