import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatTimestamp, parseTimestamp } from './timestamp.ts';

const seconds = fc.integer({ min: 0, max: 253_402_300_799 }).map((value) => new Date(value * 1000));

test('every format is read as it is written', () => {
  fc.assert(
    fc.property(seconds, fc.constantFrom('date-time', 'http-date', 'epoch-seconds'), (date, format) => {
      assert.deepEqual(parseTimestamp(formatTimestamp(date, format), format), date);
    }),
  );
});

test('offsets and fractions of a second', () => {
  assert.deepEqual(
    parseTimestamp('2019-12-17T00:48:18+01:00', 'date-time'),
    new Date('2019-12-16T23:48:18Z'),
  );
  assert.deepEqual(
    parseTimestamp('2000-01-02T20:34:56.123456Z', 'date-time'),
    new Date('2000-01-02T20:34:56.123Z'),
  );
  assert.equal(formatTimestamp(new Date(1_500), 'epoch-seconds'), '1.5');
});

test('dates that do not exist are refused', () => {
  for (const text of [
    '2026-02-30T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-01-01',
    '2026-01-01T24:00:00Z',
    'now',
  ]) {
    assert.equal(parseTimestamp(text, 'date-time'), undefined, text);
  }
  assert.equal(parseTimestamp('Thu, 32 Jan 2015 00:00:00 GMT', 'http-date'), undefined);
  assert.equal(parseTimestamp('1e99', 'epoch-seconds'), undefined);
});
