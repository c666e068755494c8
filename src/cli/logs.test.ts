import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { FileLogGroups } from '../telemetry/file-log-groups.ts';
import { UsageError } from './command.ts';
import { logsCommand } from './logs.ts';
import { parseLogsOptions } from './logs-options.ts';

const SCOPE = { account: '123456789012', region: 'us-east-1' };

describe('alicorn logs', () => {
  let directory: string;
  let now: number;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'alicorn-logs-'));
    now = Date.parse('2026-01-31T12:00:00Z');
  });
  afterEach(() => rm(directory, { recursive: true }));

  async function log(name: string, messages: readonly string[], scope = SCOPE): Promise<void> {
    const groups = new FileLogGroups(join(directory, 'logs'), () => now, { error: assert.fail });
    for (const message of messages) groups.append({ ...scope, name }, 'stream', message);
    await groups.close();
  }

  async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
    const stdout = new PassThrough();
    const stderr = new PassThrough();
    const io = { stdout, stderr, stdin: new PassThrough(), env: {} };
    const code = logsCommand.run([...args, '--data-dir', directory], io).finally(() => {
      stdout.end();
      stderr.end();
    });
    const [out, err] = await Promise.all([text(stdout), text(stderr)]);
    return { code: await code, out, err };
  }

  test('lists groups, and prints the events of one', async () => {
    await log('/aws/lambda/f', ['START', 'END']);
    await log('API-Gateway-Execution-Logs_a1/prod', ['(id) Extended Request Id: x']);
    assert.deepEqual(await run(), {
      code: 0,
      out: '/aws/lambda/f\nAPI-Gateway-Execution-Logs_a1/prod\n',
      err: '',
    });
    assert.equal(
      (await run('/aws/lambda/f')).out,
      '2026-01-31T12:00:00.000Z START\n2026-01-31T12:00:00.000Z END\n',
    );
  });

  test('a message can neither pass for another event nor drive a terminal', async () => {
    await log('g', ['one\n2026-01-31T12:00:00.000Z forged\r\n\u001b[2Jcleared\u2028']);
    assert.equal(
      (await run('g')).out,
      '2026-01-31T12:00:00.000Z one\n    2026-01-31T12:00:00.000Z forged\n    \\u001b[2Jcleared\\u2028\n',
    );
  });

  test('json has one object a line', async () => {
    await log('g', ['a\nb']);
    assert.deepEqual(JSON.parse((await run('g', '--json')).out), {
      time: '2026-01-31T12:00:00.000Z',
      group: 'g',
      stream: 'stream',
      message: 'a\nb',
    });
    assert.deepEqual(JSON.parse((await run('--json')).out), { ...SCOPE, name: 'g' });
  });

  test('--since leaves out what is older', async () => {
    await log('g', ['old']);
    now += 60_000;
    await log('g', ['new']);
    assert.equal((await run('g', '--since', '2026-01-31T12:00:30Z')).out, '2026-01-31T12:01:00.000Z new\n');
  });

  test('groups of one name are told apart by account and region', async () => {
    await log('g', ['here']);
    await log('g', ['there'], { ...SCOPE, region: 'eu-west-1' });
    await assert.rejects(
      run('g'),
      new UsageError(
        '--account ID or --region REGION says which one of 123456789012/eu-west-1, 123456789012/us-east-1',
      ),
    );
    assert.match((await run('g', '--region', 'eu-west-1')).out, /there/);
    assert.equal((await run()).out, '123456789012 eu-west-1 g\n123456789012 us-east-1 g\n');
  });

  test('says what to do where there is nothing', async () => {
    assert.match((await run()).err, /nothing has been logged in .* yet/);
    const { code, err } = await run('nope');
    assert.equal(code, 1);
    assert.match(err, /no log group "nope"; alicorn logs lists those there are/);
  });

  test('times ago', () => {
    const since = (value: string) => parseLogsOptions(['g', '--since', value], 1_000_000_000).since;
    assert.equal(since('30s'), 999_970_000);
    assert.equal(since('10m'), 999_400_000);
    assert.equal(since('2h'), 992_800_000);
    assert.equal(since('1d'), 913_600_000);
    for (const wrong of ['10', 'm', 'yesterday', '1234567s']) assert.throws(() => since(wrong), UsageError);
    assert.throws(() => parseLogsOptions(['--follow'], 0), UsageError);
    assert.throws(() => parseLogsOptions(['a', 'b'], 0), UsageError);
  });
});
