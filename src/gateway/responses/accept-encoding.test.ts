import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { acceptedCoding } from './accept-encoding.ts';

describe('Accept-Encoding', () => {
  // The first five: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-enable-compression.html
  const cases: readonly (readonly [string | undefined, string | undefined])[] = [
    ['deflate,gzip', 'deflate'],
    ['', undefined],
    ['*', undefined],
    ['deflate;q=0.5,gzip;q=1.0', 'gzip'],
    ['gzip;q=1.0,identity;q=0.5,*;q=0', 'gzip'],
    [undefined, undefined],
    ['gzip', 'gzip'],
    ['GZIP ; Q=0.5', 'gzip'],
    ['gzip, deflate, br', 'gzip'],
    ['br, gzip', undefined],
    ['br;q=0.1, gzip;q=0.2', 'gzip'],
    ['identity', undefined],
    ['identity;q=1, gzip;q=0.9', undefined],
    ['gzip;q=0', undefined],
    ['gzip;q=0, deflate;q=0.001', 'deflate'],
    ['gzip;q=1.5, deflate', 'deflate'],
    ['gzip;q=0.1234', undefined],
    ['gzip;level=1', undefined],
    [',,gzip,', 'gzip'],
  ];
  for (const [header, coding] of cases) {
    test(`${header ?? 'none'}: ${coding ?? 'as it is'}`, () => assert.equal(acceptedCoding(header), coding));
  }

  test('takes any text, and never a coding that is refused or was not named', () => {
    const element = fc.oneof(
      fc.string(),
      fc.constantFrom('gzip', 'deflate', 'br', '*', 'gzip;q=0', 'gzip;q=0.5'),
    );
    fc.assert(
      fc.property(fc.array(element), (elements) => {
        const coding = acceptedCoding(elements.join(','));
        if (coding === undefined) return;
        const own = elements
          .join(',')
          .split(',')
          .filter((one) => one.split(';')[0]?.trim().toLowerCase() === coding);
        assert.ok(own.some((one) => !/;\s*q=0(\.0*)?\s*$/i.test(one)));
      }),
      { numRuns: 300 },
    );
  });
});
