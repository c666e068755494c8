import { MAXIMUM_NESTING } from './limits.ts';
import type { Block, Expression, Macro } from './syntax.ts';
import { type Position, TemplateError } from './template-error.ts';

/** What the parts of the parser need of each other. */
export interface Grammar {
  /** The macros defined so far. */
  readonly macros: Map<string, Macro>;
  block(cursor: Cursor): Block;
  primary(cursor: Cursor): Expression;
}

/** A place in the text of a template. */
export class Cursor {
  readonly text: string;
  readonly grammar: Grammar;
  /** UTF-16 units from the beginning. */
  at = 0;
  #depth = 0;
  /** Where the text itself stands, when it is a string within a template. */
  readonly #origin: Position | undefined;
  #lines: readonly number[] | undefined;

  constructor(text: string, grammar: Grammar, origin?: Position, depth = 0) {
    this.text = text;
    this.grammar = grammar;
    this.#origin = origin;
    this.#depth = depth;
  }

  get atEnd(): boolean {
    return this.at >= this.text.length;
  }

  get depth(): number {
    return this.#depth;
  }

  /** The character so far ahead; empty beyond the end. */
  peek(ahead = 0): string {
    return this.text.charAt(this.at + ahead);
  }

  startsWith(text: string): boolean {
    return this.text.startsWith(text, this.at);
  }

  /** Goes past a text if it is there. */
  take(text: string): boolean {
    if (!this.startsWith(text)) return false;
    this.at += text.length;
    return true;
  }

  /** Goes past what a sticky expression matches. */
  match(expression: RegExp): string | undefined {
    expression.lastIndex = this.at;
    const [matched] = expression.exec(this.text) ?? [];
    if (matched !== undefined) this.at += matched.length;
    return matched;
  }

  skipWhitespace(): void {
    this.match(/[ \t\r\n]*/y);
  }

  /** Blanks and one line end, which directives take with them; nothing when no line ends there. */
  skipLineEnd(): void {
    this.match(/[ \t]*(?:\r\n|\n|\r)/y);
  }

  expect(text: string): void {
    if (!this.take(text)) throw this.error(`Expected '${text}' but found ${this.#found()}`);
  }

  error(reason: string, at = this.at): TemplateError {
    return new TemplateError('syntax', reason, this.position(at));
  }

  unexpected(): TemplateError {
    return this.error(`${this.#found()} is not expected`.replace(/^t/, 'T'));
  }

  position(at: number): Position {
    if (this.#origin !== undefined) return this.#origin;
    const starts = this.#lines ?? startsOfLines(this.text);
    this.#lines = starts;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((starts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: at - (starts[low] ?? 0) + 1 };
  }

  /** Reads something that may contain its like. */
  nested<T>(read: () => T): T {
    if (++this.#depth > MAXIMUM_NESTING) throw this.error('The template is nested too deeply');
    const result = read();
    this.#depth--;
    return result;
  }

  #found(): string {
    if (this.atEnd) return 'the end of the template';
    return `'${this.text.slice(this.at, this.at + 20).split('\n', 1)[0]}'`;
  }
}

function startsOfLines(text: string): readonly number[] {
  const starts = [0];
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) starts.push(end + 1);
  return starts;
}
