import { isRecord } from '../../../protocols/safe-record.ts';
import { compileCidr } from './cidr.ts';
import { compileNumeric } from './numeric.ts';
import { PatternError } from './pattern-error.ts';
import { compileWildcard } from './wildcard.ts';

/** One value or condition of a pattern. */
export interface Matcher {
  /** @param value a string, number, boolean or null of the event */
  readonly matches: (value: unknown) => boolean;
  /** Whether it matches where the event has nothing. */
  readonly matchesAbsent: boolean;
}

type TextTest = (value: string) => boolean;

/**
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 * Throws PatternError.
 */
export function compileMatcher(pattern: unknown): Matcher {
  if (!isRecord(pattern)) return present(exactly(pattern));
  const [entry, more] = Object.entries(pattern);
  if (!entry || more) throw new PatternError('Only one key allowed in match expression');
  const [operator, operand] = entry;
  switch (operator) {
    case 'exists':
      if (typeof operand !== 'boolean') {
        throw new PatternError('exists match pattern must be either true or false.');
      }
      return operand ? present(() => true) : { matches: () => false, matchesAbsent: true };
    case 'numeric':
      return present(compileNumeric(operand));
    case 'cidr':
      return present(onText(compileCidr(requireText(operand, operator))));
    case 'anything-but':
      return present(anythingBut(operand));
    default:
      return present(onText(textTest(operator, operand)));
  }
}

function present(matches: (value: unknown) => boolean): Matcher {
  return { matches, matchesAbsent: false };
}

function onText(test: TextTest): (value: unknown) => boolean {
  return (value) => typeof value === 'string' && test(value);
}

function exactly(pattern: unknown): (value: unknown) => boolean {
  if (Array.isArray(pattern) || (typeof pattern === 'object' && pattern !== null)) {
    throw new PatternError('Match value must be String, number, true, false, or null');
  }
  return (value) => value === pattern;
}

function textTest(operator: string, operand: unknown): TextTest {
  switch (operator) {
    case 'prefix':
      return affix(operand, operator, (value, text) => value.startsWith(text));
    case 'suffix':
      return affix(operand, operator, (value, text) => value.endsWith(text));
    case 'equals-ignore-case': {
      const text = folded(requireText(operand, operator));
      return (value) => folded(value) === text;
    }
    case 'wildcard':
      return compileWildcard(requireText(operand, operator));
    default:
      throw new PatternError(`Unrecognized match type ${operator}`);
  }
}

/** `"a"` or `{"equals-ignore-case": "a"}` */
function affix(operand: unknown, operator: string, test: (value: string, text: string) => boolean): TextTest {
  if (!isRecord(operand)) {
    const text = requireText(operand, operator);
    return (value) => test(value, text);
  }
  const [entry, more] = Object.entries(operand);
  if (entry?.[0] !== 'equals-ignore-case' || more) {
    throw new PatternError(`Unsupported anything-but pattern: ${Object.keys(operand).join(', ')}`);
  }
  const text = folded(requireText(entry[1], operator));
  return (value) => test(folded(value), text);
}

const TEXT_CONDITIONS: ReadonlySet<string> = new Set(['prefix', 'suffix', 'equals-ignore-case', 'wildcard']);

/** A value, a list of values, or a condition on text with one operand or a list of them. */
function anythingBut(operand: unknown): (value: unknown) => boolean {
  if (isRecord(operand)) {
    const [entry, more] = Object.entries(operand);
    if (!entry || more) throw new PatternError('Only one key allowed in match expression');
    const [operator, given] = entry;
    if (!TEXT_CONDITIONS.has(operator))
      throw new PatternError(`Unsupported anything-but pattern: ${operator}`);
    const tests = listOf(given).map((one) => textTest(operator, one));
    return (value) => !(typeof value === 'string' && tests.some((test) => test(value)));
  }
  const values = listOf(operand);
  if (!values.every((one) => typeof one === 'string' || typeof one === 'number')) {
    throw new PatternError('Value of anything-but must be an array or single string/number value.');
  }
  if (new Set(values.map((one) => typeof one)).size > 1) {
    throw new PatternError(
      'Inside anything but list, either all values are number or string, mixed type is not supported',
    );
  }
  const excluded = new Set<unknown>(values);
  return (value) => !excluded.has(value);
}

function listOf(given: unknown): unknown[] {
  const values: unknown[] = Array.isArray(given) ? given : [given];
  if (values.length === 0) throw new PatternError('Empty arrays are not allowed');
  return values;
}

function requireText(operand: unknown, operator: string): string {
  if (typeof operand === 'string') return operand;
  throw new PatternError(`${operator} match pattern must be a string`);
}

function folded(text: string): string {
  return text.toLowerCase();
}
