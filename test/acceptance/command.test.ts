import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { STS } from '@aws-sdk/client-sts';
import { GatewayProcess, REGION, withDirectory } from '../support/gateway-process.ts';
import { root } from '../support/source-files.ts';

function alicorn(args: string[], env: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'src/cli/main.ts'), ...args], {
    encoding: 'utf8',
    timeout: 30_000,
    env: { PATH: process.env.PATH, HOME: '/nonexistent', ...env },
  });
  return { status, stdout, stderr };
}

test('--help and --version', () => {
  assert.match(alicorn(['--version']).stdout, /^\d+\.\d+\.\d+\n$/);
  const help = alicorn(['--help']);
  assert.equal(help.status, 0);
  for (const name of ['start', 'call', 'credentials', 'import', 'export', 'logs']) {
    assert.match(help.stdout, new RegExp(`^ {2}${name} `, 'm'));
    const own = alicorn([name, '--help']);
    assert.equal(own.status, 0);
    assert.match(own.stdout, new RegExp(`^alicorn ${name}: `));
  }
});

test('what cannot be done says what to write instead', () => {
  const expectations: [string[], RegExp][] = [
    [['strat'], /there is no command "strat"; alicorn --help lists them/],
    [['start', '--account', '12'], /--account takes twelve digits/],
    [['start', '--region', 'Europe'], /--region takes the name of a region/],
    [['start', '--auth', 'no'], /--auth takes one of enforce, trust/],
    [['start', '--listen', 'localhost'], /--listen takes PORT or HOST:PORT/],
    [['start', '--nothing'], /Unknown option '--nothing'/],
    [['credentials', '--data-dir', '/nonexistent'], /run alicorn start first/],
  ];
  for (const [args, message] of expectations) {
    const done = alicorn(args);
    assert.equal(done.status, 2, args.join(' '));
    assert.match(done.stderr, message);
  }
});

test('one data directory has one gateway; its key is for its owner alone', () =>
  withDirectory(async (directory) => {
    const gateway = await GatewayProcess.start(directory);
    assert.equal(statSync(gateway.credentialsFile).mode & 0o777, 0o600);
    assert.equal(statSync(join(directory, 'alicorn.db')).mode & 0o777, 0o600);
    const second = alicorn(['start', '--listen', '0', '--data-dir', directory]);
    assert.equal(second.status, 1);
    assert.match(
      second.stderr,
      /is in use by another gateway\. Stop that one, or choose another directory with --data-dir\./,
    );
    const taken = alicorn([
      'start',
      '--listen',
      new URL(gateway.endpoint).host,
      '--data-dir',
      join(directory, 'other'),
    ]);
    assert.equal(taken.status, 1);
    assert.match(taken.stderr, /is in use by another program\. Choose another with --listen/);

    const lines = alicorn(['credentials', '--data-dir', directory]).stdout;
    assert.match(lines, new RegExp(`^export AWS_ENDPOINT_URL=${gateway.endpoint}$`, 'm'));
    const call = alicorn(
      [
        'call',
        '--service',
        'sts',
        '-X',
        'POST',
        '-d',
        'Action=GetCallerIdentity&Version=2011-06-15',
        gateway.endpoint,
      ],
      { AWS_SHARED_CREDENTIALS_FILE: gateway.credentialsFile, AWS_REGION: REGION },
    );
    assert.equal(call.status, 0, call.stderr);
    assert.match(call.stdout, /<Arn>arn:aws:iam::123456789012:root<\/Arn>/);
    assert.equal(gateway.log.includes(gateway.rootKeys.secretAccessKey), false);
    assert.deepEqual(await gateway.stop('SIGTERM'), [0, null]);
  }));

test('--auth trust takes any key for root, and warns', () =>
  withDirectory(async (directory) => {
    const gateway = await GatewayProcess.start(directory, '--auth', 'trust');
    assert.match(gateway.log, /--auth trust: no signature and no policy is checked/);
    const identity = async (accessKeyId: string) => {
      const credentials = { accessKeyId, secretAccessKey: 'anything' };
      return new STS({ endpoint: gateway.endpoint, region: REGION, credentials }).getCallerIdentity({});
    };
    assert.equal((await identity('test')).Arn, 'arn:aws:iam::123456789012:root');
    assert.equal((await identity('210987654321')).Arn, 'arn:aws:iam::210987654321:root');
    await gateway.stop();
  }));

test('what is for nobody is answered all the same', () =>
  withDirectory(async (directory) => {
    const gateway = await GatewayProcess.start(directory);
    const health = await fetch(`${gateway.endpoint}/_alicorn/health`);
    assert.deepEqual([health.status, await health.json()], [200, { status: 'ok' }]);
    assert.equal((await fetch(`${gateway.endpoint}/_alicorn/other`)).status, 404);
    const unsigned = await fetch(gateway.endpoint);
    assert.deepEqual(
      [unsigned.status, await unsigned.json()],
      [403, { message: 'Missing Authentication Token' }],
    );
    const elsewhere = await fetch(gateway.endpoint, {
      headers: {
        authorization:
          'AWS4-HMAC-SHA256 Credential=A/20260101/us-east-1/ec2/aws4_request, SignedHeaders=host, Signature=0',
      },
    });
    assert.equal(elsewhere.status, 501);
    assert.match(await elsewhere.text(), /The service \\"ec2\\" is not offered here; these are: /);
    await gateway.stop();
  }));
