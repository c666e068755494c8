import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseJsonValue } from './json-value.ts';
import { renderOffline } from './offline-rendering.ts';
import { readInOrder } from './ordered-json.ts';
import { TemplateError } from './velocity/template-error.ts';
import { jsonOf } from './velocity/value-text.ts';

const REQUEST = { context: new Map(), stageVariables: {}, path: {}, querystring: {}, header: {} };

test('reads what JSON.parse reads', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 6 }), (text) => {
      assert.deepEqual(JSON.parse(jsonOf(readInOrder(text))), JSON.parse(text));
    }),
  );
});

test('reads past blanks, escapes and numbers of all kinds', () => {
  const text = String.raw` { "10" : [ 1 , -2.50 , 1e3, 12345678901234567890 ] ,"a\"\\" : {} , "1": [ ] , "\u0031":true, "n":null }`;
  assert.equal(
    jsonOf(readInOrder(text)),
    String.raw`{"10":[1,-2.5,1000.0,12345678901234567890],"a\"\\":{},"1":true,"n":null}`,
  );
});

test('members stay in their order where templates see them', () => {
  const body = '{"b":{"z":1,"2":0,"10":3,"1":2}}';
  const render = (template: string) => renderOffline(template, body, REQUEST).output;
  assert.equal(render("$input.json('$.b')"), '{"z":1,"2":0,"10":3,"1":2}');
  assert.equal(render("$input.json('$')"), body);
  assert.equal(render("$input.path('$.b').keySet()"), '[z, 2, 10, 1]');
  assert.equal(render('$util.parseJson($input.body).b'), '{z=1, 2=0, 10=3, 1=2}');
});

test('what is not JSON is none', () => {
  for (const text of ['', '{"1":', '{"a":1.5,}', '[1.5', '"', '[1e5]]', '01.5', "{'1':2}"]) {
    assert.equal(parseJsonValue(text), undefined, text);
  }
});

test('zero has no sign where it is whole', () => {
  assert.equal(jsonOf(parseJsonValue('{"a":-0,"b":-0.0,"1":[-0]}') ?? null), '{"a":0,"b":-0.0,"1":[0]}');
});

test('depth is bounded', () => {
  const deep = `${'{"1":'.repeat(2_000)}1${'}'.repeat(2_000)}`;
  assert.throws(() => parseJsonValue(deep), TemplateError);
});
