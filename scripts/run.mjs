/**
 * Runs a script of this checkout with the Node that the checkout pins (the npm package `node`), after installing the
 * lock file's contents when they are not installed yet. Plain JavaScript without dependencies: the machine's own Node
 * (20.20 or later) has to be able to run it.
 *
 *   node scripts/run.mjs FILE [ARGS...]
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const pinnedNode = join(
  root,
  'node_modules',
  'node',
  'bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);

/** The packages that a lock file lists, or undefined if there is no such file. */
function lockedPackages(path) {
  if (!existsSync(path)) return undefined;
  return JSON.parse(readFileSync(path, 'utf8')).packages ?? {};
}

/** Whether node_modules holds what package-lock.json says; npm keeps its own list there of what it installed. */
function isInstalled() {
  const wanted = lockedPackages(join(root, 'package-lock.json'));
  const present = lockedPackages(join(root, 'node_modules', '.package-lock.json'));
  if (!wanted || !present || !existsSync(pinnedNode)) return false;
  return Object.entries(wanted).every(
    ([place, entry]) =>
      place === '' || present[place]?.version === entry.version || (entry.optional && !present[place]),
  );
}

function install() {
  process.stderr.write('alicorn: installing what package-lock.json lists (once)...\n');
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
    env: { ...process.env, npm_config_loglevel: 'error' },
  });
  if (npm.error || npm.status !== 0) {
    process.stderr.write(
      `alicorn: npm ci failed${npm.error ? ` (${npm.error.message})` : ''}. Its output above says why; ` +
        'check that the npm registry can be reached, then run the same command again.\n',
    );
    process.exit(1);
  }
  if (!existsSync(pinnedNode)) {
    process.stderr.write(
      'alicorn: the npm package "node" did not install its program, probably because install scripts are turned off ' +
        '(npm config get ignore-scripts). Allow them for this folder: npm ci --ignore-scripts=false\n',
    );
    process.exit(1);
  }
}

const [script, ...args] = process.argv.slice(2);
if (!script) {
  process.stderr.write('usage: node scripts/run.mjs FILE [ARGS...]\n');
  process.exit(2);
}
if (!isInstalled()) install();

// Tools are run in the checkout; the command line's own relative paths are the caller's.
// The compile cache spares each start the stripping of types: a third of the time and of the memory.
const env = { NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'alicorn'), ...process.env };
const child = spawn(pinnedNode, [join(root, script), ...args], { stdio: 'inherit', env });

// A terminal's Ctrl-C reaches the child by itself; a signal sent to this process alone must be passed on.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  });
}
child.on('error', (error) => {
  process.stderr.write(`alicorn: cannot run ${pinnedNode}: ${error.message}\n`);
  process.exit(1);
});
child.on('exit', (code, signal) => process.exit(code ?? 128 + (signal ? constants.signals[signal] : 0)));
