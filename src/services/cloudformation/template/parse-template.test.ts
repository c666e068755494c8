// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Fn::Sub is written so.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseTemplate } from './parse-template.ts';
import { bind, propertyOf } from './template.fixture.ts';

const RESOURCES = 'Resources:\n  R: {Type: AWS::T::T}\n';

// Texts marked * are as recorded from AWS in LocalStack's tests/aws/services/cloudformation (test_validations,
// test_stacks, test_templates, test_mappings, test_references).
const refused: [string, string, string][] = [
  [
    'null*',
    `${RESOURCES}Outputs:\n  MyOutput:\n    Value:\n`,
    "[/Outputs/MyOutput/Value] 'null' values are not allowed in templates",
  ],
  [
    'an output without a value*',
    `${RESOURCES}Outputs:\n  O: {Description: x}\n`,
    'Template format error: Every Outputs member must contain a Value object',
  ],
  [
    'no resources*',
    'Parameters: {}\n',
    'Template format error: At least one Resources member must be defined.',
  ],
  [
    'empty resources*',
    '{"Resources": {}}',
    'Template format error: At least one Resources member must be defined.',
  ],
  [
    'a resource without a type*',
    'Resources: {A: {Properties: {}}}',
    'Template format error: [/Resources/A] Every Resources object must contain a Type member.',
  ],
  [
    'an unknown attribute*',
    'Resources: {A: {Type: AWS::T::T, Invalid: x}}',
    "Invalid template resource property 'Invalid'",
  ],
  [
    'a resource that is no map*',
    'Resources: {A: x}',
    'Template format error: Any Resources member must be an object.',
  ],
  [
    'JSON cut off*',
    '{"this is invalid JSON"',
    'Template format error: JSON not well-formed. (line 1, column 25)',
  ],
  [
    'a mapping of lists of maps*',
    `Mappings: {A: {B: {C: {D: x}}}}\n${RESOURCES}`,
    'Template format error: Every Mappings attribute must be a String or a List.',
  ],
  [
    'a mapping without depth*',
    `Mappings: {A: x}\n${RESOURCES}`,
    'Template format error: Every Mappings member A must be a map',
  ],
  [
    'a dependency on nothing*',
    'Resources: {A: {Type: AWS::T::T, DependsOn: NonExistingResource}}',
    'Template format error: Unresolved resource dependencies [NonExistingResource] in the Resources block of the template',
  ],
  ['YAML cut off', 'Resources: [', 'Template format error: YAML not well-formed. (line 1, column 13)'],
  ['a repeated key', 'A: 1\nA: 2\n', 'Template format error: YAML not well-formed. (line 2, column 1)'],
  [
    'an alias',
    `Metadata: &a {b: 1}\n${RESOURCES}Conditions: *a\n`,
    'Template error: YAML aliases are not allowed in CloudFormation templates',
  ],
  ['an unknown tag', 'Resources: !Foo x', 'Template format error: YAML not well-formed. (line 1, column 17)'],
  ['a list', '- a', 'Template format error: unsupported structure.'],
  ['text', 'hello', 'Template format error: unsupported structure.'],
  ['nothing', '', 'Template format error: unsupported structure.'],
  ['an unknown section', `Foo: {}\n${RESOURCES}`, 'Invalid template property or properties [Foo]'],
  [
    'another version',
    `AWSTemplateFormatVersion: 2011-01-01\n${RESOURCES}`,
    'Template format error: unsupported value for AWSTemplateFormatVersion.',
  ],
  [
    'a name with a hyphen',
    'Resources: {a-b: {Type: AWS::T::T}}',
    'Template format error: Resource name a-b is non alphanumeric.',
  ],
  [
    'a parameter without a type',
    `Parameters: {P: {Default: x}}\n${RESOURCES}`,
    'Template format error: [/Parameters/P] Every Parameters object must contain a Type member.',
  ],
  [
    'a parameter of no type',
    `Parameters: {P: {Type: Strin}}\n${RESOURCES}`,
    'Template format error: Unrecognized parameter type: Strin',
  ],
  [
    'a Ref to nothing',
    'Resources: {A: {Type: AWS::T::T, Properties: {P: !Ref Nope}}}',
    'Template format error: Unresolved resource dependencies [Nope] in the Resources block of the template',
  ],
  [
    'a Sub of nothing',
    'Resources: {A: {Type: AWS::T::T, Properties: {P: !Sub "${Nope}"}}}',
    'Template format error: Unresolved resource dependencies [Nope] in the Resources block of the template',
  ],
  [
    'a GetAtt of nothing',
    'Resources: {A: {Type: AWS::T::T, Properties: {P: !GetAtt Nope.Arn}}}',
    'Template error: instance of Fn::GetAtt references undefined resource Nope',
  ],
  [
    'an output of nothing',
    `${RESOURCES}Outputs: {O: {Value: !Ref Nope}}`,
    'Template format error: Unresolved resource dependencies [Nope] in the Outputs block of the template',
  ],
  [
    'a condition on a resource',
    `Conditions: {C: !Equals [!Ref R, x]}\n${RESOURCES}`,
    'Template format error: Unresolved dependencies [R]. Cannot reference resources in the Conditions block of the template',
  ],
  [
    'a condition that is none',
    `Conditions: {C: x}\n${RESOURCES}`,
    'Template format error: Conditions can only be boolean operations on parameters and other conditions',
  ],
  [
    'conditions in a circle',
    `Conditions: {A: !Not [!Condition B], B: !Not [!Condition A]}\n${RESOURCES}`,
    'Template error: Found circular condition dependency between A and B',
  ],
  [
    'resources in a circle',
    'Resources: {A: {Type: AWS::T::T, DependsOn: B}, B: {Type: AWS::T::T, Properties: {P: !Ref A}}}',
    'Circular dependency between resources: [A, B]',
  ],
  [
    'a resource that depends on itself',
    'Resources: {A: {Type: AWS::T::T, DependsOn: A}}',
    'Circular dependency between resources: [A]',
  ],
];

for (const [what, body, message] of refused)
  test(`refuses ${what}`, async () => {
    await assert.rejects(bind(body), { code: 'ValidationError', statusCode: 400, message });
  });

test('scalars keep their text unless it is the usual text of a number', async () => {
  const scalars: [string, unknown][] = [
    ['2012-10-17', '2012-10-17'],
    ['012345678901', '012345678901'],
    ['1.10', '1.10'],
    ['1e3', '1e3'],
    ['0x1F', '0x1F'],
    ['yes', 'yes'],
    ['12:30:45', '12:30:45'],
    ['"7"', '7'],
    ['7', 7],
    ['-1.5', -1.5],
    ['true', true],
    ['"true"', 'true'],
    ['123456789012345678901', '123456789012345678901'],
  ];
  for (const [text, value] of scalars) assert.deepEqual(await propertyOf(text), value, text);
  const json = await bind(
    '{"Resources": {"A": {"Type": "AWS::T::T", "Properties": {"P": [1.0, 2, 1e400]}}}}',
  );
  assert.deepEqual(json.resources[0]?.properties.P, ['1.0', 2, '1e400']);
});

test('counts resources', async () => {
  const many = (count: number) =>
    JSON.stringify({
      Resources: Object.fromEntries(Array.from({ length: count }, (_, i) => [`R${i}`, { Type: 'T' }])),
    });
  assert.equal((await parseTemplate(many(500))).resources.size, 500);
  await assert.rejects(parseTemplate(many(501)), {
    message: 'Template format error: Number of resources, 501, is greater than maximum allowed, 500',
  });
});

test('bounds size and depth', async () => {
  await assert.rejects(parseTemplate(' '.repeat(51_201)), {
    message: /failed to satisfy constraint: Member must have length less than or equal to 51200$/,
  });
  for (const text of [
    `${'['.repeat(25_000)}`,
    `{"a":${'['.repeat(25_000)}${']'.repeat(25_000)}}`,
    '? '.repeat(20_000),
  ])
    await assert.rejects(parseTemplate(text), { message: /not well-formed/ });
});

test('names of prototypes are names like others', async () => {
  const { resources } = await bind(
    '{"Resources": {"constructor": {"Type": "T", "Properties": {"__proto__": {"a": {"Ref": "constructor2"}}}}, "constructor2": {"Type": "T"}}}',
  );
  assert.deepEqual(resources[0]?.dependsOn, ['constructor2']);
  await assert.rejects(
    bind('{"Resources": {"A": {"Type": "T", "Properties": {"P": {"Ref": "toString"}}}}}'),
    {
      message: /Unresolved resource dependencies \[toString\]/,
    },
  );
});

test('what a condition leaves out is not referred to, and not waited for', async () => {
  const head =
    'Parameters: {Env: {Type: String, Default: dev}}\nConditions: {Prod: !Equals [!Ref Env, prod]}\n';
  const { resources } = await bind(
    `${head}Resources:
  Left: {Type: T, Condition: Prod}
  A: {Type: T, DependsOn: Left, Properties: {P: !If [Prod, !Ref Left, x]}}`,
  );
  assert.deepEqual(
    resources.map((one) => [one.logicalId, one.dependsOn]),
    [['A', []]],
  );
  await assert.rejects(
    bind(`${head}Resources:\n  Left: {Type: T, Condition: Prod}\n  A: {Type: T, Properties: {P: !Ref Left}}`),
    { message: /Unresolved resource dependencies \[Left\] in the Resources block/ },
  );
});
