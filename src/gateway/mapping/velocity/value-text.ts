import type { Budget } from './budget.ts';
import { doubleText } from './number-text.ts';
import { TemplateError } from './template-error.ts';
import { HostObject, JavaDouble, JavaList, JavaMap, type Value } from './value.ts';

const MAXIMUM_DEPTH = 200;
const MAXIMUM_LENGTH = 10 * 1024 * 1024;

/**
 * What Java's `String.valueOf` makes of a value: maps are `{a=1, b=2}`, lists `[1, 2]`, and lists that came from JSON
 * are JSON, as recorded in `test_input_path_template_formatting`. Throws TemplateError for what is too large.
 * @param budget pays for lists and maps; without one they are only bounded
 */
export function textOf(value: Value, budget?: Budget): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'object' && value !== null) return new TextWriter(budget).text(value, 0);
  return String(value);
}

/** JSON text, as json-smart writes it without protection of slashes. Throws TemplateError for what is too large. */
export function jsonOf(value: Value, budget?: Budget): string {
  return new TextWriter(budget).json(value, 0);
}

/** Writes texts of nested values within bounds: values may contain each other, and themselves. */
class TextWriter {
  readonly #budget: Budget | undefined;
  #length = 0;

  constructor(budget: Budget | undefined) {
    this.#budget = budget;
  }

  text(value: Value, depth: number): string {
    if (typeof value === 'string') return this.#count(value);
    if (value instanceof JavaDouble) return this.#count(doubleText(value));
    if (value instanceof HostObject) return this.#count(value.text());
    if (value instanceof JavaList) {
      if (value.json) return this.json(value, depth);
      this.#enter(depth);
      return `[${value.items.map((item) => this.text(item, depth + 1)).join(', ')}]`;
    }
    if (value instanceof JavaMap) {
      this.#enter(depth);
      const member = ({ key, value: held }: { key: Value; value: Value }) =>
        `${this.text(key, depth + 1)}=${this.text(held, depth + 1)}`;
      return `{${value.entries().map(member).join(', ')}}`;
    }
    return this.#count(String(value));
  }

  json(value: Value, depth: number): string {
    if (typeof value === 'string') return this.#count(JSON.stringify(value));
    if (value instanceof JavaDouble) {
      return this.#count(Number.isFinite(value.value) ? doubleText(value) : 'null');
    }
    if (value instanceof HostObject) return this.#count(JSON.stringify(value.text()));
    if (value instanceof JavaList) {
      this.#enter(depth);
      return `[${value.items.map((item) => this.json(item, depth + 1)).join(',')}]`;
    }
    if (value instanceof JavaMap) {
      this.#enter(depth);
      const member = ({ key, value: held }: { key: Value; value: Value }) =>
        `${this.#count(JSON.stringify(textOf(key)))}:${this.json(held, depth + 1)}`;
      return `{${value.entries().map(member).join(',')}}`;
    }
    return this.#count(String(value));
  }

  #enter(depth: number): void {
    if (depth > MAXIMUM_DEPTH) throw new TemplateError('limit', 'A value is nested too deeply');
    this.#count('[]');
  }

  #count(text: string): string {
    this.#length += text.length + 1;
    this.#budget?.spendText(text.length);
    if (this.#length > MAXIMUM_LENGTH) throw new TemplateError('limit', 'A text is too large');
    return text;
  }
}
