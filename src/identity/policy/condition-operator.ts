import { parseDateValue } from './date-value.ts';
import { compileIpRange } from './ip-range.ts';
import { compilePattern, type Pattern } from './pattern.ts';
import { compileArn } from './resource-pattern.ts';

/** Makes the test of one value of a policy; `variables` says whether the document knows policy variables. */
type CompileValue = (value: string, variables: boolean) => Pattern;

/** A condition operator without its qualifiers. */
export interface ConditionOperator {
  /** Holds where the request's value matches none of the policy's, and where the request has no value. */
  readonly negated: boolean;
  readonly compile: CompileValue;
}

const never: Pattern = () => false;
const lower = (text: string) => text.toLowerCase();

const equals: CompileValue = (value, variables) => compilePattern(value, { wildcards: false, variables });
const equalsIgnoreCase: CompileValue = (value, variables) =>
  compilePattern(value, { wildcards: false, variables }, lower);
const like: CompileValue = (value, variables) => compilePattern(value, { wildcards: true, variables });

/** "Binary: the value of the specified key byte for byte against a base-64 encoded representation". */
const binary: CompileValue = (value) => {
  const bytes = decodeBase64(value);
  return bytes === undefined ? never : (text) => decodeBase64(text) === bytes;
};

const ipAddress: CompileValue = (value) => compileIpRange(value) ?? never;

/** A test of numbers or dates: neither takes wildcards or variables, and what can't be read matches nothing. */
function ordered(
  parse: (text: string) => number | undefined,
  holds: (actual: number, wanted: number) => boolean,
): CompileValue {
  return (value) => {
    const wanted = parse(value);
    if (wanted === undefined) return never;
    return (text) => {
      const actual = parse(text);
      return actual !== undefined && holds(actual, wanted);
    };
  };
}

function parseNumber(text: string): number | undefined {
  return /^[+-]?(\d{1,30}(\.\d{0,30})?|\.\d{1,30})(e[+-]?\d{1,3})?$/i.test(text) ? Number(text) : undefined;
}

function decodeBase64(text: string): string | undefined {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  return Buffer.from(text, 'base64').toString('latin1');
}

function comparisons(
  prefix: string,
  parse: (text: string) => number | undefined,
): [string, ConditionOperator][] {
  const operator = (name: string, negated: boolean, holds: (actual: number, wanted: number) => boolean) => {
    const entry: [string, ConditionOperator] = [
      `${prefix}${name}`,
      { negated, compile: ordered(parse, holds) },
    ];
    return entry;
  };
  return [
    operator('Equals', false, (actual, wanted) => actual === wanted),
    operator('NotEquals', true, (actual, wanted) => actual === wanted),
    operator('LessThan', false, (actual, wanted) => actual < wanted),
    operator('LessThanEquals', false, (actual, wanted) => actual <= wanted),
    operator('GreaterThan', false, (actual, wanted) => actual > wanted),
    operator('GreaterThanEquals', false, (actual, wanted) => actual >= wanted),
  ];
}

/**
 * Every operator but Null, by name.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export const conditionOperators: ReadonlyMap<string, ConditionOperator> = new Map([
  ['StringEquals', { negated: false, compile: equals }],
  ['StringNotEquals', { negated: true, compile: equals }],
  ['StringEqualsIgnoreCase', { negated: false, compile: equalsIgnoreCase }],
  ['StringNotEqualsIgnoreCase', { negated: true, compile: equalsIgnoreCase }],
  ['StringLike', { negated: false, compile: like }],
  ['StringNotLike', { negated: true, compile: like }],
  ...comparisons('Numeric', parseNumber),
  ...comparisons('Date', parseDateValue),
  ['Bool', { negated: false, compile: equalsIgnoreCase }],
  ['BinaryEquals', { negated: false, compile: binary }],
  ['IpAddress', { negated: false, compile: ipAddress }],
  ['NotIpAddress', { negated: true, compile: ipAddress }],
  ['ArnEquals', { negated: false, compile: compileArn }],
  ['ArnLike', { negated: false, compile: compileArn }],
  ['ArnNotEquals', { negated: true, compile: compileArn }],
  ['ArnNotLike', { negated: true, compile: compileArn }],
]);
