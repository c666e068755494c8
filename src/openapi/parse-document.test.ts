import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  MAXIMUM_DOCUMENT_BYTES,
  OversizedDocumentError,
  parseDocument,
  UnreadableDocumentError,
} from './parse-document.ts';

const VARIABLES = { account: '111111111111', partition: 'aws', region: 'eu-west-1' };
const read = (text: string) => parseDocument(Buffer.from(text), VARIABLES);

test('JSON and YAML give the same document', async () => {
  const json = '{"openapi": "3.0.1", "paths": {"/": {"get": {"responses": {"200": {"description": "a"}}}}}}';
  const yaml = 'openapi: 3.0.1\npaths:\n  /:\n    get:\n      responses:\n        200: {description: a}\n';
  assert.deepEqual(await read(yaml), await read(json));
});

test('JSON documents are read as they were written', async () => {
  const document = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 5 }));
  await fc.assert(
    fc.asyncProperty(document, async (value) => {
      const text = JSON.stringify(value);
      assert.deepEqual(await read(text), JSON.parse(text));
    }),
  );
});

test('__proto__ is a name like any other', async () => {
  for (const text of ['{"__proto__": {"polluted": true}}', '__proto__: {polluted: true}']) {
    const document = await read(text);
    assert.equal(Object.getPrototypeOf(document), Object.prototype);
    assert.deepEqual(Object.keys(document), ['__proto__']);
  }
});

test("AWS's variables are filled in", async () => {
  const variable = (name: string) => `\${AWS::${name}}`;
  const arn = `arn:${variable('Partition')}:lambda:${variable('Region')}:${variable('AccountId')}:function:f`;
  const filled = 'arn:aws:lambda:eu-west-1:111111111111:function:f';
  assert.deepEqual(await read(JSON.stringify({ arn })), { arn: filled });
  assert.deepEqual(await read(`arn: "${arn}"`), { arn: filled });
});

test('aliases and merge keys of YAML are resolved, each into a copy of its own', async () => {
  const document = await read('a: &a {x: 1}\nb: *a\nc: {<<: *a, y: 2}\n');
  assert.deepEqual(document, { a: { x: 1 }, b: { x: 1 }, c: { x: 1, y: 2 } });
  assert.notEqual(document.a, document.b);
});

const bomb = (levels: number) =>
  Array.from({ length: levels }, (_, level) => {
    const above =
      level === 0
        ? '"x"'
        : Array(9)
            .fill(`*a${level - 1}`)
            .join(', ');
    return `a${level}: &a${level} [${above}]`;
  }).join('\n');

const unreadable: readonly [string, string][] = [
  ['nothing', ''],
  ['cut JSON', '{"openapi": '],
  ['a list', '[1]'],
  ['a text', 'hello'],
  ['broken YAML', 'a: [1\nb: 2'],
  ['a repeated key', 'a: 1\na: 2'],
  ['an unknown tag', 'a: !!js/function "() => 1"'],
  ['two documents', 'a: 1\n---\nb: 2'],
  ['an expansion bomb', bomb(12)],
  ['an alias to itself', 'a: &a [*a]'],
  ['JSON nested too deeply', `{"a": ${'['.repeat(200)}${']'.repeat(200)}}`],
  ['YAML nested too deeply', `a: ${'['.repeat(200)}${']'.repeat(200)}`],
];

for (const [what, text] of unreadable) {
  test(`unreadable: ${what}`, async () => {
    await assert.rejects(read(text), UnreadableDocumentError);
  });
}

test('unreadable: what is no UTF-8', async () => {
  const bytes = Buffer.concat([Buffer.from('{"a": "'), Buffer.from([0xff]), Buffer.from('"}')]);
  await assert.rejects(parseDocument(bytes, undefined), UnreadableDocumentError);
});

test('very deep nesting is refused without a stack overflow', async () => {
  const deep = 1_000_000;
  await assert.rejects(read(`{"a": ${'['.repeat(deep)}${']'.repeat(deep)}}`), UnreadableDocumentError);
  await assert.rejects(read(`a: ${'['.repeat(deep)}`), UnreadableDocumentError);
});

test('a document of more than 6 MB is refused', async () => {
  const padding = ' '.repeat(MAXIMUM_DOCUMENT_BYTES);
  await assert.rejects(read(`{}${padding}`), OversizedDocumentError);
  assert.deepEqual(await read(`{}${padding.slice(2)}`), {});
});
