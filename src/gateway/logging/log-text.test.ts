import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bodyText, mapText, masked, pairsOf, truncated } from './log-text.ts';

const TEXT = { binaryMediaTypes: { includes: () => false } };

describe('text of execution logs', () => {
  test('lines end after 1,024 characters, as logs of API Gateway show', () => {
    assert.equal(truncated('x'.repeat(1024)), 'x'.repeat(1024));
    assert.equal(truncated('x'.repeat(1025)), `${'x'.repeat(1024)} [TRUNCATED]`);
  });

  test('secrets show their last six characters, short ones nothing', () => {
    assert.equal(masked(`${'a'.repeat(34)}BeFFOj`), `${'*'.repeat(34)}BeFFOj`);
    assert.equal(masked('hunter2'), '*******');
    assert.equal(
      mapText([
        'Accept',
        '*/*',
        'authorization',
        'Bearer abcdefghijkl',
        'X-API-Key',
        'k'.repeat(20),
        'X-Amz-Security-Token',
        'short',
      ]),
      `{Accept=*/*, authorization=${'*'.repeat(13)}ghijkl, X-API-Key=${'*'.repeat(14)}kkkkkk, X-Amz-Security-Token=*****}`,
    );
  });

  test('maps', () => {
    assert.equal(mapText([]), '{}');
    assert.equal(mapText(pairsOf({ a: '1', b: ['2', '3'] })), '{a=1, b=2,3}');
    assert.equal(mapText(pairsOf(null)), '{}');
    const many = Array.from({ length: 2_000 }, (_, index) => [`h${index}`, 'v']).flat();
    assert.ok(mapText(many).length < 1_100);
  });

  test('bodies', () => {
    assert.equal(bodyText(Buffer.alloc(0), undefined, TEXT), '');
    assert.equal(bodyText(Buffer.from('{"a":"ä"}'), 'application/json', TEXT), '{"a":"ä"}');
    assert.equal(bodyText(Buffer.alloc(10_000_000, 'x'), undefined, TEXT).length, 4096);
    const binary = { binaryMediaTypes: { includes: () => true } };
    assert.equal(bodyText(Buffer.from([1, 2]), 'image/png', binary), '[Binary Data]');
  });
});
