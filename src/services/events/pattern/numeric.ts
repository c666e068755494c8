import { PatternError } from './pattern-error.ts';

const COMPARISONS: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

/** `["=", 5]`, `[">", 0]`, `[">=", 0, "<", 10]`. Throws PatternError. */
export function compileNumeric(operand: unknown): (value: unknown) => boolean {
  if (!Array.isArray(operand)) throw new PatternError('Value of numeric must be an array.');
  const [firstOperator, firstBound, secondOperator, secondBound, ...more]: unknown[] = operand;
  if (more.length > 0) throw new PatternError('Too many elements in numeric expression');
  const first = comparison(firstOperator, firstBound);
  if (operand.length <= 2) return (value) => typeof value === 'number' && first.test(value);
  const second = comparison(secondOperator, secondBound);
  if (!first.operator.startsWith('>') || !second.operator.startsWith('<')) {
    throw new PatternError(`Bad numeric range operator: ${second.operator}`);
  }
  if (first.bound >= second.bound) throw new PatternError('Bottom must be less than top');
  return (value) => typeof value === 'number' && first.test(value) && second.test(value);
}

function comparison(operator: unknown, bound: unknown) {
  if (typeof operator !== 'string')
    throw new PatternError('Invalid member in numeric match: a string is expected');
  const compare = Object.hasOwn(COMPARISONS, operator) ? COMPARISONS[operator] : undefined;
  if (!compare) throw new PatternError(`Unrecognized numeric range operator: ${operator}`);
  if (typeof bound !== 'number') throw new PatternError(`Value of ${operator} must be numeric`);
  return { operator, bound, test: (value: number) => compare(value, bound) };
}
