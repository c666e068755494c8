import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import fc from 'fast-check';
import { FileLogGroups, type LogLimits } from './file-log-groups.ts';
import { logFileOf, logLine, parseLogLine } from './log-group-file.ts';
import type { LogEvent, LogGroup } from './log-groups.ts';
import { followLogEvents, listLogGroups, readLogEvents } from './read-log-groups.ts';

const SCOPE = { account: '123456789012', region: 'us-east-1' };
const GROUP: LogGroup = { ...SCOPE, name: 'API-Gateway-Execution-Logs_a1b2c3/prod' };

describe('log groups in files', () => {
  let directory: string;
  let now: number;
  let told: string[];

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'alicorn-logs-'));
    now = 1_000;
    told = [];
  });
  afterEach(() => rm(directory, { recursive: true }));

  const open = (limits: Partial<LogLimits> = {}) =>
    new FileLogGroups(
      directory,
      () => now,
      { error: (message, fields) => told.push(`${message} ${fields?.reason}`) },
      limits,
    );
  const read = async (group = GROUP, since = 0) => {
    const events: LogEvent[] = [];
    for await (const event of readLogEvents(directory, group, since)) events.push(event);
    return events;
  };
  const messages = async (group = GROUP) => (await read(group)).map(({ message }) => message);

  test('events come back in their order, whatever is in them', async () => {
    const groups = open();
    const hostile = ['plain', 'a\r\nb', '"}\n{"t":1,"s":"x","m":"forged"}', '\u2028\u0000\ud800', ''];
    for (const message of hostile) groups.append(GROUP, 'stream', message);
    await groups.close();
    assert.deepEqual(await messages(), hostile);
    assert.deepEqual((await read())[0], { time: 1_000, stream: 'stream', message: 'plain' });
  });

  test('a property: no event is lost, joined or torn', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: 'binary' }), { maxLength: 20 }), async (texts) => {
        const lines = texts.map((message) => logLine({ time: 5, stream: 's', message }));
        const parsed = lines.join('').split('\n').slice(0, -1).map(parseLogLine);
        assert.deepEqual(
          parsed.map((event) => event?.message),
          texts,
        );
      }),
      { numRuns: 50 },
    );
  });

  test('groups are listed by name, and are not mixed', async () => {
    const groups = open();
    const lambda = { ...SCOPE, name: '/aws/lambda/f' };
    const elsewhere = { ...GROUP, region: 'eu-west-1' };
    for (const group of [GROUP, lambda, elsewhere]) groups.append(group, 's', group.name + group.region);
    await groups.close();
    assert.deepEqual(await listLogGroups(directory), [elsewhere, lambda, GROUP]);
    assert.deepEqual(await messages(lambda), ['/aws/lambda/fus-east-1']);
    assert.deepEqual(await messages(elsewhere), [`${GROUP.name}eu-west-1`]);
  });

  test('no group name leaves the folder, and long ones have files too', async () => {
    const groups = open();
    const names = [
      '../../escape',
      '..',
      '.',
      '/',
      '#',
      'x'.repeat(512),
      `${'x'.repeat(511)}y`,
      '/'.repeat(512),
    ];
    for (const name of names) groups.append({ ...SCOPE, name }, 's', name);
    await groups.close();
    const files = await readdir(join(directory, SCOPE.account, SCOPE.region));
    assert.equal(files.length, names.length);
    for (const name of names) assert.deepEqual(await messages({ ...SCOPE, name }), [name]);
    assert.deepEqual(told, []);
  });

  test('what is older than wanted is left out', async () => {
    const groups = open();
    groups.append(GROUP, 's', 'old');
    now = 2_000;
    groups.append(GROUP, 's', 'new');
    await groups.close();
    assert.deepEqual(
      (await read(GROUP, 1_500)).map(({ message }) => message),
      ['new'],
    );
  });

  test('a group keeps to its size: the oldest events go', async () => {
    const groups = open({ fileSize: 1_000, files: 3 });
    for (let index = 0; index < 100; index++) {
      groups.append(GROUP, 's', `${index} ${'x'.repeat(80)}`);
      await groups.close();
    }
    const folder = join(directory, SCOPE.account, SCOPE.region);
    const files = await readdir(folder);
    assert.equal(files.length, 3);
    for (const file of files) assert.ok((await stat(join(folder, file))).size <= 1_000);
    const kept = (await messages()).map((message) => Number(message.split(' ')[0]));
    assert.equal(kept.at(-1), 99);
    assert.deepEqual(
      kept,
      [...Array(kept.length).keys()].map((index) => 100 - kept.length + index),
    );
  });

  test('a disk that is behind loses events and says how many', async () => {
    const groups = open({ waiting: 300 });
    for (let index = 0; index < 10; index++) groups.append(GROUP, 's', 'x'.repeat(100));
    await groups.close();
    const all = await messages();
    assert.equal(all.length, 3);
    assert.match(all.at(-1) ?? '', /^8 events are missing here/);
    groups.append(GROUP, 's', 'after');
    await groups.close();
    assert.equal((await messages()).at(-1), 'after');
  });

  test('a line that an earlier process did not finish spoils no other', async () => {
    const first = open();
    first.append(GROUP, 's', 'one');
    await first.close();
    const file = join(directory, logFileOf(GROUP));
    await writeFile(file, `${await readFile(file, 'utf8')}{"t":1,"s":"s","m":"tor`);
    const second = open();
    second.append(GROUP, 's', 'two');
    await second.close();
    assert.deepEqual(await messages(), ['one', 'two']);
  });

  test('a disk that can not be written to is told once', async () => {
    await writeFile(join(directory, SCOPE.account), 'a file where a folder should be');
    const groups = open();
    for (let index = 0; index < 3; index++) {
      groups.append(GROUP, 's', 'lost');
      await groups.close();
    }
    assert.equal(told.length, 1);
    assert.match(told[0] ?? '', /can not be written/);
  });

  test('files are readable by their owner alone', async () => {
    const groups = open();
    groups.append(GROUP, 's', 'x');
    await groups.close();
    assert.equal((await stat(join(directory, logFileOf(GROUP)))).mode & 0o777, 0o600);
  });

  test('following gives what there is and what comes, over the beginning of new files', async () => {
    const groups = open({ fileSize: 200, files: 9 });
    const add = async (message: string) => {
      groups.append(GROUP, 's', message.padEnd(100, '.'));
      await groups.close();
    };
    await add('old');
    now = 2_000;
    for (const message of ['a', 'b', 'c']) await add(message);
    const stop = new AbortController();
    const seen: string[] = [];
    for await (const { message } of followLogEvents(directory, GROUP, 2_000, stop.signal)) {
      seen.push(message.slice(0, 1));
      if (seen.length === 3) await add('d');
      else if (seen.length === 4) await add('e');
      else if (seen.length === 5) stop.abort();
    }
    assert.deepEqual(seen, ['a', 'b', 'c', 'd', 'e']);
  });
});
