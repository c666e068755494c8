// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Fn::Sub is written so.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bind, propertyOf, withProperty } from './template.fixture.ts';

const HEAD = `Parameters:
  Env: {Type: String, Default: dev}
  Subnets: {Type: CommaDelimitedList, Default: "subnet-1, subnet-2,subnet-3"}
  Ports: {Type: List<Number>, Default: "80,443"}
Mappings:
  RegionMap:
    eu-west-1: {Ami: ami-west, Size: 3, List: [a, b]}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
  IsDev: !Not [!Condition IsProd]
  Both: !And [!Condition IsProd, !Condition IsDev]
  Either: !Or [!Condition IsProd, !Condition IsDev]
  InMap: !Equals [!FindInMap [RegionMap, !Ref "AWS::Region", Ami], ami-west]
`;

const cases: [string, unknown][] = [
  ['!Ref Env', 'dev'],
  ['!Ref Subnets', ['subnet-1', 'subnet-2', 'subnet-3']],
  ['!Ref Ports', ['80', '443']],
  ['!Ref AWS::AccountId', '012345678901'],
  ['!Ref AWS::NotificationARNs', []],
  ['!Ref AWS::StackName', 'demo'],
  ['!Ref AWS::NoValue', undefined],
  ['!Ref R', { Ref: 'R' }],
  ['!GetAtt R.A.B', { 'Fn::GetAtt': ['R', 'A.B'] }],
  ['{"Fn::GetAtt": R.Arn}', { 'Fn::GetAtt': ['R', 'Arn'] }],
  ['!GetAtt [R, !Ref Env]', { 'Fn::GetAtt': ['R', 'dev'] }],
  ['!If [IsDev, a, b]', 'a'],
  ['!If [Both, a, !If [Either, b, c]]', 'b'],
  ['!If [InMap, a, b]', 'a'],
  ['[a, !If [IsProd, b, !Ref "AWS::NoValue"], c]', ['a', 'c']],
  ['{Keep: 1, Drop: !If [IsProd, x, !Ref "AWS::NoValue"]}', { Keep: 1 }],
  ['!FindInMap [RegionMap, !Ref "AWS::Region", Ami]', 'ami-west'],
  ['!FindInMap [RegionMap, eu-west-1, Size]', 3],
  ['!Select [1, !FindInMap [RegionMap, eu-west-1, List]]', 'b'],
  ['!Select ["2", !Ref Subnets]', 'subnet-3'],
  ['!Join ["|", !Ref Subnets]', 'subnet-1|subnet-2|subnet-3'],
  ['!Join ["", [!Ref AWS::NoValue]]', ''],
  ['!Join ["-", [a, 1, true]]', 'a-1-true'],
  ['!Join ["-", [a, !Ref R]]', { 'Fn::Join': ['-', ['a', { Ref: 'R' }]] }],
  ['!Split [",", "a,b,,c"]', ['a', 'b', '', 'c']],
  ['!Select [0, !Split ["/", !Ref R]]', { 'Fn::Select': [0, { 'Fn::Split': ['/', { Ref: 'R' }] }] }],
  ['!Base64 hello', 'aGVsbG8='],
  ['{"Fn::Base64": !Sub "${Env}-x"}', 'ZGV2LXg='],
  ['!Sub "no variable, $ {x} $"', 'no variable, $ {x} $'],
  ['!Sub "${Env}-${AWS::Region}"', 'dev-eu-west-1'],
  ['!Sub "${!Env} ${!}"', '${Env} ${}'],
  ['!Sub ["${A}${Env}", {A: !Join ["", [x, y]]}]', 'xydev'],
  ['!Sub "${Subnets}"', 'subnet-1,subnet-2,subnet-3'],
  [
    '!Sub "a${R}b${R.Arn}c"',
    { 'Fn::Join': ['', ['a', { Ref: 'R' }, 'b', { 'Fn::GetAtt': ['R', 'Arn'] }, 'c']] },
  ],
  ['{Ref: x, Other: 1}', { Ref: 'x', Other: 1 }],
];

for (const [value, expected] of cases)
  test(`${value} is ${JSON.stringify(expected)}`, async () => {
    assert.deepEqual(await propertyOf(value, HEAD), expected);
  });

const failures: [string, string][] = [
  ['!Ref [a]', 'Template error: All References must be of type string'],
  [
    '!GetAtt R',
    'Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute',
  ],
  ['!Select [3, [a, b]]', 'Template error: Fn::Select cannot select nonexistent value at index 3'],
  [
    '!Select [x, [a, b]]',
    'Template error: Fn::Select requires a list argument with a valid index value as its first element',
  ],
  ['!If [IsProd, a]', 'Template error: Fn::If requires a list argument with three elements'],
  ['!If [Nope, a, b]', 'Template error: unresolved condition dependency Nope in Fn::If'],
  [
    '!FindInMap [RegionMap, us-east-1, Ami]',
    'Template error: Unable to get mapping for RegionMap::us-east-1::Ami',
  ],
  [
    '!FindInMap [Nope, a, b]',
    "Template error: Mapping named 'Nope' is not present in the 'Mappings' section of template.",
  ],
  [
    '!Sub "${a b}"',
    'Template error: variable names in Fn::Sub syntax must contain only alphanumeric characters, underscores, periods, and colons',
  ],
  ['!Base64 [a]', 'Template error: every Fn::Base64 object must have a String-typed value.'],
  ['!ImportValue nobody', 'No export named nobody found.'],
];

for (const [value, message] of failures)
  test(`${value} is refused`, async () => {
    await assert.rejects(propertyOf(value, HEAD), { code: 'ValidationError', statusCode: 400, message });
  });

test('Fn::ImportValue gives the export, which is remembered', async () => {
  const { imports, resources } = await bind(
    withProperty('!ImportValue {"Fn::Sub": "${AWS::StackName}-x"}'),
    [],
    new Map([['demo-x', 'value']]),
  );
  assert.deepEqual(imports, ['demo-x']);
  assert.equal(resources[1]?.properties.P, 'value');
});

test('a function that is not offered is named, with those that are', async () => {
  await assert.rejects(propertyOf('{"Fn::Foo": x}'), {
    message:
      /^Template error: Encountered unsupported function: Fn::Foo Supported functions are: \[Fn::Base64, /,
  });
});

test('values of NoEcho parameters are masked where properties are shown', async () => {
  const { resources } = await bind(
    withProperty('!Sub "x${Secret}"', 'Parameters: {Secret: {Type: String, NoEcho: true}}\n'),
    [{ ParameterKey: 'Secret', ParameterValue: 'hidden' }],
  );
  assert.equal(resources[1]?.properties.P, 'xhidden');
  assert.equal(resources[1]?.shownProperties?.P, 'x****');
  assert.equal(resources[0]?.shownProperties, undefined);
});

test('what functions write is bounded, however they hold each other', async () => {
  const tooMuch = /^Template error: The functions of the template result in more than \d+ characters$/;
  const nested = (value: string, times: number, levels: number): unknown =>
    levels === 0 ? value : { 'Fn::Sub': ['${a}'.repeat(times), { a: nested(value, times, levels - 1) }] };
  for (const value of [
    nested('x', 2, 30),
    nested('x', 1000, 10),
    nested('${R}', 2, 30),
    nested('${R.Arn}', 300, 20),
    { 'Fn::Join': ['x'.repeat(3000), { 'Fn::Split': ['a', 'a'.repeat(20_000)] }] },
    Array.from({ length: 10 }, () => nested('x', 100, 3)),
  ]) {
    const text = JSON.stringify(value);
    await assert.rejects(propertyOf(text), (error: Error) => tooMuch.test(error.message), text.slice(0, 60));
  }
  // A value that is used often is carried out once.
  assert.equal(await propertyOf(JSON.stringify(nested('', 1000, 12))), '');
});
