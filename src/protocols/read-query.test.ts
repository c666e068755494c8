import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MAXIMUM_PARAMETERS, parseParameters } from './form.ts';
import { formTree, readQueryStructure } from './read-query.ts';
import type { ListShape, MapShape, Shape, StructureShape } from './shape.ts';
import { Member } from './shape.ts';

const string: Shape = { type: 'string', name: 'String' };
const members = new Map<string, Member>();
const tree: StructureShape = { type: 'structure', name: 'Tree', members };
const trees: ListShape = { type: 'list', name: 'Trees', sparse: false, member: new Member('member', tree) };
const tags: MapShape = {
  type: 'map',
  name: 'Tags',
  sparse: false,
  key: new Member('key', string),
  value: new Member('value', string),
};
members.set('Name', new Member('Name', string, { xmlName: 'name' }));
members.set('Trees', new Member('Trees', trees));
members.set('Flat', new Member('Flat', trees, { flattened: true }));
members.set('Tags', new Member('Tags', tags));

interface Tree {
  Name?: string;
  Trees?: Tree[];
  Flat?: Tree[];
  Tags?: Record<string, string>;
}

/** A client's side of it: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
function write(value: Tree, prefix: string, into: [string, string][]): [string, string][] {
  if (value.Name !== undefined) into.push([`${prefix}name`, value.Name]);
  value.Trees?.forEach((item, index) => {
    write(item, `${prefix}Trees.member.${index + 1}.`, into);
  });
  value.Flat?.forEach((item, index) => {
    write(item, `${prefix}Flat.${index + 1}.`, into);
  });
  Object.entries(value.Tags ?? {}).forEach(([key, item], index) => {
    into.push(
      [`${prefix}Tags.entry.${index + 1}.key`, key],
      [`${prefix}Tags.entry.${index + 1}.value`, item],
    );
  });
  return into;
}

const arbitraryTree = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc
    .record({
      Name: fc.string(),
      Trees: fc.option(fc.array(tie('tree'), { minLength: 1, maxLength: 3 }), {
        nil: undefined,
        maxDepth: 3,
      }),
      Flat: fc.option(fc.array(tie('tree'), { minLength: 1, maxLength: 2 }), { nil: undefined, maxDepth: 3 }),
      Tags: fc.option(
        fc.dictionary(fc.string(), fc.string(), { minKeys: 1, maxKeys: 4, noNullPrototype: true }),
        {
          nil: undefined,
        },
      ),
    })
    .map((value) => Object.fromEntries(Object.entries(value).filter((entry) => entry[1] !== undefined))),
})).tree;

test('a form comes back as what was written', () => {
  fc.assert(
    fc.property(arbitraryTree, fc.boolean(), (value, reversed) => {
      const parameters = write(value, '', []);
      if (reversed) parameters.reverse();
      const form = new URLSearchParams(parameters).toString();
      assert.deepEqual(sorted(readQueryStructure(tree, formTree(parseParameters(form)))), sorted(value));
    }),
  );
});

/** Maps have no order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .map(([key, item]): [string, unknown] => [key, sorted(item)])
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

test('parameters are read as the URL standard says', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }))),
      (pairs) => {
        const text = new URLSearchParams(pairs).toString();
        assert.deepEqual(parseParameters(text), [...new URLSearchParams(text)]);
      },
    ),
  );
});

test('hostile forms are refused or harmless', () => {
  assert.throws(() => parseParameters('a&'.repeat(MAXIMUM_PARAMETERS + 1)), {
    code: 'SerializationException',
  });
  assert.throws(() => parseParameters('a=%ff'), { code: 'SerializationException' });
  assert.throws(() => formTree([['a.'.repeat(300), 'x']]), { code: 'SerializationException' });
  const wide = Array.from({ length: 1_000 }, (_, index): [string, string] => [
    `${index}${'.a'.repeat(150)}`,
    'x',
  ]);
  assert.throws(() => formTree(wide), { code: 'SerializationException' });
  const read = readQueryStructure(
    tree,
    formTree([
      ['Tags.entry.1.key', '__proto__'],
      ['Tags.entry.1.value', 'x'],
      ['Trees.member.999999999.name', 'last'],
      ['Trees.member.2.name', 'first'],
    ]),
  );
  assert.deepEqual(Object.keys(Object(read.Tags)), ['__proto__']);
  assert.equal(Object.getPrototypeOf(read.Tags), Object.prototype);
  assert.deepEqual(read.Trees, [{ Name: 'first' }, { Name: 'last' }]);
});
