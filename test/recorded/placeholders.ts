import assert from 'node:assert/strict';

/**
 * Compares answers with recordings in which changing values have become placeholders: `<id:1>` stands for one and the
 * same value throughout a test, `datetime` for a time, and JSON texts were recorded as the documents they hold.
 */
export class Placeholders {
  readonly #values = new Map<string, string>();
  readonly #names = new Map<string, string>();

  /** Says what a placeholder stands for that can't be learned from an answer. */
  set(name: string, value: string): void {
    this.#bind(name, value, name);
  }

  /** Throws AssertionError, naming the place. */
  match(expected: unknown, actual: unknown, place: string): void {
    if (expected === 'datetime') {
      assert.equal(typeof actual, 'number', `${place}: a time in seconds`);
    } else if (typeof expected === 'string') {
      this.#matchText(expected, actual, place);
    } else if (Array.isArray(expected)) {
      this.#matchList(expected, actual, place);
    } else if (typeof expected === 'object' && expected !== null) {
      this.#matchObject(expected, typeof actual === 'string' ? parse(actual) : actual, place);
    } else {
      assert.equal(actual, expected, place);
    }
  }

  #matchText(expected: string, actual: unknown, place: string): void {
    if (/^<[^<>]+>$/.test(expected) && typeof actual === 'string') this.#bind(expected, actual, place);
    else assert.equal(actual, this.#fill(expected), place);
  }

  #matchList(expected: readonly unknown[], actual: unknown, place: string): void {
    assert.ok(Array.isArray(actual), `${place}: a list`);
    assert.equal(actual.length, expected.length, `${place}: length`);
    for (const [index, item] of expected.entries()) this.match(item, actual[index], `${place}[${index}]`);
  }

  #matchObject(expected: object, actual: unknown, place: string): void {
    assert.ok(typeof actual === 'object' && actual !== null, `${place}: an object`);
    const fields = new Map(Object.entries(actual));
    const wanted = Object.entries(expected).map(([name, value]): [string, unknown] => [
      this.#fill(name),
      value,
    ]);
    assert.deepEqual([...fields.keys()].sort(), wanted.map(([name]) => name).sort(), `${place}: members`);
    for (const [name, value] of wanted) this.match(value, fields.get(name), `${place}.${name}`);
  }

  /** The same placeholder is the same value, and different ones are different values. */
  #bind(name: string, value: string, place: string): void {
    assert.equal(value, this.#values.get(name) ?? value, `${place}: ${name}`);
    assert.equal(name, this.#names.get(value) ?? name, `${place}: ${value}`);
    this.#values.set(name, value);
    this.#names.set(value, name);
  }

  #fill(text: string): string {
    let filled = text;
    for (const [name, value] of this.#values) filled = filled.replaceAll(name, value);
    return filled;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
