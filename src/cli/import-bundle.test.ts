import assert from 'node:assert/strict';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { parse, stringify } from 'yaml';
import { bundleSpecification } from './import-bundle.ts';
import { SpecificationError } from './import-problem.ts';

const golden = new URL('./import-bundle.golden/', import.meta.url);
const example = new URL('../../examples/widgets/', import.meta.url);

function folderOf(t: TestContext, files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'bundle-'));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** The bundle as YAML, or the problems. */
function bundled(folder: string, file = 'api.yaml', root?: string): string {
  try {
    const { document } = bundleSpecification(file, { root, workingDirectory: folder });
    return stringify(document, { aliasDuplicateObjects: false, lineWidth: 0 });
  } catch (error) {
    if (error instanceof SpecificationError) return `${error.message}\n`;
    throw error;
  }
}

for (const name of readdirSync(golden))
  test(`golden file ${name}`, (t) => {
    const [input = '', expected = ''] = readFileSync(new URL(name, golden), 'utf8').split('=== result\n');
    const files = Object.fromEntries(
      input
        .split(/^--- /m)
        .slice(1)
        .map((section) => [
          section.slice(0, section.indexOf('\n')),
          section.slice(section.indexOf('\n') + 1),
        ]),
    );
    const actual = bundled(folderOf(t, files));
    assert.equal(actual, expected);
  });

test('the example is one document, as in its golden file', () => {
  const { document, title, files } = bundleSpecification('api/apiSkeleton.yaml', {
    workingDirectory: decodeURIComponent(example.pathname),
  });
  assert.equal(title, 'Widget API');
  assert.equal(files.length, 17);
  assert.deepEqual(document, parse(readFileSync(new URL('api.bundle.yaml', example), 'utf8')));
});

test('a specification without references is left as it is', (t) => {
  const text = stringify({
    openapi: '3.0.1',
    info: { title: 'One file' },
    paths: { '/a': { get: { parameters: [{ $ref: '#/components/parameters/p', description: 'x' }] } } },
    components: {
      parameters: { p: { name: 'p', in: 'query' } },
      schemas: { A: { $ref: '#/components/schemas/A' } },
    },
  });
  assert.equal(bundled(folderOf(t, { 'api.yaml': text })), text);
});

test('files outside of the folder are read only when the root allows it', (t) => {
  const folder = folderOf(t, {
    'api/api.yaml':
      'openapi: 3.0.1\ninfo: {title: Root}\npaths: {/a: {$ref: ../a.yaml}, /b: {$ref: link.yaml}}\n',
    'a.yaml': 'get: {}\n',
    'elsewhere/b.yaml': 'get: {}\n',
  });
  symlinkSync('../elsewhere/b.yaml', join(folder, 'api/link.yaml'));
  assert.equal(
    bundled(folder, 'api/api.yaml'),
    'api/api.yaml:3:20: a.yaml is outside of api; --root DIR names a folder that has all files\n' +
      'api/api.yaml:3:43: api/link.yaml is outside of api; --root DIR names a folder that has all files\n',
  );
  assert.match(bundled(folder, 'api/api.yaml', '.'), /^openapi: 3\.0\.1\n/);
});

test('what is no specification is said to be none', (t) => {
  const folder = folderOf(t, {
    'list.yaml': '- a\n',
    'other.json': '{"a": 1}',
    'untitled.yaml': 'openapi: 3.0.1\ninfo: {version: 1}\n',
  });
  const none = 'this is no OpenAPI specification: it has neither openapi nor swagger';
  assert.equal(bundled(folder, 'list.yaml'), `list.yaml:1:1: ${none}\n`);
  assert.equal(bundled(folder, 'other.json'), `other.json:1:1: ${none}\n`);
  assert.equal(
    bundled(folder, 'untitled.yaml'),
    'untitled.yaml:2:7: info.title is missing: it names the API\n',
  );
  assert.equal(bundled(folder, 'gone.yaml'), 'gone.yaml: there is no file gone.yaml\n');
  assert.equal(bundled(folder, '.'), '.: there is no file .\n');
});

test('what grows without bounds is stopped', (t) => {
  const head = 'openapi: 3.0.1\ninfo: {title: Large}\npaths: {}\n';
  const doubling = Array.from(
    { length: 40 },
    (_, index) =>
      [`x${index}.yaml`, `a: {$ref: x${index + 1}.yaml}\nb: {$ref: x${index + 1}.yaml}\n`] as const,
  );
  const laughs = folderOf(t, {
    'api.yaml': `${head}x-all: {$ref: x0.yaml}\n`,
    ...Object.fromEntries(doubling),
    'x40.yaml': 'a: 1\n',
    'aliases.yaml': `${head}a: &a [1, 1]\n${Array.from({ length: 30 }, (_, i) => `${chr(i + 1)}: &${chr(i + 1)} [*${chr(i)}, *${chr(i)}]\n`).join('')}`,
    'deep.yaml': `${head}x-deep: ${'['.repeat(300)}${']'.repeat(300)}\n`,
    'brackets.yaml': '['.repeat(20_000),
    'loop.yaml': `${head}x-loop: {$ref: '#/x-loop/a'}\nx-far: {$ref: 'far.yaml#/a/b'}\n`,
    'far.yaml': `a: {$ref: '#/a/b'}\n`,
    'merge.yaml': `${head}x-merge: &x {<<: *x}\n`,
    'names.yaml': `${head}x: [{$ref: ${'a'.repeat(300)}}, {$ref: 'a%00b'}, {$ref: api.yaml/b.yaml}, {$ref: '${'a/'.repeat(3000)}'}]\n`,
    'keys.yaml': `${head}x-keys:\n${Array.from({ length: 20_000 }, (_, i) => ` k${i}: 1\n`).join('')}`,
    'large.yaml': `${head}# ${'x'.repeat(6 * 1024 * 1024)}\n`,
  });
  assert.match(bundled(laughs), /has too many values when it is put together/);
  assert.match(bundled(laughs, 'aliases.yaml'), /has too many values when it is put together/);
  assert.match(bundled(laughs, 'deep.yaml'), /is nested more than 200 deep/);
  assert.match(bundled(laughs, 'brackets.yaml'), /the file is nested too deeply/);
  assert.match(bundled(laughs, 'loop.yaml'), /#\/x-loop\/a leads from reference to reference without an end/);
  assert.match(bundled(laughs, 'loop.yaml'), /far.yaml:1:11: #\/a\/b leads from reference to reference/);
  assert.match(bundled(laughs, 'merge.yaml'), /is nested more than 200 deep/);
  assert.equal(bundled(laughs, 'names.yaml').split('\n').length, 5);
  assert.match(bundled(laughs, 'keys.yaml'), /k19999: 1\n$/);
  assert.match(bundled(laughs, 'large.yaml'), /has more than 6291456 bytes/);
});

function chr(index: number): string {
  return index === 0 ? 'a' : `a${index}`;
}

test('a thousand files are put together in a moment', (t) => {
  const paths = Array.from({ length: 1000 }, (_, index) => index);
  const folder = folderOf(t, {
    'api.yaml': `openapi: 3.0.1\ninfo: {title: Many}\npaths:\n${paths.map((one) => `  /p${one}: {$ref: paths/p${one}.yaml}\n`).join('')}`,
    'schemas/thing.yaml': 'type: object\n',
    ...Object.fromEntries(
      paths.map((one) => [
        `paths/p${one}.yaml`,
        'get: {responses: {200: {content: {application/json: {schema: {$ref: ../schemas/thing.yaml}}}}}}\n',
      ]),
    ),
  });
  const started = performance.now();
  const { files } = bundleSpecification('api.yaml', { workingDirectory: folder });
  assert.equal(files.length, 1002);
  const took = performance.now() - started;
  assert.ok(took < 5000, `${took} ms`);
});
