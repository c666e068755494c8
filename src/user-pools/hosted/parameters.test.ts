import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readForm, readParameters } from './parameters.ts';

test('each parameter once; empty ones are not there', () => {
  assert.deepEqual(
    [...(readParameters('a=1&b=&c=%20+x&d') ?? [])],
    [
      ['a', '1'],
      ['c', '  x'],
    ],
  );
  for (const text of ['a=1&a=2', 'a=&a=2', 'a=1&a=', 'a&a', '%61=1&a=2'])
    assert.equal(readParameters(text), undefined, text);
  const names = (count: number) => Array.from({ length: count }, (_, index) => `p${index}=1`).join('&');
  assert.equal(readParameters(names(50))?.size, 50);
  assert.equal(readParameters(names(51)), undefined);
});

test('forms are of one content type', () => {
  for (const type of [
    'application/x-www-form-urlencoded',
    'Application/X-WWW-Form-URLEncoded; charset=UTF-8',
  ])
    assert.equal(readForm(type, 'a=1')?.get('a'), '1');
  for (const type of [undefined, '', 'application/json', 'multipart/form-data', 'text/plain'])
    assert.equal(readForm(type, 'a=1'), undefined);
});
