import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { ZipFile } from 'yazl';
import { openSqliteStore } from '../store/sqlite-store.ts';
import { createFunctionCode } from './code.ts';
import { zipOf } from './lambda.fixture.ts';
import { defaultLimits } from './limits.ts';
import { InvalidZipError } from './unzip.ts';

async function setup(t: TestContext, limits = {}) {
  const directory = await mkdtemp(path.join(tmpdir(), 'alicorn-code-'));
  const store = openSqliteStore(':memory:');
  t.after(async () => {
    await store.close();
    await rm(directory, { recursive: true });
  });
  const folder = path.join(directory, 'inner', 'code');
  const code = createFunctionCode(store.blobs, folder, { ...defaultLimits(), ...limits });
  return { code, folder, directory, store };
}

/** What lies in the folder beside the file that ends the search for a package. */
async function unpackedIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name !== 'package.json');
}

async function bytesOf(zip: ZipFile): Promise<Buffer> {
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/** Writes another name of the same length into a zip file. */
function renamed(zip: Buffer, from: string, to: string): Buffer {
  assert.equal(from.length, to.length);
  return Buffer.from(zip.toString('latin1').replaceAll(from, to), 'latin1');
}

test('code is unpacked once, readable, with executables', async (t) => {
  const { code, folder } = await setup(t);
  const zip = await zipOf({ 'index.js': '1', 'bin/run': { text: '#!', mode: 0o700 }, 'deep/er/x': '' });
  const [first, second] = await Promise.all([code.admit(zip), code.admit(zip)]);
  assert.deepEqual(first, second);
  assert.equal(first.codeSize, zip.length);
  assert.equal(Buffer.from(first.codeSha256, 'base64').toString('hex'), first.codeBlob);
  assert.deepEqual(await unpackedIn(folder), [first.codeBlob]);
  const root = await code.folder(first.codeBlob);
  assert.equal((await readFile(path.join(root, 'index.js'))).toString(), '1');
  assert.equal((await stat(path.join(root, 'index.js'))).mode & 0o777, 0o444);
  assert.equal((await stat(path.join(root, 'bin/run'))).mode & 0o777, 0o555);
  assert.ok(existsSync(path.join(root, 'deep/er/x')));
  await rm(root, { recursive: true });
  assert.equal(await code.folder(first.codeBlob), root, 'unpacked again from the store');
});

test('hostile zip files are refused and leave nothing', async (t) => {
  const { code, folder, directory, store } = await setup(t, { unpackedCode: 1000, codeEntries: 5 });
  const plain = await zipOf({ 'aaaaaaaaa.txt': 'x' });
  const link = new ZipFile();
  link.addBuffer(Buffer.from('/etc/passwd'), 'link', { mode: 0o120777 });
  const many = Object.fromEntries(Array.from({ length: 6 }, (_, index) => [`f${index}`, '']));
  const unreadable = 'Could not unzip uploaded file. Please check your file, then try to upload again.';
  const cases: Record<string, [Buffer, string]> = {
    'not a zip': [Buffer.from('not a zip file at all, whatever'), unreadable],
    truncated: [plain.subarray(0, plain.length - 5), unreadable],
    'leading ..': [renamed(plain, 'aaaaaaaaa.txt', '../evil12.txt'), unreadable],
    'inner ..': [renamed(plain, 'aaaaaaaaa.txt', 'a/../../b.txt'), unreadable],
    absolute: [renamed(plain, 'aaaaaaaaa.txt', '/tmp/evil1.tx'), unreadable],
    backslash: [renamed(plain, 'aaaaaaaaa.txt', '..\\evil12.txt'), unreadable],
    drive: [renamed(plain, 'aaaaaaaaa.txt', 'C:/evil12.txt'), unreadable],
    link: [await bytesOf(link), unreadable],
    twice: [renamed(await zipOf({ 'a.txt': '1', 'b.txt': '2' }), 'b.txt', 'a.txt'), unreadable],
    bomb: [await zipOf({ zeros: '0'.repeat(100_000) }), 'Unzipped size must be smaller than 1000 bytes'],
    'too many': [await zipOf(many), unreadable],
    deep: [await zipOf({ [`${'d/'.repeat(70)}x`]: '' }), unreadable],
    empty: [await zipOf({}), 'Uploaded file must be a non-empty zip'],
  };
  for (const [name, [zip, message]] of Object.entries(cases)) {
    await assert.rejects(
      code.admit(zip),
      (error) => error instanceof InvalidZipError && error.message === message,
      name,
    );
    await assert.rejects(code.inspect(zip), InvalidZipError, name);
  }
  assert.deepEqual(await unpackedIn(folder), []);
  assert.deepEqual(await readdir(directory), ['inner']);
  assert.equal(await store.blobs.get('0'.repeat(64)), undefined);
});

test('what nothing uses is swept away, what a crash left half done too', async (t) => {
  const { code: before, folder, store } = await setup(t);
  const used = await before.admit(await zipOf({ a: '1' }));
  const unused = await before.admit(await zipOf({ a: '2' }));
  const code = createFunctionCode(store.blobs, folder, defaultLimits());
  const early = await code.admit(await zipOf({ a: '3' }));
  await mkdir(path.join(folder, '.unpacking-left'));
  await writeFile(path.join(folder, '.unpacking-left', 'x'), '');
  await code.sweep(new Set([used.codeBlob]));
  assert.deepEqual((await unpackedIn(folder)).sort(), [early.codeBlob, used.codeBlob].sort());
  assert.equal(await store.blobs.get(unused.codeBlob), undefined);
  assert.ok(await store.blobs.get(used.codeBlob));
  assert.ok(await store.blobs.get(early.codeBlob), 'its function may just be on the way');
});
