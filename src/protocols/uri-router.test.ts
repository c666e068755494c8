import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ModelError } from './service-schema.ts';
import { UriRouter } from './uri-router.ts';

function routerOf(...templates: string[]): UriRouter<string> {
  const router = new UriRouter<string>();
  for (const template of templates) router.add('GET', template, template);
  return router;
}

function find(router: UriRouter<string>, path: string, query: [string, string][] = []) {
  const match = router.find('GET', path, query);
  return match && [match.target, Object.fromEntries(match.labels)];
}

test('literals win over labels, labels over greedy ones', () => {
  const router = routerOf('/a/{x}', '/a/b', '/{p+}', '/a/{x}/c', '/a/{g+}', '/a/{g+}/end');
  assert.deepEqual(find(router, '/a/b'), ['/a/b', {}]);
  assert.deepEqual(find(router, '/a/z'), ['/a/{x}', { x: 'z' }]);
  assert.deepEqual(find(router, '/a/b/c'), ['/a/{x}/c', { x: 'b' }]);
  assert.deepEqual(find(router, '/a/b/d'), ['/a/{g+}', { g: 'b/d' }]);
  assert.deepEqual(find(router, '/a/b/d/end'), ['/a/{g+}/end', { g: 'b/d' }]);
  assert.deepEqual(find(router, '/q/r'), ['/{p+}', { p: 'q/r' }]);
  assert.equal(find(router, '/'), undefined);
});

test('constant query parameters choose between equal paths', () => {
  const router = routerOf('/layers', '/layers?find=LayerVersion', '/layers?list');
  assert.deepEqual(find(router, '/layers'), ['/layers', {}]);
  assert.deepEqual(find(router, '/layers', [['find', 'LayerVersion']]), ['/layers?find=LayerVersion', {}]);
  assert.deepEqual(find(router, '/layers', [['find', 'x']]), ['/layers', {}]);
  assert.deepEqual(find(router, '/layers', [['list', '']]), ['/layers?list', {}]);
});

test('labels are decoded, once, and never empty', () => {
  const router = routerOf('/f/{name}/policy');
  assert.deepEqual(find(router, '/f/arn%3Aaws%2Fx%252F/policy/'), [
    '/f/{name}/policy',
    { name: 'arn:aws/x%2F' },
  ]);
  assert.equal(find(router, '/f//policy'), undefined);
  assert.throws(() => find(router, '/f/%zz/policy'), { code: 'SerializationException' });
});

test('malformed and conflicting templates are refused', () => {
  assert.throws(() => routerOf('/a/{x', '/b'), ModelError);
  assert.throws(() => routerOf('a'), ModelError);
  assert.throws(() => routerOf('/{x+}/{y}'), ModelError);
  assert.throws(() => routerOf('/a/{x}', '/a/{y}'), ModelError);
});

/** The rules of precedence read plainly: compare segment by segment. */
function oracle(templates: readonly string[], path: string): string | undefined {
  const segments = path.slice(1).split('/');
  const rank = (segment: string) => (segment.endsWith('+}') ? 2 : segment.startsWith('{') ? 1 : 0);
  const fits = templates.filter((template) => {
    const parts = template.slice(1).split('/');
    const greedy = parts.at(-1)?.endsWith('+}') === true;
    if (greedy ? segments.length < parts.length : segments.length !== parts.length) return false;
    return parts.every((part, index) => rank(part) > 0 || part === segments[index]);
  });
  fits.sort((a, b) => {
    const [x, y] = [a.slice(1).split('/'), b.slice(1).split('/')];
    for (let index = 0; index < Math.max(x.length, y.length); index++) {
      const difference = rank(x[index] ?? '{z+}') - rank(y[index] ?? '{z+}');
      if (difference !== 0) return difference;
    }
    return 0;
  });
  return fits[0];
}

const literal = fc.constantFrom('a', 'b', 'c');
const template = fc
  .tuple(fc.array(fc.oneof(literal, fc.constant('{x}')), { minLength: 1, maxLength: 4 }), fc.boolean())
  .map(([parts, greedy]) => `/${parts.join('/')}${greedy ? '/{g+}' : ''}`);

test('finds what the rules of precedence say', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(template, { minLength: 1, maxLength: 12 }),
      fc.array(literal, { minLength: 1, maxLength: 6 }).map((parts) => `/${parts.join('/')}`),
      (templates, path) => {
        assert.equal(find(routerOf(...templates), path)?.[0], oracle(templates, path));
      },
    ),
  );
});

test('any text is a label, and comes back as it was', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (name) => {
      fc.pre(name.isWellFormed());
      const match = routerOf('/f/{name}/x').find('GET', `/f/${encodeURIComponent(name)}/x`, []);
      assert.equal(match?.labels.get('name'), name);
    }),
  );
});
