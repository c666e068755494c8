import { jsonNumber } from './json-number.ts';
import { JavaList, JavaMap, type Value } from './velocity/value.ts';

const BACKSLASH = '\\'.charCodeAt(0);
const COMMA = ','.charCodeAt(0);
const SPACE = ' '.charCodeAt(0);
const CLOSE_LIST = ']'.charCodeAt(0);
const CLOSE_OBJECT = '}'.charCodeAt(0);

/**
 * Whether a member may have a name like `"10"`: JavaScript puts those before all others, Java keeps them where they are.
 */
export function hasNumericNames(text: string): boolean {
  return /"(?:0|[1-9][0-9]{0,9})"\s*:/.test(text);
}

/**
 * Reads JSON with the members of objects in their order, and numbers as Java has them.
 * @param text JSON that JSON.parse has taken, and that is not nested too deeply
 */
export function readInOrder(text: string): Value {
  return new OrderedReader(text).value();
}

/** Looks at what kind of value is next and no more: the text is known to be well formed. */
class OrderedReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(): Value {
    this.#skipBlanks();
    switch (this.#text.charAt(this.#at)) {
      case '{':
        return this.#object();
      case '[':
        return this.#list();
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
        return this.#number();
    }
  }

  #object(): JavaMap {
    const map = new JavaMap(true);
    this.#at++;
    while (!this.#passes(CLOSE_OBJECT)) {
      const name = this.#string();
      this.#skipBlanks();
      this.#at += ':'.length;
      // The last of several with one name counts, and stands where the first stood.
      map.put(name, this.value());
      this.#passes(COMMA);
      this.#skipBlanks();
    }
    return map;
  }

  #list(): JavaList {
    const items: Value[] = [];
    this.#at++;
    while (!this.#passes(CLOSE_LIST)) {
      items.push(this.value());
      this.#passes(COMMA);
    }
    return new JavaList(items, true);
  }

  #string(): string {
    const text = this.#text;
    const start = this.#at;
    let end = start;
    do end = text.indexOf('"', end + 1);
    while (this.#isEscaped(end));
    this.#at = end + 1;
    const written = text.slice(start + 1, end);
    if (!written.includes('\\')) return written;
    const parsed: unknown = JSON.parse(text.slice(start, end + 1));
    return String(parsed);
  }

  /** Whether an odd number of backslashes stands before. */
  #isEscaped(at: number): boolean {
    let before = at;
    while (this.#text.charCodeAt(before - 1) === BACKSLASH) before--;
    return (at - before) % 2 === 1;
  }

  #number(): Value {
    const start = this.#at;
    while (isOfNumber(this.#text.charCodeAt(this.#at))) this.#at++;
    return jsonNumber(this.#text.slice(start, this.#at));
  }

  /** Goes on behind a mark, if that is what comes next. */
  #passes(mark: number): boolean {
    this.#skipBlanks();
    if (this.#text.charCodeAt(this.#at) !== mark) return false;
    this.#at++;
    return true;
  }

  /** What JSON has of blanks, in well-formed text: all up to the space. */
  #skipBlanks(): void {
    while (this.#text.charCodeAt(this.#at) <= SPACE) this.#at++;
  }
}

/** Digits and `+-.eE`. */
function isOfNumber(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) ||
    code === 0x2e ||
    code === 0x2d ||
    code === 0x2b ||
    code === 0x45 ||
    code === 0x65
  );
}
