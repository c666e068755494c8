/**
 * `npm test`: types, lint, then every unit test beside the code and every suite under test/. With arguments, only the
 * test files whose path contains one of them, without the checks.
 */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

function run(what: string, args: string[]): void {
  const started = performance.now();
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) {
    process.stderr.write(`\nalicorn: ${what} failed\n`);
    process.exit(status ?? 1);
  }
  process.stderr.write(`alicorn: ${what} passed in ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
}

const wanted = process.argv.slice(2);
const files = globSync(['src/**/*.test.ts', 'test/**/*.test.ts'], { cwd: root })
  .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
  .sort();
if (files.length === 0) {
  process.stderr.write(`alicorn: no test file matches ${wanted.join(', ')}\n`);
  process.exit(2);
}

if (wanted.length === 0) {
  run('the type check', [join('node_modules', 'typescript', 'bin', 'tsc'), '--noEmit']);
  run('the lint', [
    join('node_modules', '@biomejs', 'biome', 'bin', 'biome'),
    'check',
    '--error-on-warnings',
    '.',
  ]);
}
run('the tests', ['--test', '--test-timeout=120000', ...files]);
