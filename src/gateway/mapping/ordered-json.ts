import { jsonNumber } from './json-number.ts';
import { TemplateError } from './velocity/template-error.ts';
import { JavaList, JavaMap, type Value } from './velocity/value.ts';

/** Lists and objects within each other. */
export const MAXIMUM_JSON_DEPTH = 500;

const BLANKS = /[ \t\r\n]*/y;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/**
 * Whether a member may have a name like `"10"`: JavaScript puts those before all others, Java keeps them where they are.
 */
export function hasNumericNames(text: string): boolean {
  return /"(?:0|[1-9][0-9]{0,9})"\s*:/.test(text);
}

/**
 * Reads JSON with the members of objects in their order. Throws TemplateError for what is nested too deeply.
 * @param text JSON that JSON.parse has taken
 */
export function readInOrder(text: string): Value {
  return new OrderedReader(text).value(0);
}

/** Looks at what kind of value is next and no more: the text is known to be well formed. */
class OrderedReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): Value {
    if (depth > MAXIMUM_JSON_DEPTH) throw new TemplateError('limit', 'The JSON is nested too deeply');
    this.#take(BLANKS);
    switch (this.#text.charAt(this.#at)) {
      case '{':
        return this.#object(depth);
      case '[':
        return this.#list(depth);
      case '"':
        return this.#string();
      case 't':
        this.#at += 'true'.length;
        return true;
      case 'f':
        this.#at += 'false'.length;
        return false;
      case 'n':
        this.#at += 'null'.length;
        return null;
      default:
        return jsonNumber(this.#take(NUMBER));
    }
  }

  #object(depth: number): JavaMap {
    const map = new JavaMap(true);
    this.#each('}', () => {
      const name = this.#string();
      this.#take(BLANKS);
      this.#at += ':'.length;
      // The last of several with one name counts, and stands where the first stood.
      map.put(name, this.value(depth + 1));
    });
    return map;
  }

  #list(depth: number): JavaList {
    const items: Value[] = [];
    this.#each(']', () => items.push(this.value(depth + 1)));
    return new JavaList(items, true);
  }

  /** Reads what stands between two brackets, one by one. */
  #each(close: string, read: () => void): void {
    this.#at++;
    this.#take(BLANKS);
    while (!this.#passes(close)) {
      read();
      this.#take(BLANKS);
      this.#passes(',');
      this.#take(BLANKS);
    }
  }

  #string(): string {
    const start = this.#at;
    let end = start;
    do end = this.#text.indexOf('"', end + 1);
    while (this.#isEscaped(end));
    this.#at = end + 1;
    const parsed: unknown = JSON.parse(this.#text.slice(start, this.#at));
    return String(parsed);
  }

  /** Whether an odd number of backslashes stands before. */
  #isEscaped(at: number): boolean {
    let before = at;
    while (this.#text.charAt(before - 1) === '\\') before--;
    return (at - before) % 2 === 1;
  }

  #passes(mark: string): boolean {
    if (!this.#text.startsWith(mark, this.#at)) return false;
    this.#at += mark.length;
    return true;
  }

  #take(expression: RegExp): string {
    expression.lastIndex = this.#at;
    const [taken = ''] = expression.exec(this.#text) ?? [];
    this.#at += taken.length;
    return taken;
  }
}
