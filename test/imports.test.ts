import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root, type SourceFile, sourceFiles } from './support/source-files.ts';

/** ARCHITECTURE.md: what each folder of src/ may import besides itself. Files directly in src/ are open to all. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  store: [],
  definitions: ['store'],
  telemetry: ['store', 'definitions'],
  identity: ['store', 'definitions'],
  'user-pools': ['protocols', 'identity', 'telemetry', 'store', 'definitions'],
  openapi: ['definitions', 'store'],
  protocols: ['identity', 'store', 'definitions'],
  lambda: ['protocols', 'identity', 'telemetry', 'store', 'definitions'],
  backends: ['protocols', 'identity', 'telemetry', 'store', 'definitions'],
  gateway: ['openapi', 'backends', 'lambda', 'protocols', 'identity', 'telemetry', 'store', 'definitions'],
  services: [
    'user-pools',
    'openapi',
    'backends',
    'lambda',
    'protocols',
    'identity',
    'telemetry',
    'store',
    'definitions',
  ],
  server: [
    'services',
    'user-pools',
    'gateway',
    'openapi',
    'backends',
    'lambda',
    'protocols',
    'identity',
    'telemetry',
    'store',
    'definitions',
  ],
  // `alicorn vtl` renders mapping templates with the gateway's engine and without a gateway; `alicorn keys` reads CSV as
  // ImportApiKeys does.
  cli: ['server', 'services', 'gateway', 'backends', 'identity', 'telemetry'],
};

const folderOf = (path: string) => path.split('/')[1] ?? '';
const isTest = (path: string) => /\.(test|fixture|test-writer)\.ts$/.test(path);
const files = sourceFiles();

test('imports point one way', () => {
  const wrong = files
    .filter(({ path }) => !isTest(path))
    .flatMap(({ path, imports }) => {
      const from = folderOf(path);
      if (from.endsWith('.ts')) return [];
      return imports
        .map(folderOf)
        .filter((to) => to !== from && !to.endsWith('.ts') && !MAY_IMPORT[from]?.includes(to))
        .map((to) => `${path} imports ${to}/`);
    });
  assert.deepEqual(wrong, []);
});

test('one service does not import another', () => {
  const serviceOf = (path: string) => (folderOf(path) === 'services' ? path.split('/')[2] : undefined);
  const wrong = files
    .filter(({ path }) => !isTest(path))
    .flatMap(({ path, imports }) =>
      imports
        .filter((to) => serviceOf(path) && serviceOf(to) && serviceOf(to) !== serviceOf(path))
        .map((to) => `${path} imports ${to}`),
    );
  assert.deepEqual(wrong, []);
});

test('imports make no cycles', () => {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (file: SourceFile, trail: readonly string[]): void => {
    const start = trail.indexOf(file.path);
    if (start >= 0) {
      cycles.push([...trail.slice(start), file.path].join(' > '));
      return;
    }
    if (done.has(file.path)) return;
    for (const to of file.imports) {
      const next = byPath.get(to);
      if (next) visit(next, [...trail, file.path]);
    }
    done.add(file.path);
  };
  for (const file of files) visit(file, []);
  assert.deepEqual(cycles, []);
});

test('every file is imported by another, or is where something starts', () => {
  const starts = ['src/cli/main.ts'];
  const imported = new Set(files.flatMap(({ imports }) => imports));
  const texts = files.map(({ text }) => text).join('\n');
  const dead = files
    .map(({ path }) => path)
    .filter(
      (path) => !isTest(path) && !path.endsWith('.d.ts') && !starts.includes(path) && !imported.has(path),
    )
    .filter((path) => !texts.includes(path.split('/').at(-1) ?? path));
  assert.deepEqual(dead, []);
});

test('names say what is in a file', () => {
  const vague = files.filter(({ path }) => /(^|[/-])(utils?|helpers?|common|misc)(\.ts|\/)/.test(path));
  assert.deepEqual(
    vague.map(({ path }) => path),
    [],
  );
});

test('the lock file carries no download addresses', async () => {
  const { default: lock } = await import(join(root, 'package-lock.json'), { with: { type: 'json' } });
  assert.equal(existsSync(join(root, 'package-lock.json')), true);
  assert.equal(JSON.stringify(lock).includes('"resolved"'), false);
});
