/** Packs what would be published, installs it into an empty folder as a user would, and uses its command there. */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = mkdtempSync(join(tmpdir(), 'alicorn-package-'));
try {
  const packed = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: root,
    encoding: 'utf8',
  });
  const [{ filename, unpackedSize, entryCount }] = JSON.parse(packed.slice(packed.indexOf('[')));
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  execFileSync('npm', ['install', '--omit=dev', '--no-audit', '--no-fund', `./${filename}`], {
    cwd: folder,
    stdio: 'ignore',
  });

  const command = join(folder, 'node_modules', '.bin', 'alicorn');
  const run = (...args: string[]) =>
    execFileSync(process.execPath, [command, ...args], { cwd: folder, encoding: 'utf8', timeout: 30_000 });
  assert.match(run('--version'), /^\d+\.\d+\.\d+\n$/);
  assert.match(run('--help'), /usage: alicorn COMMAND/);

  const gateway = spawn(
    process.execPath,
    [command, 'start', '--listen', '0', '--json', '--log-level', 'error'],
    {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const exited = once(gateway, 'exit');
  const [line] = await once(createInterface(gateway.stdout), 'line');
  const { endpoint, credentialsFile } = JSON.parse(line);
  const call = (service: string, ...args: string[]) =>
    execFileSync(process.execPath, [command, 'call', '--service', service, '-X', 'POST', ...args, endpoint], {
      cwd: folder,
      encoding: 'utf8',
      timeout: 30_000,
      env: { ...process.env, AWS_SHARED_CREDENTIALS_FILE: credentialsFile },
    });
  const form = ['-H', 'accept: application/json', '-H', 'content-type: application/x-www-form-urlencoded'];
  assert.match(
    call('sts', ...form, '-d', 'Action=GetCallerIdentity&Version=2011-06-15'),
    /arn:aws:iam::000000000000:root/,
  );
  // Each is loaded from files of its own, which the package must have: libraries in threads, models, runtimes.
  const json = (version: string, target: string) => [
    ...['-H', `content-type: application/x-amz-json-${version}`, '-H', `x-amz-target: ${target}`],
    ...['-d', '{}'],
  ];
  assert.match(call('dynamodb', ...json('1.0', 'DynamoDB_20120810.ListTables')), /"TableNames":\s*\[\s*\]/);
  assert.match(call('sqs', ...json('1.0', 'AmazonSQS.ListQueues')), /\{/);
  assert.match(
    call('states', ...json('1.0', 'AWSStepFunctions.ListStateMachines')),
    /"stateMachines":\s*\[\s*\]/,
  );
  assert.match(call('events', ...json('1.1', 'AWSEvents.ListRules')), /"Rules":\s*\[\s*\]/);
  gateway.kill('SIGINT');
  assert.deepEqual(await exited, [0, null]);
  process.stdout.write(
    `the package: ${entryCount} files, ${Math.round(unpackedSize / 1024)} KiB; its command works\n1 passed, 0 failed\n`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
