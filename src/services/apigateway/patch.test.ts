import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { failure } from './apigateway.fixture.ts';
import { withEntry } from './entries.ts';
import { applyPatch, listingRejections, type PatchTable, plainRejections } from './patch.ts';

interface Pet {
  name: string;
  tags: Record<string, string>;
}

const targets: PatchTable<Pet>['targets'] = [
  {
    path: '/name',
    replace: (pet, { value }) => {
      pet.name = value ?? '';
    },
  },
  {
    path: '/tags/{name}',
    add: (pet, { keys: [name = ''], value }) => {
      pet.tags = withEntry(pet.tags, name, value ?? '');
    },
  },
];
const plain: PatchTable<Pet> = { targets, rejections: plainRejections };
const listing: PatchTable<Pet> = { targets, rejections: listingRejections };
const rex = (): Pet => ({ name: 'Rex', tags: {} });

test('operations are applied in order, with JSON pointer escapes read', () => {
  const pet = applyPatch(plain, rex(), [
    { op: 'replace', path: '/name', value: 'Rover' },
    { op: 'replace', path: '/name', value: 'Rufus' },
    { op: 'add', path: '/tags/a~1b~0c', value: 'x' },
  ]);
  assert.deepEqual(pet, { name: 'Rufus', tags: { 'a/b~c': 'x' } });
});

test('plain tables name the path, or the ops that it has', () => {
  const reject = (op: 'add' | 'replace', path: string | undefined, message: string) =>
    assert.throws(() => applyPatch(plain, rex(), [{ op, path }]), failure('BadRequestException', message));
  reject('replace', '/age', 'Invalid patch path /age');
  reject('replace', '/tags/a/b', 'Invalid patch path /tags/a/b');
  reject('add', '/tags', 'Invalid patch path /tags');
  reject('replace', undefined, 'Invalid patch path null');
  reject('replace', '/tags/a', 'Invalid patch operation specified. Must be one of: [add]');
});

test('listing tables list the paths that have the op', () => {
  const reject = (op: 'replace' | 'remove', path: string, message: string) =>
    assert.throws(() => applyPatch(listing, rex(), [{ op, path }]), failure('BadRequestException', message));
  reject('replace', '/age', "Invalid patch path  '/age' specified for op 'replace'. Must be one of: [/name]");
  reject(
    'remove',
    '/name',
    "Invalid patch path  '/name' specified for op 'remove'. Please choose supported operations",
  );
});

test('any key can be set, and nothing but the map is changed', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'toString')), (name) => {
      const path = `/tags/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      const pet = applyPatch(plain, rex(), [{ op: 'add', path, value: 'x' }]);
      assert.deepEqual(Object.entries(pet.tags), [[name, 'x']]);
      assert.equal(Object.getPrototypeOf(pet.tags), Object.prototype);
    }),
  );
});
