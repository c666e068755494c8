import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { TargetRecord } from '../records.ts';
import { parseJsonPath, valueAt } from './json-path.ts';
import { targetInput } from './target-input.ts';

const EVENT = {
  version: '0',
  id: 'e1',
  'detail-type': 'Order "placed"',
  resources: ['r1', 'r2'],
  detail: { price: 5, name: 'a "b"', list: [{ x: 1 }] },
};
const RULE = { arn: 'arn:aws:events:eu-west-1:123456789012:rule/r', name: 'r' };
const input = (more: Partial<TargetRecord>) => targetInput({ id: 't', arn: 'arn', ...more }, EVENT, RULE, 0);
const transformed = (inputTemplate: string, inputPathsMap: Record<string, string> = {}) =>
  input({ inputTransformer: { inputPathsMap, inputTemplate } });

test('the whole event, a constant, or a part of it', () => {
  assert.deepEqual(JSON.parse(input({})), EVENT);
  assert.equal(input({ input: '{"a":1}' }), '{"a":1}');
  assert.equal(input({ inputPath: '$.detail.list[0]' }), '{"x":1}');
  assert.equal(input({ inputPath: "$['detail-type']" }), '"Order \\"placed\\""');
  assert.equal(input({ inputPath: '$.detail.nothing' }), 'null');
});

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html */
test('variables are JSON by themselves, and text within strings', () => {
  const paths = {
    price: '$.detail.price',
    name: '$.detail.name',
    list: '$.detail.list',
    gone: '$.detail.gone',
  };
  assert.equal(transformed('"<name> costs <price>"', paths), '"a \\"b\\" costs 5"');
  assert.deepEqual(
    JSON.parse(transformed('{"n": <name>, "p": <price>, "l": <list>, "s": "<list>", "g": "<gone>"}', paths)),
    {
      n: 'a "b"',
      p: 5,
      l: [{ x: 1 }],
      s: '[{"x":1}]',
      g: '',
    },
  );
});

test('the variables of EventBridge itself', () => {
  const { detail: _none, ...rest } = EVENT;
  assert.deepEqual(
    JSON.parse(
      transformed(
        '{"r": <aws.events.rule-arn>, "n": "<aws.events.rule-name>", "t": <aws.events.event.ingestion-time>, "e": <aws.events.event>, "j": <aws.events.event.json>}',
      ),
    ),
    { r: RULE.arn, n: 'r', t: '1970-01-01T00:00:00.000Z', e: rest, j: EVENT },
  );
});

test('what is no variable stays', () => {
  assert.equal(transformed('"<b>bold</b> \\"<x>\\" a < b"'), '"<b>bold</b> \\"<x>\\" a < b"');
});

test('paths have names and indexes only', () => {
  for (const path of ['', 'a', '$.', '$a', '$.a[*]', '$..a', '$.a[?(1)]', '$[-1]', '$.a b']) {
    assert.equal(parseJsonPath(path), undefined, path);
  }
  assert.equal(valueAt({}, parseJsonPath('$.constructor.name') ?? []), undefined);
});

test('strings of an event can not leave the strings of a template', () => {
  fc.assert(
    fc.property(fc.string(), (name) => {
      const target: TargetRecord = {
        id: 't',
        arn: 'arn',
        inputTransformer: { inputPathsMap: { n: '$.n' }, inputTemplate: '{"a": "<n>!", "b": <n>}' },
      };
      const made: unknown = JSON.parse(targetInput(target, { n: name }, RULE, 0));
      assert.deepEqual(made, { a: `${name}!`, b: name });
    }),
  );
});
