import type { RenderObserver } from './velocity/observer.ts';
import { type Position, TemplateError } from './velocity/template-error.ts';
import type { Value } from './velocity/value.ts';
import { textOf } from './velocity/value-text.ts';

/** What happened on a line of a template besides what it printed. */
export type TraceStep =
  /** `value` is null when there was none, which left the variable as it was. */
  | { readonly kind: 'set'; readonly target: string; readonly value: string | null }
  /** `line` is where the branch stands that was taken; null when none was. */
  | { readonly kind: 'if'; readonly line: number | null }
  | {
      readonly kind: 'foreach';
      readonly variable: string;
      readonly value: string;
      /** From 1 on. */
      readonly iteration: number;
      readonly of: number;
    }
  | { readonly kind: 'macro'; readonly name: string }
  | { readonly kind: 'break' | 'stop' };

/** One going through a line of a template; a line in a loop has one for each time. */
export interface TraceLine {
  /** From 1 on. */
  readonly line: number;
  /** The line as it is written. */
  readonly source: string;
  output: string;
  readonly steps: TraceStep[];
}

const MAXIMUM_LINES = 10_000;
const MAXIMUM_VALUE = 1_000;

/** Writes down what each line of a template does while it is rendered, in the order in which it happens. */
export class TemplateTrace implements RenderObserver {
  readonly lines: TraceLine[] = [];
  readonly #sources: readonly string[];
  /** True when more happened than is kept. */
  truncated = false;

  constructor(template: string) {
    this.#sources = template.split(/\r\n|\n|\r/);
  }

  text({ line }: Position, text: string): void {
    let at = line;
    for (const part of text.split(/(?<=\r\n|\n|\r(?!\n))/)) {
      if (part !== '') this.#on(at++).output += part;
    }
  }

  value({ line }: Position, text: string): void {
    if (text !== '') this.#on(line).output += text;
  }

  set({ line }: Position, target: string, value: Value): void {
    this.#on(line).steps.push({ kind: 'set', target, value: value === null ? null : shortText(value) });
  }

  branch({ line }: Position, taken: Position | undefined): void {
    this.#on(line).steps.push({ kind: 'if', line: taken?.line ?? null });
  }

  iteration({ line }: Position, variable: string, value: Value, index: number, size: number): void {
    const text = shortText(value);
    const step = {
      kind: 'foreach',
      variable: `$${variable}`,
      value: text,
      iteration: index + 1,
      of: size,
    } as const;
    this.#begin(line).steps.push(step);
  }

  call({ line }: Position, name: string): void {
    this.#on(line).steps.push({ kind: 'macro', name });
  }

  end({ line }: Position, directive: 'break' | 'stop'): void {
    this.#on(line).steps.push({ kind: directive });
  }

  #on(line: number): TraceLine {
    const last = this.lines.at(-1);
    return last?.line === line ? last : this.#begin(line);
  }

  #begin(line: number): TraceLine {
    const begun = { line, source: this.#sources[line - 1] ?? '', output: '', steps: [] };
    if (this.lines.length < MAXIMUM_LINES) this.lines.push(begun);
    else this.truncated = true;
    return begun;
  }
}

function shortText(value: Value): string {
  let text: string;
  try {
    text = textOf(value);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    text = `(${error.reason})`;
  }
  return text.length > MAXIMUM_VALUE ? `${text.slice(0, MAXIMUM_VALUE)}...` : text;
}
