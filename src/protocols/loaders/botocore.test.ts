import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ModelError } from '../service-schema.ts';
import { loadBotocoreModel } from './botocore.ts';

function model(): { metadata: object; operations: Record<string, object>; shapes: Record<string, object> } {
  return {
    metadata: { apiVersion: '2026-01-01', endpointPrefix: 'eus', protocol: 'query', serviceId: 'EUS' },
    operations: { Get: { name: 'Get', http: { method: 'POST', requestUri: '/' }, input: { shape: 'Tree' } } },
    shapes: {
      Tree: { type: 'structure', members: { Name: { shape: 'Name' }, Trees: { shape: 'Trees' } } },
      Trees: { type: 'list', member: { shape: 'Tree' } },
      Name: { type: 'string', pattern: '[a-z]+' },
    },
  };
}

test('shapes may refer to each other in a circle', () => {
  const tree = loadBotocoreModel(model()).operations.get('Get')?.input;
  const trees = tree?.members.get('Trees')?.target;
  assert.equal(trees?.type === 'list' && trees.member.target, tree);
});

for (const [what, spoil, message] of [
  ['no metadata', (m) => ({ ...m, metadata: undefined }), /model.metadata must be an object/],
  [
    'a protocol that is not served',
    (m) => ({ ...m, metadata: { ...m.metadata, protocol: 'ec2' } }),
    /ec2 is not served/,
  ],
  [
    'a missing shape',
    (m) => ({ ...m, shapes: { ...m.shapes, Trees: { type: 'list', member: { shape: 'Bush' } } } }),
    /Trees\.member refers to Bush/,
  ],
  [
    'an unknown type',
    (m) => ({ ...m, shapes: { ...m.shapes, Name: { type: 'bag' } } }),
    /shapes\.Name\.type: bag is unknown/,
  ],
  [
    'an input that is a list',
    (m) => ({ ...m, operations: { Get: { input: { shape: 'Trees' } } } }),
    /Trees is a list/,
  ],
  [
    'a name that is no XML',
    (m) => ({
      ...m,
      shapes: { ...m.shapes, Tree: { type: 'structure', members: { 'a><b': { shape: 'Name' } } } },
    }),
    /no XML name/,
  ],
  [
    'a shape called __proto__',
    (m) => ({ ...m, operations: { Get: { input: { shape: '__proto__' } } } }),
    /__proto__, which is no shape/,
  ],
] as const satisfies readonly (readonly [string, (m: ReturnType<typeof model>) => unknown, RegExp])[]) {
  test(`${what} is an error that names it`, () => {
    assert.throws(
      () => loadBotocoreModel(spoil(model())),
      (error: Error) => error instanceof ModelError && message.test(error.message),
    );
  });
}
