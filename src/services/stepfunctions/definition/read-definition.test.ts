import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DefinitionError, readDefinition } from './read-definition.ts';

const definition = (state: object) =>
  JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Pass', End: true, ...state } } });

const REFUSED: [what: string, text: string, message: RegExp][] = [
  ['no JSON', '{', /INVALID_JSON_DESCRIPTION/],
  ['no object', '[]', /JSON object/],
  ['too deep', '['.repeat(300), /nested too deeply/],
  ['JSONata', '{"QueryLanguage":"JSONata"}', /JSONata is not offered here at \/QueryLanguage/],
  ['variables', definition({ Assign: {} }), /Variables .* at \/States\/A\/Assign/],
  ['a heartbeat', definition({ HeartbeatSeconds: 1 }), /Heartbeats/],
  [
    'a script in a path',
    definition({ OutputPath: '$[?(@.x)]' }),
    /'OutputPath' .* at \/States\/A\/OutputPath/,
  ],
  ['a ResultPath to many places', definition({ ResultPath: '$..a' }), /Reference Path/],
  [
    'a script in a template',
    definition({ Parameters: { a: [{ 'b.$': '$[(1)]' }] } }),
    /\/Parameters\/a\/0\/b\.\$/,
  ],
  ['an unknown function', definition({ Parameters: { 'a.$': 'eval(1)' } }), /intrinsic function/],
  [
    'a script in a choice',
    definition({ Choices: [{ And: [{ Variable: '$[?(1)]' }] }] }),
    /Choices\/0\/And\/0\/Variable/,
  ],
  [
    'a script in a comparison',
    definition({ Choices: [{ StringEqualsPath: '$[?(1)]' }] }),
    /StringEqualsPath/,
  ],
  ['a script in a catcher', definition({ Catch: [{ ResultPath: '$[(1)]' }] }), /Catch\/0\/ResultPath/],
  [
    'a script in a machine within',
    definition({ Branches: [{ States: { B: { InputPath: '$[(1)]' } } }] }),
    /\/States\/A\/Branches\/0\/States\/B\/InputPath/,
  ],
  [
    'a distributed Map',
    definition({ ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED' }, States: {} } }),
    /Distributed Map/,
  ],
];

for (const [what, text, message] of REFUSED) {
  test(`${what} is refused`, () => {
    assert.throws(
      () => readDefinition(text),
      (error) => error instanceof DefinitionError && message.test(error.message),
    );
  });
}

test('data that looks like a path is data', () => {
  readDefinition(definition({ Result: { InputPath: '$[?(1)]', 'x.$': 'y' }, Parameters: { Variable: '?' } }));
});
