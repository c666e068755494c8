/** `npm run build`: makes dist/, what the npm package holds: JavaScript, types, and the files that are read as they are. */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, rmSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
/** Bootstraps of runtimes and data: not compiled, but needed where the compiled code looks for them. */
const COPIED = new Set(['.mjs', '.cjs', '.py', '.json', '']);

rmSync(dist, { recursive: true, force: true });
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const { status } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});
if (status !== 0) process.exit(status ?? 1);
cpSync(join(root, 'src'), dist, { recursive: true, filter: (source) => COPIED.has(extname(source)) });
chmodSync(join(dist, 'cli', 'main.js'), 0o755);
process.stderr.write('alicorn: dist/ is made\n');
