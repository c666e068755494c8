import { calculate, compare, isNumber, type Operator, toInteger } from './arithmetic.ts';
import { compileReference } from './compile-reference.ts';
import type { Compiler, Evaluate } from './compiler.ts';
import { looselyEqual } from './equality.ts';
import type { Rendering } from './rendering.ts';
import type { Block, Comparison, Expression } from './syntax.ts';
import { TemplateError } from './template-error.ts';
import { JavaDouble, JavaList, JavaMap, type Value } from './value.ts';
import { textOf } from './value-text.ts';

const MAXIMUM_RANGE = 100_000;

export function compileExpression(expression: Expression, compiler: Compiler): Evaluate {
  switch (expression.kind) {
    case 'constant': {
      const { value } = expression;
      return () => value;
    }
    case 'double': {
      const value = new JavaDouble(expression.value);
      return () => value;
    }
    case 'reference':
      return compileReference(expression.reference, compiler).get;
    case 'interpolation':
      return interpolation(expression.body, compiler);
    case 'list':
      return list(expression.items.map(compiler.expression));
    case 'range':
      return range(compiler.expression(expression.from), compiler.expression(expression.to));
    case 'map':
      return map(
        expression.entries.map(([key, value]) => [compiler.expression(key), compiler.expression(value)]),
      );
    case 'not': {
      const operand = compiler.expression(expression.operand);
      return (rendering) => !isTrue(operand(rendering));
    }
    case 'negate': {
      const operand = compiler.expression(expression.operand);
      return (rendering) => negated(operand(rendering));
    }
    case 'and': {
      const [left, right] = [compiler.expression(expression.left), compiler.expression(expression.right)];
      return (rendering) => isTrue(left(rendering)) && isTrue(right(rendering));
    }
    case 'or': {
      const [left, right] = [compiler.expression(expression.left), compiler.expression(expression.right)];
      return (rendering) => isTrue(left(rendering)) || isTrue(right(rendering));
    }
    case 'compare':
      return comparison(
        expression.operator,
        compiler.expression(expression.left),
        compiler.expression(expression.right),
      );
    case 'arithmetic':
      return arithmetic(
        expression.operator,
        compiler.expression(expression.left),
        compiler.expression(expression.right),
        expression.sources,
      );
  }
}

/** Velocity 1.7's truth: everything but null and false. */
export function isTrue(value: Value): boolean {
  return value !== null && value !== false;
}

/** The ends of a range expression's value; undefined when they are no integers. */
export function rangeBounds(from: Value, to: Value): { first: number; last: number } | undefined {
  const first = boundOf(from);
  const last = boundOf(to);
  return first === undefined || last === undefined ? undefined : { first, last };
}

/** An integer, or the text of one. */
function boundOf(value: Value): number | undefined {
  if (isNumber(value)) return toInteger(value);
  return typeof value === 'string' && /^-?[0-9]{1,10}$/.test(value) ? Number(value) : undefined;
}

function interpolation(body: Block, compiler: Compiler): Evaluate {
  const render = compiler.block(body);
  return (rendering) => rendering.capture(() => render(rendering));
}

function list(items: readonly Evaluate[]): Evaluate {
  return (rendering) => {
    rendering.spendItems(items.length);
    return new JavaList(items.map((item) => item(rendering)));
  };
}

function range(from: Evaluate, to: Evaluate): Evaluate {
  return (rendering) => {
    const bounds = rangeBounds(from(rendering), to(rendering));
    if (bounds === undefined) return null;
    const { first, last } = bounds;
    const size = Math.abs(last - first) + 1;
    if (size > MAXIMUM_RANGE) throw new TemplateError('limit', 'A range is too large');
    rendering.spendItems(size);
    const step = first <= last ? 1 : -1;
    return new JavaList(Array.from({ length: size }, (_, index) => first + step * index));
  };
}

function map(entries: readonly (readonly [Evaluate, Evaluate])[]): Evaluate {
  return (rendering) => {
    rendering.spendItems(entries.length);
    const result = new JavaMap();
    for (const [key, value] of entries) result.put(key(rendering), value(rendering));
    return result;
  };
}

function negated(value: Value): Value {
  return isNumber(value) ? calculate('-', 0, value) : null;
}

function comparison(operator: Comparison, left: Evaluate, right: Evaluate): Evaluate {
  switch (operator) {
    case '==':
      return (rendering) => equal(left(rendering), right(rendering), rendering);
    case '!=':
      return (rendering) => !equal(left(rendering), right(rendering), rendering);
    default:
      return (rendering) => {
        const a = left(rendering);
        const b = right(rendering);
        return isNumber(a) && isNumber(b) && ordered(operator, compare(a, b));
      };
  }
}

/** A variable that was never set equals what a member that there is not stands for. */
function equal(left: Value, right: Value, rendering: Rendering): boolean {
  const { absent } = rendering.settings;
  return looselyEqual(left ?? absent, right ?? absent, rendering);
}

function ordered(operator: Exclude<Comparison, '==' | '!='>, order: number): boolean {
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

/** `+` with a text joins, null standing as it is written; otherwise what is no number makes null. */
function arithmetic(
  operator: Operator,
  left: Evaluate,
  right: Evaluate,
  [leftSource, rightSource]: readonly [string, string],
): Evaluate {
  return (rendering) => {
    rendering.spend(1);
    const a = left(rendering);
    const b = right(rendering);
    if (isNumber(a) && isNumber(b)) return calculate(operator, a, b);
    if (operator !== '+' || (typeof a !== 'string' && typeof b !== 'string')) return null;
    const text =
      (a === null ? leftSource : textOf(a, rendering)) + (b === null ? rightSource : textOf(b, rendering));
    rendering.spendText(text.length);
    return text;
  };
}
