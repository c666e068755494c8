import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import { type Alicorn, startAlicorn } from '../server/alicorn.ts';
import { createLog } from '../telemetry/log.ts';
import { findAccess } from './api-gateway-access.ts';
import { callForJson } from './api-gateway-client.ts';
import { type Command, UsageError } from './command.ts';
import { keysCommand } from './keys.ts';
import { type KeyDefaults, readKeysFile } from './keys-file.ts';
import { usageCommand } from './usage.ts';

class Sink extends Writable {
  text = '';
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString('utf8');
    done();
  }
}

describe('alicorn keys and alicorn usage', () => {
  let alicorn: Alicorn;
  let folder: string;
  const file = (text: string): string => {
    const path = join(folder, 'keys.csv');
    writeFileSync(path, text);
    return path;
  };
  const key = (index: number) => `key-${String(index).padStart(20, '0')}`;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'alicorn-keys-'));
    alicorn = await startAlicorn({
      listen: { host: '127.0.0.1', port: 0 },
      dataDirectory: join(folder, 'data'),
      region: 'eu-west-1',
      account: '123456789012',
      auth: 'enforce',
      log: createLog('silent', 'text', () => {}),
    });
  });
  after(async () => {
    await alicorn.stop();
    rmSync(folder, { recursive: true });
  });

  async function run(command: Command, ...args: string[]) {
    const stdout = new Sink();
    const stderr = new Sink();
    const io = { stdout, stderr, stdin: Readable.from([]), env: { HOME: folder } };
    const code = await command.run([...args, '--data-dir', join(folder, 'data')], io);
    return { code, stdout: stdout.text, stderr: stderr.text };
  }
  const call = (method: 'GET' | 'POST', path: string[], body?: object) =>
    callForJson(findAccess({ 'data-dir': join(folder, 'data') }, {}), {
      method,
      path,
      ...(body && { body: JSON.stringify(body) }),
    });

  const partsOf = (text: string, fromLine = 2, defaults: Partial<KeyDefaults> = {}) => [
    ...readKeysFile(file(text), fromLine, { usagePlanIds: [], tenant: undefined, ...defaults }),
  ];

  it('parts a long file, and knows the line of every row', () => {
    const rows = Array.from({ length: 12_001 }, (_, index) => `${key(index)},"a\n""b"""`);
    const parts = partsOf(['Key,Name', ...rows].join('\n'));
    assert.deepEqual(
      parts.map(({ rows: count, firstLine }) => [count, firstLine]),
      [
        [5000, 2],
        [5000, 10_002],
        [2001, 20_002],
      ],
    );
    const [, second] = parts;
    assert.ok(second?.csv.startsWith(`"Key","Name"\n"${key(5000)}","a\n""b"""\n"${key(5001)}"`));
    assert.deepEqual([second?.lineOf(2), second?.lineOf(4)], [10_002, 10_004]);
    assert.deepEqual(
      partsOf(['Key,Name', ...rows].join('\n'), 24_001).map(({ rows: count }) => count),
      [1],
    );
  });

  it('puts plans and tenants of the command line into every row', () => {
    const [part] = partsOf('key,NAME,usageplanids\na,b,"p1,p2"\nc,d,\n', 2, {
      usagePlanIds: ['p3'],
      tenant: 'acme',
    });
    assert.equal(
      part?.csv,
      '"key","NAME","usageplanids","Tenant"\n"a","b","p1,p2,p3","acme"\n"c","d","p3","acme"',
    );
  });

  it('says where a file is no CSV', () => {
    assert.throws(
      () => partsOf('Key,Name\n\n"a'),
      (error) => error instanceof UsageError && /keys\.csv:3:/.test(error.message),
    );
    assert.throws(() => partsOf(''), UsageError);
  });

  it('imports keys into a plan, and tells lines that are refused', async () => {
    const { id } = await call('POST', ['usageplans'], { name: 'basic' });
    const path = file(`Name,Key\n\none,${key(1)}\n"two\nlines",short\n,${key(3)}\n`);
    const bad = await run(keysCommand, 'import', path, '--usage-plan', String(id), '--tenant', 'acme');
    assert.equal(bad.code, 1);
    assert.match(bad.stderr, /keys\.csv:4: API Key value should be at least 20 characters\n/);
    assert.match(bad.stdout, /^Imported 2 API keys in [\d.]+ s, with 1 warning\.\n$/);
    const keys = await call('GET', ['usageplans', String(id), 'keys']);
    assert.equal(Array.isArray(keys.item) ? keys.item.length : 0, 2);
    const again = await run(keysCommand, 'import', path, '--json', '--from-line', '5');
    assert.deepEqual([again.code, again.stderr], [0, '']);
    assert.deepEqual(
      again.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
      [
        { event: 'progress', imported: 1 },
        { event: 'done', imported: 1, warnings: 0 },
      ],
    );
    const usage = await run(usageCommand, '--plan', String(id), '--json');
    assert.deepEqual([usage.code, Object(JSON.parse(usage.stdout)).used], [0, 0]);
    const tenant = await run(usageCommand, '--tenant', 'acme');
    assert.match(tenant.stdout, /^0 requests from \d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d\n$/);
  });

  it('says where to go on when a request fails', async () => {
    const path = file(`Name,Value\none,${key(1)}\n`);
    const { code, stderr } = await run(keysCommand, 'import', path);
    assert.equal(code, 1);
    assert.match(stderr, /BadRequestException: Missing required column 'Key'\n.*go on with --from-line 2\n/);
  });

  it('refuses wrong command lines', async () => {
    for (const args of [
      [],
      ['import'],
      ['export', 'x'],
      ['import', 'a', 'b'],
      ['import', 'a', '--from-line', 'x'],
    ])
      await assert.rejects(run(keysCommand, ...args), UsageError, args.join(' '));
    for (const args of [[], ['--tenant', 'a', '--key', 'b']])
      await assert.rejects(run(usageCommand, ...args), UsageError, args.join(' '));
    const bad = await run(usageCommand, '--key', 'none');
    assert.deepEqual(
      [bad.code, bad.stderr],
      [1, 'alicorn usage: NotFoundException: There is no such API key\n'],
    );
  });
});
