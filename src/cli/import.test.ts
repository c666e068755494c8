import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { after, before, beforeEach, describe, it } from 'node:test';
import { parse } from 'yaml';
import { findAccess } from './api-gateway-access.ts';
import { type Command, UsageError } from './command.ts';
import { exportCommand } from './export.ts';
import { importCommand, watchAndImport } from './import.ts';
import { parseImportOptions } from './import-options.ts';
import type { WatchFolders } from './import-watch.ts';

interface Received {
  readonly method: string;
  readonly target: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

interface Answer {
  readonly status?: number;
  readonly errorType?: string;
  readonly body: unknown;
}

class Sink extends Writable {
  text = '';
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString('utf8');
    done();
  }
}

const NO_APIS: Answer = { body: {} };
const MADE: Answer = { status: 201, body: { id: 'abc123', name: 'Widgets' } };
const DEPLOYED: Answer = { status: 201, body: { id: 'dep456' } };

describe('alicorn import and export', () => {
  let server: Server;
  let origin: string;
  let folder: string;
  let env: Record<string, string | undefined>;
  let received: Received[] = [];
  /** In the order of the requests. */
  let answers: Answer[] = [];

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'import-'));
    server = createServer((request, response) => {
      request.toArray().then((chunks) => {
        const text = Buffer.concat(chunks).toString('utf8');
        const { method = '', url = '', headers } = request;
        received.push({ method, target: url, headers, body: text === '' ? undefined : parse(text) });
        const { status = 200, errorType, body } = answers.shift() ?? { status: 500, body: {} };
        if (errorType !== undefined) response.setHeader('x-amzn-errortype', errorType);
        response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
      }, request.destroy);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address() as AddressInfo;
    origin = `http://127.0.0.1:${address.port}`;
    write('api.yaml', 'openapi: 3.0.1\ninfo: {title: Widgets}\npaths: {/a: {$ref: paths/a.yaml}}\n');
    write('paths/a.yaml', 'get: {}\n');
  });

  after(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true });
  });

  beforeEach(() => {
    received = [];
    env = {
      AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_REGION: 'eu-west-1',
      AWS_ENDPOINT_URL: origin,
      HOME: folder,
    };
  });

  function write(name: string, text: string): string {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  }

  function io() {
    return { stdout: new Sink(), stderr: new Sink(), stdin: Readable.from([]), env };
  }

  async function run(command: Command, ...args: string[]) {
    const { stdout, stderr, ...rest } = io();
    const code = await command.run(args, { stdout, stderr, ...rest });
    return { code, stdout: stdout.text, stderr: stderr.text };
  }

  const requests = () => received.map(({ method, target }) => `${method} ${target}`);

  it('makes an API, deploys it and says where it is', async () => {
    answers = [NO_APIS, { status: 201, body: { ...Object(MADE.body), warnings: ['No model'] } }, DEPLOYED];
    assert.deepEqual(
      await run(importCommand, join(folder, 'api.yaml'), '--stage', 'dev', '--basepath', 'split'),
      {
        code: 0,
        stdout: `Created the API abc123 (Widgets).\nDeployed it to the stage dev: ${origin}/_aws/execute-api/abc123/dev\n`,
        stderr: 'warning: No model\n',
      },
    );
    assert.deepEqual(requests(), [
      'GET /restapis?limit=500',
      'POST /restapis?mode=import&basepath=split',
      'POST /restapis/abc123/deployments',
    ]);
    assert.deepEqual(received[1]?.body, {
      openapi: '3.0.1',
      info: { title: 'Widgets' },
      paths: { '/a': { get: {} } },
    });
    assert.deepEqual(received[2]?.body, { stageName: 'dev' });
    for (const { headers } of received)
      assert.match(
        headers.authorization ?? '',
        /Credential=AKIAEXAMPLE\/[0-9]{8}\/eu-west-1\/apigateway\/aws4_request,/,
      );
  });

  it('updates the one API of its title, on whichever page it is listed', async () => {
    answers = [
      { body: { item: [{ id: 'other', name: 'Gadgets' }], position: 'a/b' } },
      { body: { item: [{ id: 'abc123', name: 'Widgets' }] } },
      { body: MADE.body },
    ];
    const result = await run(importCommand, join(folder, 'api.yaml'), '--fail-on-warnings');
    assert.equal(result.stdout, 'Updated the API abc123 (Widgets).\n');
    assert.deepEqual(requests(), [
      'GET /restapis?limit=500',
      'GET /restapis?limit=500&position=a%2Fb',
      'PUT /restapis/abc123?mode=overwrite&failonwarnings=true',
    ]);
  });

  it('does nothing when several APIs have its title', async () => {
    answers = [
      {
        body: {
          item: [
            { id: 'one', name: 'Widgets' },
            { id: 'two', name: 'Widgets' },
          ],
        },
      },
    ];
    await assert.rejects(
      run(importCommand, join(folder, 'api.yaml')),
      (error) =>
        error instanceof UsageError &&
        /2 APIs are called "Widgets" \(one, two\): give --api-id/.test(error.message),
    );
    assert.equal(received.length, 1);
  });

  it('updates the API that is named, makes another when asked to', async () => {
    answers = [{ body: MADE.body }, MADE];
    const named = await run(
      importCommand,
      join(folder, 'api.yaml'),
      '--api-id',
      'abc123',
      '--merge',
      '--json',
    );
    assert.deepEqual(JSON.parse(named.stdout), {
      apiId: 'abc123',
      name: 'Widgets',
      created: false,
      warnings: [],
    });
    await run(importCommand, join(folder, 'api.yaml'), '--new');
    assert.deepEqual(requests(), ['PUT /restapis/abc123?mode=merge', 'POST /restapis?mode=import']);
  });

  it('says what API Gateway answers, and what is wrong with the files, with exit code 1', async () => {
    answers = [
      NO_APIS,
      { status: 400, errorType: 'BadRequestException:http://x', body: { message: 'Invalid model' } },
    ];
    assert.deepEqual(await run(importCommand, join(folder, 'api.yaml')), {
      code: 1,
      stdout: '',
      stderr: 'alicorn import: BadRequestException: Invalid model\n',
    });
    const broken = write('broken.yaml', 'openapi: 3.0.1\ninfo: {title: B}\npaths: {/a: {$ref: none.yaml}}\n');
    const result = await run(importCommand, broken);
    assert.equal(result.code, 1);
    assert.match(result.stderr, /broken\.yaml:3:20: there is no file .*none\.yaml\n$/);
    assert.equal(received.length, 2);
  });

  it('prints the one document and sends nothing', async () => {
    const yaml = await run(importCommand, '--bundle', join(folder, 'api.yaml'));
    assert.equal(yaml.stdout, 'openapi: 3.0.1\ninfo:\n  title: Widgets\npaths:\n  /a:\n    get: {}\n');
    const json = write(
      'api.json',
      '{"swagger": "2.0", "info": {"title": "J"}, "paths": {"/a": {"$ref": "paths/a.yaml"}}}',
    );
    const printed = await run(importCommand, '--bundle', json);
    assert.deepEqual(JSON.parse(printed.stdout).paths, { '/a': { get: {} } });
    assert.equal(received.length, 0);
  });

  it('finds the gateway of a data directory and its root key', () => {
    env = { HOME: folder };
    const options = { 'data-dir': join(folder, 'data') };
    assert.throws(() => findAccess(options, env), /no gateway has been started with the data directory/);
    write('data/gateway.json', JSON.stringify({ endpoint: origin, region: 'eu-north-1', account: '1' }));
    write('data/credentials', '[default]\naws_access_key_id = AKIAROOT\naws_secret_access_key = s\n');
    const access = findAccess(options, env);
    assert.equal(access.endpoint.origin, origin);
    assert.equal(access.region, 'eu-north-1');
    assert.equal(access.credentials.accessKeyId, 'AKIAROOT');
    const given = findAccess(
      { ...options, endpoint: 'https://example.com/' },
      { ...env, AWS_ACCESS_KEY_ID: 'A', AWS_SECRET_ACCESS_KEY: 's' },
    );
    assert.deepEqual(
      [given.endpoint.host, given.region, given.credentials.accessKeyId],
      ['example.com', 'us-east-1', 'A'],
    );
    assert.throws(() => findAccess({ ...options, endpoint: 'localhost:4566' }, env), /is not an http/);
  });

  it('refuses what cannot be done, without sending anything', async () => {
    const wrong: [Command, string[], RegExp][] = [
      [importCommand, [], /a FILE is missing/],
      [importCommand, ['a', 'b'], /one FILE is imported at a time/],
      [importCommand, ['a', '--new', '--api-id', 'x'], /use one of them/],
      [importCommand, ['a', '--bundle', '--watch'], /nothing to deploy/],
      [importCommand, ['a', '--stage', 'a/b'], /--stage wants letters/],
      [importCommand, ['a', '--basepath', 'keep'], /--basepath takes one of/],
      [exportCommand, ['--stage', 'dev'], /--api-id ID and --stage NAME/],
      [exportCommand, ['--stage', 'dev', '--api-id', 'a', '--format', 'raml'], /--format takes one of/],
      [exportCommand, ['--stage', 'dev', '--api-id', 'a', '--extensions', 'all'], /--extensions takes/],
    ];
    for (const [command, args, message] of wrong)
      await assert.rejects(
        run(command, ...args),
        (error) => error instanceof UsageError && message.test(error.message),
      );
    assert.equal(received.length, 0);
  });

  it('exports what is deployed', async () => {
    answers = [
      { body: 'openapi: 3.0.1' },
      { body: '{"swagger":"2.0"}\n' },
      { status: 404, errorType: 'NotFoundException', body: { message: 'Invalid stage' } },
    ];
    const where = ['--api-id', 'abc123', '--stage', 'dev'];
    const yaml = await run(exportCommand, ...where, '--yaml', '--extensions', 'integrations,authorizers');
    assert.deepEqual(yaml, { code: 0, stdout: 'openapi: 3.0.1\n', stderr: '' });
    const output = join(folder, 'exported.json');
    assert.equal((await run(exportCommand, ...where, '--format', 'swagger', '--output', output)).code, 0);
    assert.equal(readFileSync(output, 'utf8'), '{"swagger":"2.0"}\n');
    const none = await run(exportCommand, ...where);
    assert.deepEqual([none.code, none.stderr], [1, 'alicorn export: NotFoundException: Invalid stage\n']);
    assert.deepEqual(
      received.map(({ target, headers }) => [target, headers.accept]),
      [
        [
          '/restapis/abc123/stages/dev/exports/oas30?extensions=integrations%2Cauthorizers',
          'application/yaml',
        ],
        ['/restapis/abc123/stages/dev/exports/swagger', 'application/json'],
        ['/restapis/abc123/stages/dev/exports/oas30', 'application/json'],
      ],
    );
  });

  it('imports again on save, keeps running on errors, and ends', async () => {
    const api = write('watched/api.yaml', 'openapi: 3.0.1\ninfo: {title: W}\npaths: {/a: {$ref: a.yaml}}\n');
    write('watched/a.yaml', 'get: {}\n');
    let save: (file: string) => void = () => assert.fail('nothing is watched');
    let watched: readonly string[] = [];
    let closed = 0;
    const watchFolders: WatchFolders = (folders, changed) => {
      watched = folders;
      save = (file) => changed(dirname(file), file.slice(dirname(file).length + 1));
      return {
        close: () => {
          closed += 1;
        },
      };
    };
    const streams = io();
    const options = parseImportOptions([api, '--stage', 'dev']);
    answers = [NO_APIS, MADE, DEPLOYED];
    const watching = watchAndImport(options, findAccess(options.access, env), streams, watchFolders);
    const waits = async (times: number) => {
      while (streams.stdout.text.split('Waiting for changes').length <= times)
        await new Promise((resolve) => setImmediate(resolve));
    };
    await waits(1);
    assert.deepEqual(watched, [join(folder, 'watched')]);

    // Neither a file that is no part of it nor several saves in a row make more of it than one.
    answers = [{ body: MADE.body }, DEPLOYED];
    write('watched/a.yaml', 'get: {summary: changed}\n');
    save(join(folder, 'watched/notes.txt'));
    for (let time = 0; time < 3; time += 1) save(join(folder, 'watched/a.yaml'));
    await waits(2);
    assert.deepEqual(requests().slice(3), [
      'PUT /restapis/abc123?mode=overwrite',
      'POST /restapis/abc123/deployments',
    ]);
    assert.deepEqual(Object(received[3]?.body).paths, { '/a': { get: { summary: 'changed' } } });

    // A syntax error, then an error of the API's: it goes on.
    write('watched/a.yaml', 'get: {\n');
    save(join(folder, 'watched/a.yaml'));
    await waits(3);
    assert.match(streams.stderr.text, /watched\/a\.yaml:2:1: /);
    answers = [{ status: 400, errorType: 'BadRequestException', body: { message: 'no' } }];
    write('watched/a.yaml', 'get: {}\n');
    save(join(folder, 'watched/a.yaml'));
    await waits(4);
    assert.match(streams.stderr.text, /alicorn import: BadRequestException: no\n$/);

    await watching.stop();
    assert.equal(closed, 1);
    save(join(folder, 'watched/a.yaml'));
    assert.equal(received.length, 6);
  });
});
