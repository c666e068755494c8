import { JsonPathError } from './syntax.ts';

const MAXIMUM_PATH = 4_000;
const MAXIMUM_NESTING = 30;

/** A place in the text of a path. */
export class PathCursor {
  readonly text: string;
  at = 0;
  #depth = 0;

  constructor(text: string) {
    if (text.length > MAXIMUM_PATH) throw new JsonPathError('The path is too long');
    this.text = text;
  }

  get atEnd(): boolean {
    return this.at >= this.text.length;
  }

  peek(ahead = 0): string {
    return this.text.charAt(this.at + ahead);
  }

  take(text: string): boolean {
    if (!this.text.startsWith(text, this.at)) return false;
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

  skipBlanks(): void {
    this.match(/[ \t\r\n]*/y);
  }

  expect(text: string): void {
    if (!this.take(text)) throw this.error(`'${text}' is missing`);
  }

  error(reason: string): JsonPathError {
    return new JsonPathError(`${reason} at character ${this.at + 1} of the path ${this.text.slice(0, 200)}`);
  }

  nested<T>(read: () => T): T {
    if (++this.#depth > MAXIMUM_NESTING) throw this.error('Nested too deeply');
    const result = read();
    this.#depth--;
    return result;
  }

  /** A text in quotes; a backslash stands before what is taken as it is. */
  quoted(): string {
    const quote = this.peek();
    this.at++;
    let text = '';
    for (;;) {
      const character = this.peek();
      if (character === '') throw this.error('A text is not closed');
      this.at++;
      if (character === quote) return text;
      if (character === '\\') {
        text += this.peek();
        this.at++;
      } else {
        text += character;
      }
    }
  }
}
