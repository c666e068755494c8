import { compileExpression, isTrue } from './compile-expression.ts';
import { compileForeach } from './compile-foreach.ts';
import { type CompiledReference, compileReference } from './compile-reference.ts';
import type { Compiler } from './compiler.ts';
import { type RenderSettings, VELOCITY_SETTINGS } from './limits.ts';
import type { RenderObserver } from './observer.ts';
import { parseTemplate } from './parse-template.ts';
import { type Argument, BREAK, type Flow, GO_ON, Rendering, Scope, STOP } from './rendering.ts';
import type { Block, Expression, Macro, Reference, Statement } from './syntax.ts';
import { type Position, TemplateError } from './template-error.ts';
import { HostObject, type Value } from './value.ts';
import { textOf } from './value-text.ts';

/** A template that has been compiled: it may be rendered any number of times, by many at once. */
export interface Template {
  /**
   * What the template makes of its variables, which `#set` changes and adds to. Throws TemplateError.
   * @param observer is told of every step
   */
  render(variables: Map<string, Value>, settings?: RenderSettings, observer?: RenderObserver): string;
}

/** Compiles a template of Velocity 1.7. Throws TemplateError when it is malformed or too large. */
export function compileTemplate(source: string): Template {
  const { body, macros } = guarded(() => parseTemplate(source));
  const render = guarded(() => new TemplateCompiler(macros).block(body));
  return {
    render(variables, settings = VELOCITY_SETTINGS, observer) {
      const rendering = new Rendering(Scope.root(variables), settings, observer);
      guarded(() => render(rendering));
      return rendering.output;
    },
  };
}

/** What is too deep for the machine's stack is too deep for a template. */
function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) throw new TemplateError('limit', 'The template is nested too deeply');
    throw error;
  }
}

type Render = (rendering: Rendering) => Flow;

interface CompiledMacro {
  readonly parameters: readonly string[];
  readonly render: Render;
}

class TemplateCompiler implements Compiler {
  readonly #sources: ReadonlyMap<string, Macro>;
  /** Compiled at their first call, for they may call each other. */
  readonly #macros = new Map<string, CompiledMacro>();

  constructor(macros: ReadonlyMap<string, Macro>) {
    this.#sources = macros;
  }

  readonly expression = (expression: Expression) => compileExpression(expression, this);

  block(block: Block): Render {
    const [first, second] = block;
    if (first === undefined) return () => GO_ON;
    if (second === undefined) return this.#statement(first);
    const statements = block.map((statement) => this.#statement(statement));
    return (rendering) => {
      for (const statement of statements) {
        const flow = statement(rendering);
        if (flow !== GO_ON) return flow;
      }
      return GO_ON;
    };
  }

  #statement(statement: Statement): Render {
    switch (statement.kind) {
      case 'text': {
        const { text, position } = statement;
        return (rendering) => {
          rendering.writeText(text, position);
          return GO_ON;
        };
      }
      case 'reference':
        return this.#reference(statement.reference);
      case 'set':
        return this.#set(statement);
      case 'if':
        return this.#if(statement);
      case 'foreach':
        return compileForeach(statement, this);
      case 'call':
        return this.#call(statement);
      case 'define':
        return this.#define(statement);
      case 'evaluate':
        return this.#evaluate(statement);
      case 'break':
      case 'stop': {
        const { kind, position } = statement;
        const flow = kind === 'break' ? BREAK : STOP;
        return (rendering) => {
          rendering.observer?.end(position, kind);
          return flow;
        };
      }
    }
  }

  /** An odd number of backslashes escapes a reference that is not null; for one that is, they are only text. */
  #reference(reference: Reference): Render {
    const { get } = compileReference(reference, this);
    const { backslashes, quiet, source, position } = reference;
    const absent = quiet ? '' : source;
    if (backslashes === 0) {
      return (rendering) => {
        rendering.spend(1);
        const value = get(rendering);
        rendering.writeValue(
          value === null ? absent : typeof value === 'string' ? value : textOf(value, rendering),
          position,
        );
        return GO_ON;
      };
    }
    const prefix = '\\'.repeat(backslashes >> 1);
    const escaped = backslashes % 2 === 1;
    return (rendering) => {
      rendering.spend(1);
      const value = get(rendering);
      if (escaped) rendering.writeValue(value === null ? `${prefix}\\${source}` : prefix + source, position);
      else
        rendering.writeValue(
          value === null ? prefix + prefix + absent : prefix + textOf(value, rendering),
          position,
        );
      return GO_ON;
    };
  }

  /** Null leaves the variable as it was: Velocity 1.7's `directive.set.null.allowed` is false. */
  #set({ target, value, position }: Extract<Statement, { kind: 'set' }>): Render {
    const { set } = compileReference(target, this);
    const evaluate = this.expression(value);
    return (rendering) => {
      rendering.spend(1);
      const result = evaluate(rendering);
      if (result !== null) set(rendering, result);
      rendering.observer?.set(position, target.source, result);
      return GO_ON;
    };
  }

  #if({ branches, otherwise }: Extract<Statement, { kind: 'if' }>): Render {
    const compiled = branches.map(({ condition, body, position }) => ({
      condition: this.expression(condition),
      render: this.block(body),
      position,
    }));
    const start = branches[0]?.position ?? FIRST;
    const last = this.block(otherwise?.body ?? []);
    return (rendering) => {
      rendering.spend(1);
      for (const { condition, render, position } of compiled) {
        if (!isTrue(condition(rendering))) continue;
        rendering.observer?.branch(start, position);
        return render(rendering);
      }
      rendering.observer?.branch(start, otherwise?.position);
      return last(rendering);
    };
  }

  #call({ name, args, source, body, position }: Extract<Statement, { kind: 'call' }>): Render {
    if (!this.#sources.has(name)) {
      return (rendering) => {
        rendering.writeValue(source, position);
        return GO_ON;
      };
    }
    const passed = args.map((arg) => this.#argument(arg));
    const content = body && this.block(body);
    let macro: CompiledMacro | undefined;
    return (rendering) => {
      rendering.spend(1);
      macro ??= this.#macro(name);
      const parameters = new Map<string, Argument>();
      macro.parameters.forEach((parameter, index) => {
        parameters.set(parameter, passed[index] ?? MISSING);
      });
      if (content !== undefined) parameters.set('bodyContent', rendered(content));
      const { render } = macro;
      rendering.observer?.call(position, name);
      try {
        return rendering.nested(() => {
          rendering.scope = rendering.scope.forMacro(parameters);
          return render(rendering) === STOP ? STOP : GO_ON;
        });
      } catch (error) {
        throw error instanceof TemplateError ? error.at(position) : error;
      }
    };
  }

  #macro(name: string): CompiledMacro {
    const known = this.#macros.get(name);
    if (known !== undefined) return known;
    const source = this.#sources.get(name);
    const macro = { parameters: source?.parameters ?? [], render: this.block(source?.body ?? []) };
    this.#macros.set(name, macro);
    return macro;
  }

  #argument(expression: Expression): Argument {
    if (expression.kind !== 'reference') return { get: this.expression(expression), set: () => false };
    const reference: CompiledReference = compileReference(expression.reference, this);
    return reference;
  }

  #define({ name, body }: Extract<Statement, { kind: 'define' }>): Render {
    const content = this.block(body);
    return (rendering) => {
      rendering.spend(1);
      rendering.scope.set(name, new DefinedBlock(() => rendered(content).get(rendering)), rendering);
      return GO_ON;
    };
  }

  #evaluate({ value, position }: Extract<Statement, { kind: 'evaluate' }>): Render {
    const source = this.expression(value);
    return (rendering) => {
      const text = source(rendering);
      if (typeof text !== 'string') return GO_ON;
      rendering.spend(10 + text.length);
      try {
        const { body, macros } = parseTemplate(text, this.#sources);
        const render = new TemplateCompiler(macros).block(body);
        return rendering.embedded(position, () =>
          rendering.nested(() => (render(rendering) === STOP ? STOP : GO_ON)),
        );
      } catch (error) {
        throw error instanceof TemplateError ? new TemplateError(error.kind, error.reason, position) : error;
      }
    };
  }
}

const FIRST: Position = { line: 1, column: 1 };

const MISSING: Argument = { get: () => null, set: () => false };

/** A block that stands for what it prints. */
function rendered(render: Render): Argument {
  return {
    get: (rendering) => rendering.nested(() => rendering.capture(() => render(rendering))),
    set: () => false,
  };
}

/** What `#define` makes: rendered wherever it is printed. */
class DefinedBlock extends HostObject {
  readonly #render: () => Value;

  constructor(render: () => Value) {
    super();
    this.#render = render;
  }

  get(): Value {
    return null;
  }

  text(): string {
    return textOf(this.#render());
  }
}
