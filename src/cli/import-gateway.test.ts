import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Alicorn, startAlicorn } from '../server/alicorn.ts';
import { createLog } from '../telemetry/log.ts';
import { findAccess } from './api-gateway-access.ts';
import { callForJson } from './api-gateway-client.ts';
import type { Command } from './command.ts';
import { exportCommand } from './export.ts';
import { importCommand } from './import.ts';

const example = fileURLToPath(new URL('../../examples/widgets/api', import.meta.url));

class Sink extends Writable {
  text = '';
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString('utf8');
    done();
  }
}

describe('alicorn import, with a gateway', () => {
  let alicorn: Alicorn;
  let folder: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'import-gateway-'));
    cpSync(example, join(folder, 'api'), { recursive: true });
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

  async function run(command: Command, ...args: string[]): Promise<string> {
    const stdout = new Sink();
    const stderr = new Sink();
    const io = { stdout, stderr, stdin: Readable.from([]), env: { HOME: folder } };
    const code = await command.run([...args, '--data-dir', join(folder, 'data')], io);
    assert.deepEqual([code, stderr.text], [0, '']);
    return stdout.text;
  }

  const get = (...path: string[]) =>
    callForJson(findAccess({ 'data-dir': join(folder, 'data') }, {}), { method: 'GET', path });

  const members = (answer: Readonly<Record<string, unknown>>, name: string) => {
    const items: unknown[] = Array.isArray(answer.item) ? answer.item : [answer.item];
    return items.map((one) => Object(one)[name]).sort();
  };

  it('makes the API of the example and deploys it; the next import updates it', async () => {
    const skeleton = join(folder, 'api/apiSkeleton.yaml');
    const made = JSON.parse(await run(importCommand, skeleton, '--stage', 'dev', '--json'));
    const { apiId, deploymentId } = made;
    assert.deepEqual(made, {
      apiId,
      name: 'Widget API',
      created: true,
      warnings: [],
      stage: 'dev',
      deploymentId,
      url: `${alicorn.endpoint}/_aws/execute-api/${apiId}/dev`,
    });
    assert.deepEqual(members(await get('restapis', apiId, 'resources'), 'path'), [
      '/',
      '/reports',
      '/reports/color',
      '/reports/color/{color}',
      '/reports/filterpage',
      '/widget',
      '/widget/{widgetname}',
    ]);
    assert.deepEqual(members(await get('restapis', apiId, 'models'), 'name'), [
      'error',
      'widget',
      'widgetList',
    ]);
    assert.equal((await get('restapis', apiId, 'stages', 'dev')).deploymentId, deploymentId);

    const text = readFileSync(skeleton, 'utf8').replace('/reports/filterpage:', '/reports/filter:');
    writeFileSync(skeleton, text);
    const updated = JSON.parse(await run(importCommand, skeleton, '--stage', 'dev', '--json'));
    assert.deepEqual([updated.apiId, updated.created], [apiId, false]);
    const paths = members(await get('restapis', apiId, 'resources'), 'path');
    assert.deepEqual(
      [paths.includes('/reports/filter'), paths.includes('/reports/filterpage')],
      [true, false],
    );
    assert.equal((await get('restapis', apiId, 'stages', 'dev')).deploymentId, updated.deploymentId);
  });

  it('exports what is deployed, which can be imported again', async () => {
    const skeleton = join(folder, 'api/apiSkeleton.yaml');
    const { apiId } = JSON.parse(await run(importCommand, skeleton, '--stage', 'dev', '--json'));
    const exported = ['--api-id', apiId, '--stage', 'dev', '--extensions', 'apigateway'];
    const file = join(folder, 'exported.yaml');
    writeFileSync(file, await run(exportCommand, ...exported, '--yaml'));
    const again = JSON.parse(await run(importCommand, file, '--new', '--stage', 'dev', '--json'));
    assert.notEqual(again.apiId, apiId);
    const names = async (id: string, what: string, name: string) =>
      members(await get('restapis', id, what), name);
    for (const [what, name] of [
      ['resources', 'path'],
      ['models', 'name'],
      ['requestvalidators', 'name'],
    ] as const)
      assert.deepEqual(await names(again.apiId, what, name), await names(apiId, what, name));

    const swagger = join(folder, 'swagger.json');
    await run(exportCommand, ...exported, '--format', 'swagger', '--output', swagger);
    const document = JSON.parse(readFileSync(swagger, 'utf8'));
    assert.equal(document.swagger, '2.0');
    assert.equal(document.paths['/widget'].put['x-amazon-apigateway-integration'].type, 'mock');
  });
});
