import type { Compiler, Evaluate } from './compiler.ts';
import { callMethod, getElement, getProperty, setElement, setProperty } from './members.ts';
import type { Rendering } from './rendering.ts';
import type { Expression, Reference, ReferenceStep } from './syntax.ts';
import { type Position, TemplateError } from './template-error.ts';
import type { Value } from './value.ts';

/** A reference made ready: what it stands for, and how it is set. */
export interface CompiledReference {
  readonly get: Evaluate;
  /** False when what it names can't be set. */
  readonly set: (rendering: Rendering, value: Value) => boolean;
}

type Follow = (target: Value, rendering: Rendering) => Value;

export function compileReference(
  reference: Reference,
  compiler: Pick<Compiler, 'expression'>,
): CompiledReference {
  const { root, steps, position } = reference;
  const last = steps.at(-1);
  if (last === undefined) {
    return {
      get: (rendering) => rendering.scope.get(root, rendering),
      set(rendering, value) {
        rendering.scope.set(root, value, rendering);
        return true;
      },
    };
  }
  const follow = chain(steps.map((step) => compileStep(step, compiler)));
  const owner = chain(steps.slice(0, -1).map((step) => compileStep(step, compiler)));
  const put = compileSet(last, compiler);
  return {
    get(rendering) {
      try {
        const start = rendering.scope.get(root, rendering);
        return start === null ? null : (follow(start, rendering) ?? rendering.settings.absent);
      } catch (error) {
        throw located(error, position);
      }
    },
    set(rendering, value) {
      try {
        return put(owner(rendering.scope.get(root, rendering), rendering), value, rendering);
      } catch (error) {
        throw located(error, position);
      }
    },
  };
}

function located(error: unknown, position: Position): unknown {
  return error instanceof TemplateError ? error.at(position) : error;
}

function chain(steps: readonly Follow[]): Follow {
  const [first, second] = steps;
  if (first !== undefined && second === undefined) {
    return (start, rendering) => (start === null ? null : first(start, rendering));
  }
  return (start, rendering) => {
    let value = start;
    for (const step of steps) {
      if (value === null) return null;
      value = step(value, rendering);
    }
    return value;
  };
}

function compileStep(step: ReferenceStep, { expression }: Pick<Compiler, 'expression'>): Follow {
  switch (step.kind) {
    case 'property': {
      const { name } = step;
      return (target) => getProperty(target, name);
    }
    case 'method': {
      const { name } = step;
      const args = compileArguments(step.args, expression);
      return (target, rendering) => callMethod(target, name, args(rendering), rendering);
    }
    case 'index': {
      const index = expression(step.index);
      return (target, rendering) => getElement(target, index(rendering));
    }
  }
}

/** Arguments that are all constants are the same at every call: no method keeps or changes them. */
function compileArguments(
  args: readonly Expression[],
  expression: Compiler['expression'],
): (rendering: Rendering) => readonly Value[] {
  const constants: Value[] = [];
  for (const arg of args) if (arg.kind === 'constant') constants.push(arg.value);
  if (constants.length === args.length) return () => constants;
  const compiled = args.map(expression);
  return (rendering) => compiled.map((arg) => arg(rendering));
}

type Put = (target: Value, value: Value, rendering: Rendering) => boolean;

function compileSet(step: ReferenceStep, { expression }: Pick<Compiler, 'expression'>): Put {
  switch (step.kind) {
    case 'property': {
      const { name } = step;
      return (target, value, rendering) => setProperty(target, name, value, rendering);
    }
    case 'index': {
      const index = expression(step.index);
      return (target, value, rendering) => setElement(target, index(rendering), value, rendering);
    }
    case 'method':
      return () => false;
  }
}
