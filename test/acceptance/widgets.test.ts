import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, test } from 'node:test';
import { waitUntilStackCreateComplete } from '@aws-sdk/client-cloudformation';
import { GatewayProcess } from '../support/gateway-process.ts';
import { root } from '../support/source-files.ts';
import { cloudFormationOf } from '../support/unicorn.ts';

const example = join(root, 'examples/widgets');
const buildModule: { buildTemplate(): string } = await import(join(example, 'build.mjs'));
const template = readFileSync(join(example, 'template.yaml'), 'utf8');

test('template.yaml is what build.mjs makes', () => {
  assert.equal(template, buildModule.buildTemplate());
});

describe('the widget service', () => {
  const directory = mkdtempSync(join(tmpdir(), 'alicorn-widgets-'));
  const data = join(directory, 'data');
  let gateway: GatewayProcess;
  before(async () => {
    gateway = await GatewayProcess.start(data);
  });
  after(async () => {
    try {
      assert.deepEqual(await gateway?.stop(), [0, null]);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });

  async function call(address: string, input?: unknown): Promise<[number, unknown]> {
    const body = typeof input === 'string' ? input : JSON.stringify(input);
    const response = await fetch(address, {
      method: input === undefined ? 'GET' : 'PUT',
      ...(input !== undefined && { body, headers: { 'content-type': 'application/json' } }),
    });
    return [response.status, await response.json()];
  }

  test('as mocks: imported of many files, and again when one is saved', async () => {
    cpSync(join(example, 'api'), join(directory, 'api'), { recursive: true });
    const skeleton = join(directory, 'api/apiSkeleton.yaml');
    const watching = spawn(
      process.execPath,
      [
        join(root, 'src/cli/main.ts'),
        ...['import', skeleton, '--stage', 'dev', '--watch', '--json', '--data-dir', data],
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const exited = once(watching, 'exit');
    try {
      const lines = createInterface(watching.stdout)[Symbol.asyncIterator]();
      const next = async (): Promise<Record<string, unknown>> => JSON.parse((await lines.next()).value ?? '');
      const { url, name, created } = await next();
      assert.deepEqual([name, created], ['Widget API', true]);
      const widget = { widgetname: 'sprocket', color: 'Red' };
      assert.deepEqual(await call(`${url}/widget`, widget), [200, widget]);
      assert.deepEqual(await call(`${url}/widget/cog`), [200, { widgetname: 'cog', color: 'Red' }]);
      assert.deepEqual(await call(`${url}/reports/color/Red`), [200, { count: 0, widgets: [] }]);
      assert.deepEqual(await call(`${url}/reports/filterpage?color=Red`), [200, { count: 0, widgets: [] }]);
      for (const input of [{ widgetname: 'cog' }, { ...widget, widgetname: '' }, [], '{'])
        assert.deepEqual(await call(`${url}/widget`, input), [400, { message: 'Invalid request body' }]);
      assert.deepEqual(await call(`${url}/none`), [404, { message: 'There is no such endpoint' }]);

      const path = join(directory, 'api/paths/widget/widgetWidgetnameGet.yaml');
      writeFileSync(path, readFileSync(path, 'utf8').replace('"color": "Red"', '"color": "Blue"'));
      assert.equal((await next()).created, false);
      assert.deepEqual(await call(`${url}/widget/cog`), [200, { widgetname: 'cog', color: 'Blue' }]);
    } finally {
      watching.kill('SIGINT');
      await exited;
    }
  });

  test('as functions and a table: deployed by CloudFormation', async () => {
    const cloudFormation = cloudFormationOf(gateway);
    const StackName = 'widgets';
    await cloudFormation.createStack({
      StackName,
      TemplateBody: template,
      Capabilities: ['CAPABILITY_IAM'],
    });
    await waitUntilStackCreateComplete(
      { client: cloudFormation, maxWaitTime: 60, minDelay: 0.1, maxDelay: 0.5 },
      { StackName },
    );
    const { Stacks: [stack] = [] } = await cloudFormation.describeStacks({ StackName });
    const apiId = stack?.Outputs?.find(({ OutputKey }) => OutputKey === 'ApiId')?.OutputValue;
    const url = `${gateway.endpoint}/_aws/execute-api/${apiId}/prod`;

    const red = { widgetname: 'sprocket', color: 'Red' };
    const odd = { widgetname: 'it\'s "odd" \\ é', color: 'Blue' };
    assert.deepEqual(await call(`${url}/widget/sprocket`), [404, { message: 'There is no such widget' }]);
    assert.deepEqual(await call(`${url}/reports/filterpage`), [200, { count: 0, widgets: [] }]);
    for (const widget of [red, odd]) {
      assert.deepEqual(await call(`${url}/widget`, widget), [200, widget]);
      const address = `${url}/widget/${encodeURIComponent(widget.widgetname)}`;
      assert.deepEqual(await call(address), [200, widget]);
    }
    assert.deepEqual(await call(`${url}/widget`, { widgetname: 'cog' }), [
      400,
      { message: 'Invalid request body' },
    ]);
    assert.deepEqual(await call(`${url}/reports/color/Red`), [200, { count: 1, widgets: [red] }]);
    assert.deepEqual(await call(`${url}/reports/color/Green`), [200, { count: 0, widgets: [] }]);
    assert.deepEqual(await call(`${url}/reports/filterpage?color=Blue`), [200, { count: 1, widgets: [odd] }]);
    const [, all] = await call(`${url}/reports/filterpage`);
    assert.equal(Object(all).count, 2);
    assert.deepEqual(await call(`${url}/none`), [404, { message: 'There is no such endpoint' }]);

    const repainted = { ...red, color: 'Green' };
    assert.deepEqual(await call(`${url}/widget`, repainted), [200, repainted]);
    assert.deepEqual(await call(`${url}/reports/color/Red`), [200, { count: 0, widgets: [] }]);
    cloudFormation.destroy();
  });
});
