import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Integration } from '../../definitions/rest-api.ts';
import type { Invocation } from '../invocation.ts';
import { compileCacheKey, UnknownKeyParameter } from './cache-key.ts';

const STAGE = { deploymentId: 'dep1', variables: { color: 'red' } };

interface Request {
  readonly method?: string;
  readonly path?: Record<string, string>;
  readonly query?: string;
  readonly headers?: string[];
  readonly body?: string;
}

function keyOf(parameters: string[], request: Request, changes: Partial<Integration> = {}): string {
  const integration = { cacheNamespace: 'res1', cacheKeyParameters: parameters, ...changes };
  // Only what keys look at.
  const key = compileCacheKey(integration as Integration, STAGE as unknown as Invocation['stage']);
  const invocation = {
    httpMethod: request.method ?? 'GET',
    parameters: request.path,
    target: { rawQuery: request.query ?? '' },
    request: { rawHeaders: request.headers ?? [] },
    body: Buffer.from(request.body ?? ''),
    parsed: {},
  };
  return key(invocation as unknown as Invocation);
}

describe('cache key', () => {
  test('holds the parameters that were chosen, and no others', () => {
    const type = ['method.request.querystring.type'];
    const key = keyOf(type, { query: 'type=admin&department=A' });
    assert.equal(keyOf(type, { query: 'department=B&type=admin' }), key);
    assert.notEqual(keyOf(type, { query: 'type=regular&department=A' }), key);
    assert.notEqual(keyOf(type, { query: 'type=admin', method: 'POST' }), key);
    assert.notEqual(keyOf(type, { query: 'type=admin' }, { cacheNamespace: 'res2' }), key);
    const id = ['method.request.path.id'];
    assert.notEqual(keyOf(id, { path: { id: '1' } }), keyOf(id, { path: { id: '2' } }));
    assert.equal(keyOf([], { path: { id: '1' } }), keyOf([], { path: { id: '2' } }));
  });

  test('a value that was not sent, an empty one and several are different', () => {
    const header = ['method.request.header.X-Tenant'];
    const keys = [[], ['x-tenant', ''], ['X-TENANT', 'a'], ['X-Tenant', 'a', 'X-tenant', 'b']].map(
      (headers) => keyOf(header, { headers }),
    );
    assert.equal(new Set(keys).size, 4);
    assert.equal(keyOf(header, { headers: ['x-tenant', 'a'] }), keys[2]);
    const type = ['method.request.querystring.type'];
    const queries = ['', 'type', 'type=a', 'type=a&type=b', 'type=b&type=a', 'type=a%2Cb'];
    assert.equal(new Set(queries.map((query) => keyOf(type, { query }))).size, queries.length);
  });

  test('parameters of the integration stand for what is mapped to them', () => {
    const requestParameters = {
      'integration.request.header.lang': 'method.request.querystring.lang',
      'integration.request.querystring.color': 'stageVariables.color',
      'integration.request.path.user': 'method.request.body.user.name',
    };
    const all = Object.keys(requestParameters);
    const key = (query: string, name: string) =>
      keyOf(all, { query, body: JSON.stringify({ user: { name } }) }, { requestParameters });
    assert.equal(key('lang=de', 'x'), key('lang=de&other=1', 'x'));
    assert.notEqual(key('lang=de', 'x'), key('lang=en', 'x'));
    assert.notEqual(key('lang=de', 'x'), key('lang=de', 'y'));
    for (const unknown of ['integration.request.header.other', 'method.request.cookie.a', 'nonsense']) {
      assert.throws(() => keyOf([unknown], {}, { requestParameters }), UnknownKeyParameter);
    }
  });

  test('is no longer than it must be, however much was sent', () => {
    const body = ['method.request.body'];
    const long = 'x'.repeat(100_000);
    assert.ok(keyOf(body, { body: long }).length < 300);
    assert.notEqual(keyOf(body, { body: long }), keyOf(body, { body: `${long}y` }));
  });

  test('no two different lists of values have one key, whatever is in them', () => {
    const names = ['a', 'b', 'c'];
    const parameters = names.map((name) => `method.request.querystring.${name}`);
    const text = fc.oneof(fc.constantFrom('', ',', '","', '"]', 'null', '\\', '[', '\ud800'), fc.string());
    const values = fc.array(fc.option(fc.array(text, { minLength: 1, maxLength: 3 }), { nil: null }), {
      minLength: 3,
      maxLength: 3,
    });
    const queryOf = (lists: (string[] | null)[]) =>
      lists
        .flatMap((list, index) =>
          (list ?? []).map((value) => `${names[index]}=${encodeURIComponent(value.toWellFormed())}`),
        )
        .join('&');
    fc.assert(
      fc.property(values, values, (one, two) => {
        const canonical = (lists: (string[] | null)[]) =>
          JSON.stringify(lists.map((list) => list?.map((value) => value.toWellFormed()) ?? null));
        const same = canonical(one) === canonical(two);
        const equal =
          keyOf(parameters, { query: queryOf(one) }) === keyOf(parameters, { query: queryOf(two) });
        assert.equal(equal, same);
      }),
      { numRuns: 500 },
    );
  });
});
