import { PatternError } from '../../../protocols/pattern/syntax.ts';
import { javaRegex, RegexBudget, RegexBudgetError } from '../java-regex/java-regex.ts';
import { compare, isNumber } from '../velocity/arithmetic.ts';
import { javaEquals } from '../velocity/equality.ts';
import { JavaList, JavaMap, type Value } from '../velocity/value.ts';
import { textOf } from '../velocity/value-text.ts';
import type { Comparison, Operand, Path, Predicate } from './syntax.ts';

type Spend = (steps: number) => void;

type Evaluate = (path: Path, document: Value, current: Value, spend: Spend) => Value | undefined;

/** Whether a filter lets an element through. */
export function holds(
  predicate: Predicate,
  document: Value,
  current: Value,
  spend: Spend,
  evaluate: Evaluate,
): boolean {
  spend(1);
  const again = (inner: Predicate) => holds(inner, document, current, spend, evaluate);
  const operandValue = (operand: Operand): Value | undefined => {
    if (operand.kind === 'path') return evaluate(operand.path, document, current, spend);
    return operand.kind === 'value' ? operand.value : operand.source;
  };
  switch (predicate.kind) {
    case 'and':
      return again(predicate.left) && again(predicate.right);
    case 'or':
      return again(predicate.left) || again(predicate.right);
    case 'not':
      return !again(predicate.operand);
    case 'exists': {
      const value = evaluate(predicate.path, document, current, spend);
      return value !== undefined && (predicate.path.definite || !isEmpty(value));
    }
    case 'compare':
      return compares(predicate.operator, operandValue(predicate.left), operandValue(predicate.right), spend);
  }
}

function compares(
  operator: Comparison,
  left: Value | undefined,
  right: Value | undefined,
  spend: Spend,
): boolean {
  switch (operator) {
    case '==':
      return same(left, right);
    case '!=':
      return !same(left, right);
    case '=~':
      return matches(left, right, spend);
    case 'in':
      return left !== undefined && itemsOf(right).some((item) => same(left, item));
    case 'nin':
      return !itemsOf(right).some((item) => same(left, item));
    case 'contains':
      if (typeof left === 'string') return typeof right === 'string' && left.includes(right);
      return itemsOf(left).some((item) => same(item, right));
    case 'size':
      return isNumber(right ?? null) && sizeOf(left) === right;
    case 'empty':
      return left !== undefined && isEmpty(left) === (right === true);
    case 'subsetof':
      return itemsOf(left).every((item) => itemsOf(right).some((other) => same(item, other)));
    case 'anyof':
      return itemsOf(left).some((item) => itemsOf(right).some((other) => same(item, other)));
    case 'noneof':
      return !itemsOf(left).some((item) => itemsOf(right).some((other) => same(item, other)));
    default:
      return ordered(operator, left, right);
  }
}

function same(left: Value | undefined, right: Value | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  if (isNumber(left) && isNumber(right)) return compare(left, right) === 0;
  return javaEquals(left, right);
}

function ordered(
  operator: '<' | '<=' | '>' | '>=',
  left: Value | undefined,
  right: Value | undefined,
): boolean {
  const order = orderOf(left, right);
  if (order === undefined) return false;
  switch (operator) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
}

/** Numbers and texts have an order among themselves. */
function orderOf(left: Value | undefined, right: Value | undefined): number | undefined {
  if (left === undefined || right === undefined) return undefined;
  if (isNumber(left) && isNumber(right)) return compare(left, right);
  if (typeof left !== 'string' || typeof right !== 'string') return undefined;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** A pattern that can't be used matches nothing. */
function matches(left: Value | undefined, right: Value | undefined, spend: Spend): boolean {
  if (left === undefined || left === null || typeof right !== 'string') return false;
  const budget = new RegexBudget();
  try {
    return javaRegex(right).matches(textOf(left), budget);
  } catch (error) {
    if (error instanceof PatternError || error instanceof RegexBudgetError) return false;
    throw error;
  } finally {
    spend(1 + (budget.spent >>> 3));
  }
}

function itemsOf(value: Value | undefined): readonly Value[] {
  return value instanceof JavaList ? value.items : [];
}

function sizeOf(value: Value | undefined): number | undefined {
  if (value instanceof JavaList) return value.items.length;
  if (value instanceof JavaMap) return value.size;
  return typeof value === 'string' ? value.length : undefined;
}

function isEmpty(value: Value): boolean {
  return sizeOf(value) === 0;
}
