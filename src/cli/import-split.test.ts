import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { bundleSpecification } from './import-bundle.ts';
import { parseReference, pointerText } from './import-reference.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

const name = fc.string({ maxLength: 6 }).filter((one) => one !== '$ref');
const { json } = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.string({ maxLength: 8 }),
    fc.array(tie('json'), { maxLength: 3 }),
    fc
      .array(fc.tuple(name, tie('json')), { maxLength: 4 })
      .map((entries): Json => Object.fromEntries(entries)),
  ),
}));

/** Puts parts of a document into files of their own, as `choices` have it, and gives what is left. */
function split(value: Json, choices: Iterator<number>, from: string, files: Map<string, Json>): Json {
  const within = (one: Json) => inFile(one, choices, from, files);
  if (Array.isArray(value)) return value.map(within);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, within(one)]));
}

function inFile(value: Json, choices: Iterator<number>, from: string, files: Map<string, Json>): Json {
  const choice = choices.next().value ?? 0;
  if (choice === 0) return split(value, choices, from, files);
  const file = `${['', 'a/', 'b/c d/'][choice % 3]}part${files.size}.json`;
  files.set(file, null);
  const part = split(value, choices, file, files);
  const inner = choice > 3;
  files.set(file, inner ? { 'x/y': [0, part] } : part);
  const path = relative(dirname(from), file).replaceAll(' ', '%20');
  return { $ref: path + (inner ? '#/x~1y/1' : '') };
}

test('a document that is split anywhere is put together again', () => {
  fc.assert(
    fc.property(json, fc.array(fc.nat({ max: 6 }), { maxLength: 60 }), (value, choices) => {
      const folder = mkdtempSync(join(tmpdir(), 'split-'));
      try {
        const files = new Map<string, Json>();
        const part = inFile(value, choices[Symbol.iterator](), 'api.json', files);
        const document = { openapi: '3.0.1', info: { title: 'Split' }, 'x-any': part };
        for (const [file, content] of [...files, ['api.json', document] as const]) {
          mkdirSync(dirname(join(folder, file)), { recursive: true });
          writeFileSync(join(folder, file), JSON.stringify(content));
        }
        const bundle = bundleSpecification('api.json', { workingDirectory: folder });
        assert.deepEqual(bundle.document, { ...document, 'x-any': value });
        assert.equal(bundle.files.length, files.size + 1);
      } finally {
        rmSync(folder, { recursive: true });
      }
    }),
    { numRuns: 100 },
  );
});

test('every pointer can be written and read', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (pointer) => {
      const text = `a.yaml#${pointer.map((one) => pointerText([encodeURIComponent(one)])).join('')}`;
      assert.deepEqual(parseReference(text), { path: 'a.yaml', pointer });
    }),
  );
  fc.assert(
    fc.property(fc.string(), (text) => {
      const reference = parseReference(text);
      assert.ok(typeof reference === 'string' || Array.isArray(reference.pointer));
    }),
  );
});
