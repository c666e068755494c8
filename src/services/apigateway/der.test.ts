import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  bitString,
  explicit,
  integer,
  nothing,
  objectIdentifier,
  printableString,
  sequence,
  setOf,
  time,
} from './der.ts';

const hex = (bytes: Buffer) => bytes.toString('hex');

// The encodings are of ITU-T X.690 and RFC 5280 4.1.2.5.
test('elements are encoded as X.690 says', () => {
  assert.equal(hex(integer(Buffer.from([0]))), '020100');
  assert.equal(hex(integer(Buffer.from([0, 0, 0x7f]))), '02017f');
  assert.equal(hex(integer(Buffer.from([0x80]))), '02020080');
  assert.equal(hex(objectIdentifier('1.2.840.113549.1.1.11')), '06092a864886f70d01010b');
  assert.equal(hex(objectIdentifier('2.5.4.3')), '0603550403');
  assert.equal(hex(bitString(Buffer.from([0xff]))), '030200ff');
  assert.equal(hex(sequence(nothing(), nothing())), '300405000500');
  assert.equal(hex(setOf(printableString('US'))), '310413025553');
  assert.equal(hex(explicit(0, integer(Buffer.from([2])))), 'a003020102');
  assert.equal(hex(sequence(Buffer.alloc(200)).subarray(0, 3)), '3081c8');
  assert.equal(hex(sequence(Buffer.alloc(300)).subarray(0, 4)), '3082012c');
});

test('times have two digits for the year until 2049', () => {
  assert.equal(time(Date.parse('2049-12-31T23:59:59Z')).subarray(2).toString(), '491231235959Z');
  assert.equal(time(Date.parse('2050-01-01T00:00:00Z')).subarray(2).toString(), '20500101000000Z');
});
