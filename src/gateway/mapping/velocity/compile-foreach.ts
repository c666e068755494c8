import { rangeBounds } from './compile-expression.ts';
import type { Compiler, Evaluate } from './compiler.ts';
import { LoopState } from './loop-state.ts';
import { elementsOf } from './methods/list-methods.ts';
import { type Flow, GO_ON, type Rendering, STOP } from './rendering.ts';
import type { Expression, Statement } from './syntax.ts';
import { JavaMap, type Value } from './value.ts';

/** Elements to loop over; only as many are made as are asked for. */
interface Elements {
  readonly size: number;
  at(index: number): Value;
}

/**
 * `#foreach`: over a list, a map's values, or a range. The variable, `$foreach` and `$velocityCount` are afterwards what
 * they were before.
 */
export function compileForeach(
  { variable, items, body, position }: Extract<Statement, { kind: 'foreach' }>,
  compiler: Compiler,
): (rendering: Rendering) => Flow {
  const elements = compileElements(items, compiler);
  const render = compiler.block(body);
  return (rendering) => {
    const { scope } = rendering;
    const { size, at } = elements(rendering);
    if (size === 0) return GO_ON;
    const before = scope.own(variable);
    const outer = scope.own('foreach');
    const count = scope.own('velocityCount');
    const loop = new LoopState(outer ?? null);
    scope.restore('foreach', loop);
    let flow: Flow = GO_ON;
    const end = Math.min(size, rendering.settings.maximumLoops);
    for (let index = 0; index < end && flow === GO_ON && !loop.stopped; index++) {
      rendering.spend(1);
      loop.index = index;
      loop.hasNext = index + 1 < size;
      const value = at(index);
      scope.restore(variable, value);
      rendering.observer?.iteration(position, variable, value, index, size);
      scope.restore('velocityCount', index + 1);
      flow = render(rendering);
    }
    scope.restore(variable, before);
    scope.restore('foreach', outer);
    scope.restore('velocityCount', count);
    return flow === STOP ? STOP : GO_ON;
  };
}

const NOTHING: Elements = { size: 0, at: () => null };

function compileElements(items: Expression, compiler: Compiler): (rendering: Rendering) => Elements {
  if (items.kind === 'range')
    return rangeElements(compiler.expression(items.from), compiler.expression(items.to));
  const value = compiler.expression(items);
  return (rendering) => {
    const collection = value(rendering);
    // Those of a map have to be put into their order.
    if (collection instanceof JavaMap) rendering.spend(collection.size);
    const elements = elementsOf(collection);
    rendering.spendItems(elements.length);
    // Velocity would throw where a loop changes its own list; here it goes on over what was there.
    const copy = elements.slice(0, rendering.settings.maximumLoops + 1);
    return { size: copy.length, at: (index) => copy[index] ?? null };
  };
}

function rangeElements(from: Evaluate, to: Evaluate): (rendering: Rendering) => Elements {
  return (rendering) => {
    const bounds = rangeBounds(from(rendering), to(rendering));
    if (bounds === undefined) return NOTHING;
    const { first, last } = bounds;
    const step = first <= last ? 1 : -1;
    return { size: Math.abs(last - first) + 1, at: (index) => first + step * index };
  };
}
