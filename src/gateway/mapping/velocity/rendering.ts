import type { RenderSettings } from './limits.ts';
import type { Scope } from './scope.ts';
import { TemplateError } from './template-error.ts';

/** How a block ended: on its own, by `#break`, or by `#stop`. */
export type Flow = 0 | 1 | 2;
export const GO_ON = 0;
export const BREAK = 1;
export const STOP = 2;

/** One rendering under way: its variables, what has been written, and what may still be used. */
export class Rendering {
  readonly settings: RenderSettings;
  scope: Scope;
  /** What the block being rendered has written. */
  output = '';
  #steps: number;
  #written = 0;
  #depth = 0;

  constructor(scope: Scope, settings: RenderSettings) {
    this.scope = scope;
    this.settings = settings;
    this.#steps = settings.maximumSteps;
  }

  write(text: string): void {
    this.#written += text.length;
    if (this.#written > this.settings.maximumText)
      throw new TemplateError('limit', 'The output is too large');
    this.output += text;
  }

  /** Uses up so many units of work. */
  spend(steps: number): void {
    this.#steps -= steps;
    if (this.#steps < 0) throw new TemplateError('limit', 'The template takes too long');
  }

  /** Pays for a text that was made or looked through, and holds it to its bound. */
  spendText(length: number): void {
    if (length > this.settings.maximumText) throw new TemplateError('limit', 'A text is too large');
    this.spend(1 + (length >>> 6));
  }

  /** Pays for elements that were made or looked through. */
  spendItems(count: number): void {
    this.spend(1 + (count >>> 3));
  }

  /** What `work` writes, instead of writing it. */
  capture(work: () => void): string {
    const outer = this.output;
    this.output = '';
    try {
      work();
      return this.output;
    } finally {
      this.output = outer;
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
