import assert from 'node:assert/strict';
import { BlockList } from 'node:net';
import { test } from 'node:test';
import fc from 'fast-check';
import { compileIpRange } from './ip-range.ts';

function within(range: string, address: string): boolean {
  return compileIpRange(range)?.(address) ?? assert.fail(`${range} is a range`);
}

const ipv4Range = fc.record({ base: fc.ipV4(), length: fc.integer({ min: 0, max: 32 }) });
const ipv6Range = fc.record({ base: fc.ipV6(), length: fc.integer({ min: 0, max: 128 }) });

/** `base` with some bit changed, counted from the left. */
function flipped(base: string, bit: number): string {
  const octets = base.split('.').map(Number);
  octets[bit >> 3] = (octets[bit >> 3] ?? 0) ^ (0x80 >> (bit & 7));
  return octets.join('.');
}

test('ranges of IPv4 are what another implementation of them says', () => {
  fc.assert(
    fc.property(ipv4Range, fc.ipV4(), ({ base, length }, address) => {
      const list = new BlockList();
      list.addSubnet(base, length);
      assert.equal(within(`${base}/${length}`, address), list.check(address));
    }),
  );
});

test('ranges of IPv6 are what another implementation of them says', () => {
  fc.assert(
    fc.property(ipv6Range, fc.ipV6(), ({ base, length }, address) => {
      const list = new BlockList();
      list.addSubnet(base, length, 'ipv6');
      assert.equal(within(`${base}/${length}`, address), list.check(address, 'ipv6'));
    }),
  );
});

test('the bits of the prefix count, and no others', () => {
  fc.assert(
    fc.property(ipv4Range, fc.integer({ min: 0, max: 31 }), ({ base, length }, bit) => {
      assert.equal(within(`${base}/${length}`, flipped(base, bit)), bit >= length);
      assert.equal(within(`::ffff:${base}/${length}`, flipped(base, bit)), bit >= length);
      assert.equal(within(base, flipped(base, bit)), false);
    }),
  );
});

test('the ways to write one address', () => {
  for (const address of ['2001:db8::1', '2001:DB8:0:0:0:0:0:1', '2001:0db8::0001', '2001:db8::0.0.0.1']) {
    assert.ok(within('2001:db8::/64', address), address);
    assert.ok(within('2001:db8::1', address), address);
  }
  assert.ok(within('192.0.2.0/24', '::ffff:192.0.2.9'));
  assert.ok(within('::ffff:192.0.2.0/24', '192.0.2.9'));
  assert.ok(within('::/0', '2001:db8::1') && within('0.0.0.0/0', '192.0.2.1'));
});

test('one version is never in a range of the other', () => {
  assert.ok(!within('::/0', '192.0.2.1') && !within('0.0.0.0/0', '2001:db8::1'));
});

test('what is no address is in no range', () => {
  for (const text of ['', '192.0.2', '192.0.2.1 ', '192.0.2.01', '192.0.2.1/32', '::1%lo', 'x', ':::']) {
    assert.ok(!within('0.0.0.0/0', text) && !within('::/0', text), text);
  }
});

test('what is no range', () => {
  for (const text of [
    '',
    '/',
    '192.0.2.1/',
    '192.0.2.1/33',
    '192.0.2.1/-1',
    '192.0.2.1/1e1',
    '::/129',
    '::1%lo/8',
  ]) {
    assert.equal(compileIpRange(text), undefined, text);
  }
});
