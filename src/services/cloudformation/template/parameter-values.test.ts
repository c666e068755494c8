import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parameterTexts } from './parameter-values.ts';
import { readParameters } from './read-parameters.ts';
import type { TemplateObject } from './value.ts';

function texts(declaration: TemplateObject, ...given: Parameters<typeof parameterTexts>[1]) {
  return parameterTexts(readParameters({ P: declaration }), given, new Map([['P', 'before']]));
}

const value = (ParameterValue: string) => ({ ParameterKey: 'P', ParameterValue });

test('a parameter is given, kept or by default', () => {
  const declaration = { Type: 'String', Default: 'fallback' };
  assert.equal(texts(declaration, value('x')).get('P'), 'x');
  assert.equal(texts(declaration).get('P'), 'fallback');
  assert.equal(texts(declaration, { ParameterKey: 'P', UsePreviousValue: true }).get('P'), 'before');
});

const refused: [TemplateObject, string, string][] = [
  [{ Type: 'String', AllowedValues: ['a', 'b'] }, 'c', "Parameter 'P' must be one of AllowedValues"],
  [{ Type: 'String', MinLength: 2 }, 'x', "Parameter 'P' must contain at least 2 characters"],
  [{ Type: 'String', MaxLength: '2' }, 'xyz', "Parameter 'P' must contain at most 2 characters"],
  [{ Type: 'String', AllowedPattern: '^[a-z]+$' }, 'X', "Parameter 'P' must match pattern ^[a-z]+$"],
  [{ Type: 'String', AllowedPattern: 'a|b' }, 'ab', "Parameter 'P' must match pattern a|b"],
  [{ Type: 'CommaDelimitedList', AllowedPattern: '[a-z]' }, 'a,B', "Parameter 'P' must match pattern [a-z]"],
  [{ Type: 'Number' }, 'x', "Parameter 'P' must be a number"],
  [{ Type: 'Number', MinValue: 5 }, '4', "Parameter 'P' must be a number not less than 5"],
  [{ Type: 'List<Number>', MaxValue: 5 }, '4,6', "Parameter 'P' must be a number not greater than 5"],
  [
    { Type: 'String', MinLength: 2, ConstraintDescription: 'two or more' },
    'x',
    "Parameter 'P' failed to satisfy constraint: two or more",
  ],
];

for (const [declaration, text, message] of refused)
  test(`${JSON.stringify(declaration)} refuses ${text}`, () => {
    assert.throws(() => texts(declaration, value(text)), { code: 'ValidationError', message });
  });

test('what is missing and what is too much is named', () => {
  const declarations = readParameters({ A: { Type: 'String' }, B: { Type: 'String' } });
  assert.throws(() => parameterTexts(declarations, []), { message: 'Parameters: [A, B] must have values' });
  assert.throws(() => parameterTexts(declarations, [{ ParameterKey: 'Y', ParameterValue: '' }]), {
    message: 'Parameters: [Y] do not exist in the template',
  });
});

test('matching takes no longer than the text, whatever the pattern', () => {
  const declaration = { Type: 'String', AllowedPattern: '^(a+)+$' };
  assert.equal(texts(declaration, value('a'.repeat(4000))).size, 1);
  assert.throws(() => texts(declaration, value(`${'a'.repeat(4000)}!`)), {
    message: "Parameter 'P' must match pattern ^(a+)+$",
  });
});

test('a pattern that is no regular expression is refused', () => {
  assert.throws(() => texts({ Type: 'String', AllowedPattern: '(' }, value('x')), {
    code: 'ValidationError',
    message: /^Template format error: \[\/Parameters\/P\/AllowedPattern\] '\(' can't be matched/,
  });
});
