import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageError } from './command.ts';
import { parseStartOptions, startHelp } from './start.ts';

test('proxies, VPC endpoints and the organization', () => {
  const { trustedProxies, vpcEndpoints, organization } = parseStartOptions([
    ...['--trusted-proxy', '10.0.0.5', '--trusted-proxy', '2001:db8::/32'],
    ...['--vpc-endpoint', 'vpce-0a1b=10.0.0.0/8,vpc-0c1d', '--vpc-endpoint', 'vpce-0a1b=::1,vpc-0c1d'],
    ...['--organization', 'o-a1b2c3d4e5'],
  ]);
  assert.deepEqual(trustedProxies, ['10.0.0.5', '2001:db8::/32']);
  assert.deepEqual(vpcEndpoints, [
    { id: 'vpce-0a1b', cidr: '10.0.0.0/8', vpcId: 'vpc-0c1d' },
    { id: 'vpce-0a1b', cidr: '::1', vpcId: 'vpc-0c1d' },
  ]);
  assert.deepEqual(organization, { id: 'o-a1b2c3d4e5', path: undefined });
  for (const option of ['--trusted-proxy', '--vpc-endpoint', '--organization']) {
    assert.ok(startHelp.includes(option), option);
  }
});

test('a place in the organization', () => {
  const path = 'o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/';
  for (const text of [path, path.slice(0, -1)]) {
    const { organization } = parseStartOptions(['--organization', text]);
    assert.deepEqual(organization, { id: 'o-a1b2c3d4e5', path });
  }
});

test('by default nobody is trusted and there is no endpoint', () => {
  const { trustedProxies, vpcEndpoints, organization } = parseStartOptions([]);
  assert.deepEqual([trustedProxies, vpcEndpoints, organization], [[], [], undefined]);
});

test('anything else is refused', () => {
  for (const [option, ...texts] of [
    [
      '--trusted-proxy',
      '',
      'proxy',
      '10.0.0.0/33',
      '10.0.0.0/',
      '10.0.0/8',
      '::1%lo',
      '*',
      '10.0.0.1,10.0.0.2',
    ],
    [
      '--vpc-endpoint',
      '',
      'vpce-1',
      'vpce-1=',
      'vpc-1=10.0.0.0/8',
      'vpce-1=10.0.0.0/33',
      'vpce-1=10.0.0.0/8,',
    ],
    [
      '--vpc-endpoint',
      'vpce-1=10.0.0.0/8,vpce-2',
      'vpce-1=10.0.0.0/8,vpc-1,vpc-2',
      'vpce-1=host',
      'vpce-A=10.0.0.1',
    ],
    [
      '--organization',
      '',
      'o-1',
      'a1b2c3d4e5',
      'o-a1b2c3d4e5/',
      'o-a1b2c3d4e5/ou-ab12-11111111',
      'o-A1B2C3D4E5',
    ],
  ] as const) {
    for (const text of texts) {
      assert.throws(() => parseStartOptions([option, text]), UsageError, `${option} ${text}`);
    }
  }
  const twice = ['--vpc-endpoint', 'vpce-1=10.0.0.1,vpc-1', '--vpc-endpoint', 'vpce-1=10.0.0.2'];
  assert.throws(() => parseStartOptions(twice), UsageError);
});
