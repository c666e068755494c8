import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cachedResponse } from './response-cache.cases.ts';
import { ResponseSeal } from './response-seal.ts';

test('what is sealed opens again, under its own name and key alone', () => {
  const seal = new ResponseSeal();
  const other = new ResponseSeal();
  fc.assert(
    fc.property(fc.uint8Array(), fc.array(fc.string()), fc.nat(), (bytes, headers, flipped) => {
      const response = cachedResponse('', { body: Buffer.from(bytes), headers, status: 201 });
      const sealed = seal.seal(response, 'name');
      assert.deepEqual(seal.open(sealed, 'name'), response);
      assert.equal(seal.open(sealed, 'other name'), undefined);
      assert.equal(other.open(sealed, 'name'), undefined);
      assert.equal(seal.open({ ...sealed, status: 200 }, 'name'), undefined);
      const body = Buffer.from(sealed.body);
      const index = flipped % body.length;
      body[index] = (body[index] ?? 0) ^ 1;
      assert.equal(seal.open({ ...sealed, body }, 'name'), undefined);
    }),
    { numRuns: 100 },
  );
});

test('nothing of the response can be read in what is sealed, and no two are alike', () => {
  const seal = new ResponseSeal();
  const response = cachedResponse('a secret body', { headers: ['X-Secret', 'a secret header'] });
  const [one, two] = [seal.seal(response, 'n'), seal.seal(response, 'n')];
  assert.deepEqual(one.headers, []);
  assert.ok(!one.body.includes('secret'));
  assert.notDeepEqual(one.body, two.body);
  assert.equal(seal.open(cachedResponse('short', { sealed: true }), 'n'), undefined);
});
