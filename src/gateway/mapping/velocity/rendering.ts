import { Budget } from './budget.ts';
import type { RenderSettings } from './limits.ts';
import type { RenderObserver } from './observer.ts';
import { type Position, TemplateError } from './template-error.ts';
import type { Value } from './value.ts';

/** How a block ended: on its own, by `#break`, or by `#stop`. */
export type Flow = 0 | 1 | 2;
export const GO_ON = 0;
export const BREAK = 1;
export const STOP = 2;

/** One rendering under way: its variables, what has been written, and what may still be used. */
export class Rendering extends Budget {
  scope: Scope;
  /** What the block being rendered has written. */
  output = '';
  /** Undefined when nobody looks on. */
  observer: RenderObserver | undefined;
  #written = 0;
  #depth = 0;
  #captures = 0;

  constructor(scope: Scope, settings: RenderSettings, observer?: RenderObserver) {
    super(settings);
    this.scope = scope;
    this.observer = observer;
  }

  #write(text: string): void {
    this.#written += text.length;
    if (this.#written > this.settings.maximumText)
      throw new TemplateError('limit', 'The output is too large');
    this.output += text;
  }

  /** Writes the template's own text at a place. */
  writeText(text: string, position: Position): void {
    this.#write(text);
    if (this.observer !== undefined && this.#captures === 0) this.observer.text(position, text);
  }

  /** Writes what something at a place prints. */
  writeValue(text: string, position: Position): void {
    this.#write(text);
    if (this.observer !== undefined && this.#captures === 0) this.observer.value(position, text);
  }

  /** What `work` writes, instead of writing it. */
  capture(work: () => void): string {
    const outer = this.output;
    this.output = '';
    this.#captures++;
    try {
      work();
      return this.output;
    } finally {
      this.output = outer;
      this.#captures--;
    }
  }

  /** Runs another template, whose places mean nothing in this one: what it writes is printed at the given place. */
  embedded<T>(position: Position, work: () => T): T {
    const { observer } = this;
    if (observer === undefined) return work();
    const before = this.output.length;
    this.observer = undefined;
    try {
      return work();
    } finally {
      this.observer = observer;
      if (this.#captures === 0) observer.value(position, this.output.slice(before));
    }
  }

  /** Runs a macro or the like, within the bound on how deep they call each other. */
  nested<T>(work: () => T): T {
    if (++this.#depth > this.settings.maximumDepth) {
      throw new TemplateError('limit', 'Macros call each other too deeply');
    }
    const { scope } = this;
    try {
      return work();
    } finally {
      this.scope = scope;
      this.#depth--;
    }
  }
}

/** An argument of a macro, which is passed by name: worked out, in the caller's scope, whenever it is asked for. */
export interface Argument {
  get(rendering: Rendering): Value;
  /** Sets the caller's reference; false for arguments that are none. */
  set(rendering: Rendering, value: Value): boolean;
}

/**
 * The variables that a part of a template sees. A macro has a scope of its own for its parameters; what it sets is set
 * for everyone, as by Velocity 1.7's default.
 */
export class Scope {
  readonly #variables: Map<string, Value>;
  readonly #parameters: ReadonlyMap<string, Argument> | undefined;
  readonly #caller: Scope | undefined;
  /** Parameters that were set where their arguments can't be. */
  #locals: Map<string, Value> | undefined;

  private constructor(
    variables: Map<string, Value>,
    parameters: ReadonlyMap<string, Argument> | undefined,
    caller: Scope | undefined,
  ) {
    this.#variables = variables;
    this.#parameters = parameters;
    this.#caller = caller;
  }

  static root(variables: Map<string, Value>): Scope {
    return new Scope(variables, undefined, undefined);
  }

  /** The scope of a macro called from this one. */
  forMacro(parameters: ReadonlyMap<string, Argument>): Scope {
    return new Scope(this.#variables, parameters, this);
  }

  get(name: string, rendering: Rendering): Value {
    const argument = this.#parameters?.get(name);
    if (argument === undefined || this.#caller === undefined) return this.#variables.get(name) ?? null;
    const local = this.#locals?.get(name);
    if (local !== undefined) return local;
    rendering.spend(1);
    return this.#inCaller(rendering, this.#caller, () => argument.get(rendering));
  }

  /** A parameter whose argument is a reference sets that; another one gets a value of its own. */
  set(name: string, value: Value, rendering: Rendering): void {
    const argument = this.#parameters?.get(name);
    if (argument === undefined || this.#caller === undefined) {
      this.#variables.set(name, value);
      return;
    }
    const passed = this.#inCaller(rendering, this.#caller, () => argument.set(rendering, value));
    if (!passed) this.restore(name, value);
  }

  /** A loop's variable, or whatever it hides: what is to be given to {@link restore} after the loop. */
  own(name: string): Value | undefined {
    return this.#home(name).get(name);
  }

  /** Sets a variable in this scope alone; undefined removes it. */
  restore(name: string, value: Value | undefined): void {
    if (value === undefined) this.#home(name).delete(name);
    else this.#home(name).set(name, value);
  }

  #home(name: string): Map<string, Value> {
    if (!this.#parameters?.has(name)) return this.#variables;
    this.#locals ??= new Map();
    return this.#locals;
  }

  #inCaller<T>(rendering: Rendering, caller: Scope, work: () => T): T {
    const { scope } = rendering;
    rendering.scope = caller;
    try {
      return work();
    } finally {
      rendering.scope = scope;
    }
  }
}
