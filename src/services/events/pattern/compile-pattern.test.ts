import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compileEventPattern } from './compile-pattern.ts';
import { PatternError } from './pattern-error.ts';

const matches = (pattern: unknown, event: Record<string, unknown>) =>
  compileEventPattern(JSON.stringify(pattern))(event);

/** Pattern of one value `v`, values that match, values that don't; undefined is no value at all. */
const OPERATORS: [pattern: unknown[], yes: unknown[], no: unknown[]][] = [
  [
    ['a', 5, true, null],
    ['a', 5, true, null, ['x', 'a']],
    ['A', '5', false, 0, undefined, [], ['x']],
  ],
  [[{ prefix: 'ab' }], ['ab', 'abc'], ['a', 'xab', 5, undefined]],
  [[{ prefix: { 'equals-ignore-case': 'AB' } }], ['abc', 'Ab'], ['ba']],
  [[{ suffix: '.png' }], ['a.png'], ['a.PNG', 'png']],
  [[{ suffix: { 'equals-ignore-case': '.png' } }], ['a.PNG'], ['a.jpg']],
  [[{ 'equals-ignore-case': 'aLice' }], ['ALICE', 'alice'], ['alic']],
  [[{ 'anything-but': 'a' }], ['b', 5, ['a', 'b']], ['a', undefined, ['a']]],
  [[{ 'anything-but': [1, 2] }], [3, 'x'], [1, 2]],
  [[{ 'anything-but': { prefix: 'in' } }], ['out', 5], ['init']],
  [[{ 'anything-but': { prefix: ['in', 'at'] } }], ['out'], ['init', 'atom']],
  [[{ 'anything-but': { suffix: '.x' } }], ['a.y'], ['a.x']],
  [[{ 'anything-but': { 'equals-ignore-case': ['A', 'b'] } }], ['c'], ['a', 'B']],
  [[{ 'anything-but': { wildcard: '*/lib/*' } }], ['/bin/x'], ['/usr/lib/x']],
  [[{ numeric: ['>', 0, '<=', 5] }], [0.5, 5], [0, 5.1, '3']],
  [[{ numeric: ['=', 3e2] }], [300], [301]],
  [[{ exists: true }], ['x', null, false, ['x']], [undefined, { a: 1 }, []]],
  [[{ exists: false }], [undefined, { a: 1 }], ['x', null]],
  [[{ wildcard: 'a*b*c' }], ['abc', 'axxbyyc', 'abbcc'], ['ab', 'acb', 'bac']],
  [[{ wildcard: '*' }], ['', 'x'], [5]],
  [[{ wildcard: 'a\\*b\\\\' }], ['a*b\\'], ['axb\\']],
  [[{ wildcard: 'ab*ba' }], ['abba', 'abxba'], ['aba']],
  [[{ cidr: '10.0.0.0/24' }], ['10.0.0.1'], ['10.0.1.1', 'x', '::1']],
  [[{ cidr: '2001:db8::/32' }], ['2001:db8::5'], ['2001:db9::5', '10.0.0.1']],
];

for (const [pattern, yes, no] of OPERATORS) {
  test(`pattern ${JSON.stringify(pattern)}`, () => {
    const event = (v: unknown) => (v === undefined ? {} : { v });
    for (const value of yes) assert.equal(matches({ v: pattern }, event(value)), true, JSON.stringify(value));
    for (const value of no) assert.equal(matches({ v: pattern }, event(value)), false, JSON.stringify(value));
  });
}

test('all members must match, at every depth; of arrays of objects one element', () => {
  const pattern = { source: ['s'], detail: { a: [1], list: { x: [1], y: [2] } } };
  assert.equal(matches(pattern, { source: 's', detail: { a: 1, list: { x: 1, y: 2 } } }), true);
  assert.equal(matches(pattern, { source: 's', detail: { a: 1, list: [{ x: 1 }, { x: 1, y: 2 }] } }), true);
  assert.equal(matches(pattern, { source: 's', detail: { a: 1, list: [{ x: 1 }, { y: 2 }] } }), false);
  assert.equal(matches(pattern, { source: 's' }), false);
});

test('$or needs one of its alternatives', () => {
  const pattern = { source: ['s'], $or: [{ a: [1] }, { b: { c: [{ exists: true }] } }] };
  assert.equal(matches(pattern, { source: 's', a: 1 }), true);
  assert.equal(matches(pattern, { source: 's', b: { c: 0 } }), true);
  assert.equal(matches(pattern, { source: 's' }), false);
  assert.equal(matches(pattern, { a: 1 }), false);
});

test("members of Object's prototype are no members", () => {
  assert.equal(matches({ constructor: [{ exists: true }] }, {}), false);
  assert.equal(compileEventPattern('{"__proto__":{"a":[1]}}')({ a: 1 }), false);
});

const INVALID: [pattern: string, reason: RegExp][] = [
  ['{', /Invalid JSON/],
  ['[]', /Filter is not an object/],
  ['{}', /Empty objects are not allowed/],
  ['{"a":[]}', /Empty arrays are not allowed/],
  ['{"a":"b"}', /"a" must be an object or an array/],
  ['{"a":[{"prefix":"a","suffix":"b"}]}', /Only one key allowed/],
  ['{"a":[{"nope":1}]}', /Unrecognized match type nope/],
  ['{"a":[["b"]]}', /Match value must be String/],
  ['{"a":[{"numeric":["~",1]}]}', /Unrecognized numeric range operator/],
  ['{"a":[{"numeric":[">",5,"<",1]}]}', /Bottom must be less than top/],
  ['{"a":[{"wildcard":"a**b"}]}', /Consecutive wildcard/],
  ['{"a":[{"cidr":"10.0.0.0"}]}', /CIDR/],
  [`${'{"a":'.repeat(500)}[1]${'}'.repeat(500)}`, /too deeply/],
];

for (const [pattern, reason] of INVALID) {
  test(`pattern ${pattern.slice(0, 40)} is refused`, () => {
    assert.throws(
      () => compileEventPattern(pattern),
      (error) => error instanceof PatternError && reason.test(error.message),
    );
  });
}

test('wildcards agree with a search that tries everything', () => {
  const slow = (pattern: string, value: string): boolean => {
    if (pattern === '') return value === '';
    if (pattern[0] === '*') {
      return slow(pattern.slice(1), value) || (value !== '' && slow(pattern, value.slice(1)));
    }
    return value[0] === pattern[0] && slow(pattern.slice(1), value.slice(1));
  };
  const text = (characters: string) =>
    fc.array(fc.constantFrom(...characters), { maxLength: 8 }).map((all) => all.join(''));
  fc.assert(
    fc.property(text('ab*'), text('ab'), (given, value) => {
      const pattern = given.replace(/\*+/g, '*');
      assert.equal(matches({ v: [{ wildcard: pattern }] }, { v: value }), slow(pattern, value));
    }),
  );
});

test('any JSON is a pattern, or is refused by name', () => {
  fc.assert(
    fc.property(fc.json(), fc.object(), (pattern, event) => {
      try {
        assert.equal(typeof compileEventPattern(pattern)(event), 'boolean');
      } catch (error) {
        assert.ok(error instanceof PatternError, String(error));
      }
    }),
  );
});

test('many wildcards over long text take little time', () => {
  const pattern = compileEventPattern(JSON.stringify({ v: [{ wildcard: `${'a*'.repeat(500)}b` }] }));
  const started = performance.now();
  assert.equal(pattern({ v: 'a'.repeat(250_000) }), false);
  assert.ok(performance.now() - started < 1000);
});
