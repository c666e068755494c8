import type { Compiler, Evaluate } from './compiler.ts';
import { callMethod, getElement, getProperty, setElement, setProperty } from './members.ts';
import type { Rendering } from './rendering.ts';
import type { Reference, ReferenceStep } from './syntax.ts';
import { TemplateError } from './template-error.ts';
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
      get: (rendering) => rendering.scope.get(root, rendering) ?? rendering.settings.absent,
      set(rendering, value) {
        rendering.scope.set(root, value, rendering);
        return true;
      },
    };
  }
  const located = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw error instanceof TemplateError ? error.at(position) : error;
    }
  };
  const follow = chain(steps.map((step) => compileStep(step, compiler)));
  const owner = chain(steps.slice(0, -1).map((step) => compileStep(step, compiler)));
  const put = compileSet(last, compiler);
  return {
    get: (rendering) =>
      located(() => follow(rendering.scope.get(root, rendering), rendering)) ?? rendering.settings.absent,
    set: (rendering, value) =>
      located(() => put(owner(rendering.scope.get(root, rendering), rendering), value, rendering)),
  };
}

function chain(steps: readonly Follow[]): Follow {
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
      const args = step.args.map(expression);
      return (target, rendering) =>
        callMethod(
          target,
          name,
          args.map((arg) => arg(rendering)),
          rendering,
        );
    }
    case 'index': {
      const index = expression(step.index);
      return (target, rendering) => getElement(target, index(rendering));
    }
  }
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
