import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageError } from './command.ts';
import { parseStartOptions, startHelp } from './start.ts';
import { parseVpcLinks } from './vpc-link-options.ts';

test('links by id or name, to hosts, addresses and ports', () => {
  assert.deepEqual(
    [...parseVpcLinks(['ab12cd=10.0.0.5:8080', 'my = link=orders.internal:443', 'six=[::1]:1'])],
    [
      ['ab12cd', { host: '10.0.0.5', port: 8080 }],
      ['my = link', { host: 'orders.internal', port: 443 }],
      ['six', { host: '::1', port: 1 }],
    ],
  );
  assert.equal(parseVpcLinks([]).size, 0);
});

test('anything else is refused', () => {
  for (const text of [
    '',
    'a',
    '=h:1',
    'a=',
    'a=h',
    'a=h:',
    'a=:1',
    'a=h:0',
    'a=h:65536',
    'a=h:1x',
    'a=::1:1',
    'a=[::1:1',
    'a=[:.:]:1',
    'a=http://h:1',
    'a=h/x:1',
    'a=u@h:1',
  ]) {
    assert.throws(() => parseVpcLinks([text]), UsageError, text);
  }
  assert.throws(() => parseVpcLinks(['a=h:1', 'a=h:2']), UsageError);
});

test('alicorn start takes them', () => {
  assert.match(startHelp, /--vpc-link ID_OR_NAME=HOST:PORT/);
  const { vpcLinkTargets } = parseStartOptions(['--vpc-link', 'a=h:1', '--vpc-link', 'b=h:2']);
  assert.deepEqual([...vpcLinkTargets.keys()], ['a', 'b']);
});
