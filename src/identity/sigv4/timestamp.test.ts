import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { formatTimestamp, parseTimestamp, timestampOfDateHeader } from './timestamp.ts';

describe('timestamps', () => {
  it('read back as they were written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 253_402_300_799 }), (seconds) => {
        assert.equal(parseTimestamp(formatTimestamp(seconds * 1000)), seconds * 1000);
      }),
    );
  });

  it('are refused when no such time exists or the form is another', () => {
    for (const text of [
      '',
      '20150830',
      '20150830T123600',
      '20150830T123600z',
      '2015-08-30T12:36:00Z',
      '20150230T123600Z',
      '20151330T123600Z',
      '20150830T240000Z',
      '20150830T126000Z',
      '00990830T123600Z',
      '+0150830T123600Z',
      '20150830T123600Z ',
    ]) {
      assert.equal(parseTimestamp(text), undefined, text);
    }
  });

  it("come from a Date header in HTTP's form or in ISO 8601", () => {
    assert.equal(timestampOfDateHeader('Sun, 30 Aug 2015 12:36:00 GMT'), '20150830T123600Z');
    assert.equal(timestampOfDateHeader('20150830T123600Z'), '20150830T123600Z');
    for (const text of [
      '',
      'tomorrow',
      '1440938160',
      'Sun, 30 Aug 2015 12:36:00 +0100',
      `${'9'.repeat(60)} GMT`,
    ]) {
      assert.equal(timestampOfDateHeader(text), undefined, text);
    }
  });
});
