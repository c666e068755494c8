import { objectOf, type TemplateValue } from './value.ts';

/** YAML's short forms of the functions. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html */
const longNames = new Map([
  ['!Ref', 'Ref'],
  ['!Condition', 'Condition'],
  ...[
    'And',
    'Base64',
    'Cidr',
    'Equals',
    'FindInMap',
    'GetAtt',
    'GetAZs',
    'If',
    'ImportValue',
    'Join',
    'Not',
    'Or',
    'Select',
    'Split',
    'Sub',
    'Transform',
  ].map((name): [string, string] => [`!${name}`, `Fn::${name}`]),
]);

export function isShortTag(tag: string): boolean {
  return longNames.has(tag);
}

/** What the tagged value says in the long form: `!GetAtt A.B.C` is `{"Fn::GetAtt": ["A", "B.C"]}`. */
export function longForm(tag: string, value: TemplateValue): TemplateValue {
  const name = longNames.get(tag) ?? tag;
  return objectOf([[name, tag === '!GetAtt' ? splitAttribute(value) : value]]);
}

/** `A.B.C` as the pair of logical id and attribute; other values as they are. */
export function splitAttribute(value: TemplateValue): TemplateValue {
  if (typeof value !== 'string') return value;
  const dot = value.indexOf('.');
  return dot === -1 ? value : [value.slice(0, dot), value.slice(dot + 1)];
}
