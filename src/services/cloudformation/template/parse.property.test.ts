import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { ServiceError } from '../../../protocols/service-error.ts';
import { parseJson } from './parse-json.ts';
import { parseTemplate } from './parse-template.ts';
import { parseYaml } from './parse-yaml.ts';
import { bind } from './template.fixture.ts';
import { sameValue } from './value.ts';

const values = fc
  .jsonValue({ maxDepth: 4 })
  .map((value) => JSON.stringify(value))
  .filter((text) => !text.includes('null'))
  .map((text): unknown => JSON.parse(text));

test('a template says the same in JSON and in YAML', async () => {
  await fc.assert(
    fc.asyncProperty(values, async (value) => {
      const json = parseJson(JSON.stringify(value));
      const yaml = await parseYaml(stringify(value, { version: '1.2', aliasDuplicateObjects: false }));
      assert.ok(sameValue(json, yaml), `${JSON.stringify(json)}\n${JSON.stringify(yaml)}`);
    }),
    { numRuns: 300 },
  );
});

/** Texts that are templates more often than chance would have it. */
const texts = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...[
          'Resources:',
          '\n',
          '  ',
          '{',
          '}',
          '[',
          ']',
          '"',
          ': ',
          ', ',
          '- ',
          '!Ref ',
          '!Sub ',
          '!GetAtt A.B',
        ],
        ...[
          'A',
          'Type: AWS::IAM::Group',
          'Properties:',
          'Fn::If',
          'Ref',
          '&a ',
          '*a',
          '<<: ',
          '|',
          '>',
          '#',
          '? ',
        ],
        ...['Parameters:', 'Outputs:', 'Value', 'Conditions:', 'Fn::Equals', '${', '__proto__', 'null', '\t'],
      ),
      fc.string({ maxLength: 4 }),
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(''));

test('whatever the text, it is a template or a ValidationError', async () => {
  await fc.assert(
    fc.asyncProperty(texts, async (text) => {
      for (const attempt of [() => parseTemplate(text), () => bind(text)]) {
        try {
          await attempt();
        } catch (error) {
          assert.ok(error instanceof ServiceError, String(error));
          assert.equal(error.code, 'ValidationError');
        }
      }
    }),
    { numRuns: 2000 },
  );
});
