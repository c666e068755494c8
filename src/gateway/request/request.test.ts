import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { compileBinaryMediaTypes, firstAccepted } from './binary-media-types.ts';
import { forwardedHeaders } from './headers.ts';
import { parseQuery } from './query.ts';
import { requestTime } from './request-time.ts';
import { traceOf } from './trace.ts';

describe('query', () => {
  const plain = (rawQuery: string) => JSON.parse(JSON.stringify(parseQuery(rawQuery) ?? null));

  test('the last value stands alone, all stand together', () => {
    assert.deepEqual(plain('a=1&b=2&a=3'), {
      single: { a: '3', b: '2' },
      multi: { a: ['1', '3'], b: ['2'] },
    });
  });

  test('nothing is null', () => {
    assert.equal(plain(''), null);
    assert.equal(plain('&&'), null);
  });

  test('odd ones are taken as they are', () => {
    assert.deepEqual(plain('flag&e=&%zz=%E4&c=x=y').single, { flag: '', e: '', '%zz': '\ufffd', c: 'x=y' });
    assert.deepEqual(plain('a=1;b=2').single, { a: '1', b: '2' });
    assert.deepEqual(plain('__proto__=1&constructor=2').multi.constructor, ['2']);
    assert.equal(({} as Record<string, unknown>).polluted, undefined);
  });

  test('what URLSearchParams encodes comes back', () => {
    const pairs = fc.array(fc.tuple(fc.string({ minLength: 1 }), fc.string()), { minLength: 1 });
    fc.assert(
      fc.property(pairs, (given) => {
        const last = new Map(given.map(([name, value]) => [name.toWellFormed(), value.toWellFormed()]));
        const parsed = parseQuery(new URLSearchParams(given).toString());
        assert.deepEqual(new Map(Object.entries(parsed?.single ?? {})), last);
      }),
    );
  });
});

describe('trace', () => {
  const now = 1_722_641_683_210;
  const root = '1-3152b799-8954dae64eda91bc9a23a7e8';
  const full = `Root=${root};Parent=7fa8c0f79203be72;Sampled=1`;

  test('a new one carries the time', () => {
    const { received, propagated } = traceOf(undefined, now);
    assert.match(received, /^Root=1-66ad6d13-[0-9a-f]{24}$/);
    assert.match(propagated, /^Root=1-66ad6d13-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/);
  });

  test("the client's is kept", () => {
    assert.deepEqual(traceOf(full, now), { received: full, propagated: full });
    const { received, propagated } = traceOf(`Root=${root}`, now);
    assert.equal(received, `Root=${root}`);
    assert.match(propagated, new RegExp(`^Root=${root};Parent=[0-9a-f]{16};Sampled=0$`));
  });

  test('what is no trace is not', () => {
    for (const header of ['', 'Root=', 'Root=a b', `Root=${'1'.repeat(65)}`, `${full};${'x'.repeat(600)}`]) {
      assert.match(traceOf(header, now).received, /^Root=1-66ad6d13-/);
    }
  });
});

describe('headers', () => {
  const facts = {
    peer: '203.0.113.7',
    port: 443,
    secure: true,
    trace: 'Root=1-x',
    withoutAuthorization: false,
  };

  test('keep their case, except where AWS has its own', () => {
    const { single } = forwardedHeaders(['tEsT-HEADeR', 'aValUE', 'host', 'h', 'user-agent', 'u'], facts);
    assert.deepEqual(Object.keys(single), [
      'tEsT-HEADeR',
      'Host',
      'User-Agent',
      'X-Amzn-Trace-Id',
      'X-Forwarded-For',
      'X-Forwarded-Port',
      'X-Forwarded-Proto',
    ]);
  });

  test('say where the request came from', () => {
    const { single, multi } = forwardedHeaders(
      ['x-forwarded-for', '10.0.0.1', 'X-Forwarded-Proto', 'http'],
      facts,
    );
    assert.equal(single['X-Forwarded-For'], '10.0.0.1, 203.0.113.7');
    assert.deepEqual(multi['X-Forwarded-Proto'], ['https']);
  });

  test('keep several X-Forwarded-For in their order', () => {
    const { single, multi } = forwardedHeaders(
      ['x-forwarded-for', '192.0.2.1', 'X-Forwarded-For', '10.0.0.1, 10.0.0.2'],
      facts,
    );
    assert.equal(single['X-Forwarded-For'], '192.0.2.1, 10.0.0.1, 10.0.0.2, 203.0.113.7');
    assert.equal(multi['X-Forwarded-For']?.length, 1);
  });

  test('repeat', () => {
    const { single, multi } = forwardedHeaders(['X-A', '1', 'X-A', '2'], facts);
    assert.equal(single['X-A'], '2');
    assert.deepEqual(multi['X-A'], ['1', '2']);
  });

  test('leave out what is about the connection, and signatures', () => {
    const raw = [
      'Connection',
      'close',
      'Content-Length',
      '3',
      'TE',
      'x',
      'Authorization',
      'AWS4-HMAC-SHA256 ...',
    ];
    assert.deepEqual(Object.keys(forwardedHeaders(raw, facts).single), [
      'X-Amzn-Trace-Id',
      'X-Forwarded-For',
      'X-Forwarded-Port',
      'X-Forwarded-Proto',
    ]);
    assert.equal(forwardedHeaders(['authorization', 'Bearer x'], facts).single.Authorization, 'Bearer x');
  });
});

describe('binary media types', () => {
  test('exact, by type, all, none', () => {
    assert.ok(!compileBinaryMediaTypes(undefined).includes('image/png'));
    assert.ok(compileBinaryMediaTypes(['*/*']).includes(undefined));
    const some = compileBinaryMediaTypes(['image/PNG', 'video/*']);
    assert.ok(some.includes('Image/png; charset=x'));
    assert.ok(some.includes('video/mp4'));
    assert.ok(!some.includes('image/gif'));
    assert.ok(!some.includes(''));
  });

  test('the first accepted type', () => {
    assert.equal(firstAccepted('image/webp,*/*;q=0.8'), 'image/webp');
    assert.equal(firstAccepted(undefined), undefined);
  });
});

test('request times', () => {
  assert.equal(requestTime(Date.UTC(2015, 3, 9, 12, 34, 56, 789)), '09/Apr/2015:12:34:56 +0000');
  assert.equal(requestTime(Date.UTC(2026, 11, 31, 23, 59, 59)), '31/Dec/2026:23:59:59 +0000');
});
