import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { createNaiveRouter } from './naive-router.fixture.ts';
import { describeMatch, findText, ROUTER_CASES, routesOf } from './router.cases.ts';
import { createTrieRouter } from './trie-router.ts';

for (const [engine, createRouter] of [
  ['trie', createTrieRouter<string>],
  ['naive', createNaiveRouter<string>],
] as const) {
  describe(`${engine} router`, () => {
    for (const { what, routes, requests } of ROUTER_CASES) {
      test(what, () => {
        const router = createRouter(routesOf(routes));
        for (const [request, expected] of Object.entries(requests)) {
          assert.equal(findText(router, request), expected, request);
        }
      });
    }
  });
}

const segment = fc.constantFrom('a', 'b', 'c', '');
const part = fc.constantFrom('a', 'b', '{v}');
const routePath = fc
  .tuple(fc.array(part, { maxLength: 4 }), fc.boolean())
  .map(([parts, greedy]) => `/${[...parts, ...(greedy ? ['{rest+}'] : [])].join('/')}`);
const route = fc
  .tuple(fc.constantFrom('GET', 'POST', 'ANY'), routePath)
  .map(([method, path]) => `${method} ${path}`);
const requestPath = fc
  .array(segment, { maxLength: 6 })
  .map((segments) => `/${segments.join('/').replace(/^\/+/, '')}`);

test('finds what the naive router finds', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(route, { maxLength: 12 }),
      fc.array(fc.tuple(fc.constantFrom('GET', 'POST', 'PUT'), requestPath), { maxLength: 12 }),
      (texts, requests) => {
        const [trie, naive] = [createTrieRouter(routesOf(texts)), createNaiveRouter(routesOf(texts))];
        for (const [method, path] of requests) {
          assert.equal(describeMatch(trie.find(method, path)), describeMatch(naive.find(method, path)), path);
        }
      },
    ),
    { numRuns: 500 },
  );
});

test('finds any of 100,000 routes', () => {
  const texts = Array.from({ length: 100_000 }, (_, index) => `GET /r${index % 317}/s${index}/{id}`);
  const router = createTrieRouter(routesOf(texts));
  for (const index of [0, 1, 50_000, 99_999]) {
    assert.equal(
      findText(router, `GET /r${index % 317}/s${index}/7`),
      `GET /r${index % 317}/s${index}/{id} id=7`,
    );
  }
});

test('a path of a thousand segments is no trouble', () => {
  const router = createTrieRouter(routesOf(['GET /{a}/{b}/{c}', 'GET /x/{rest+}']));
  const long = 'y/'.repeat(1000);
  assert.equal(findText(router, `GET /${long}`), undefined);
  assert.equal(findText(router, `GET /x/${long}`), `GET /x/{rest+} rest=${long.slice(0, -1)}`);
});
