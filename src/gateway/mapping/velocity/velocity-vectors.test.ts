import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { compileTemplate } from './compile-template.ts';
import { HostObject, JavaDouble, JavaList, JavaMap, type Value } from './value.ts';
import { textOf } from './value-text.ts';

/** Apache Velocity's own regression templates (.vm) and what they print (.cmp). */
const FOLDER = new URL('../../../../test/vectors/velocity/', import.meta.url);
const NAMES = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.vm'))
  .map((name) => name.slice(0, -3));

/** The macros that Velocity's own suite has in a library, written as what it prints shows them. */
const LIBRARY =
  '#macro(quietnull $a)$!a#end#macro(testbool $b)#if($b)   arg $b\n   #else   arg $b\n #end#end';

/** org.apache.velocity.test.provider.TestProvider, as far as the templates call it. */
class Provider extends HostObject {
  #title: Value = 'lunatic';

  get(name: string): Value {
    if (name === 'Title' || name === 'title') return this.#title;
    return name === 'vector' || name === 'Vector' ? list('vector element 1', 'vector element 2') : null;
  }

  override set(name: string, value: Value): boolean {
    if (name === 'title') this.#title = value;
    return name === 'title';
  }

  override call(name: string, args: readonly Value[]): Value {
    if (name === 'getTitle') return this.#title;
    if (name === 'getHashtable') return mapOf({ key0: 'value0', key1: 'value1', key2: 'value2' });
    if (name !== 'concat') return null;
    const [first, second = null] = args;
    if (first instanceof JavaList) return first.items.map((item) => `${textOf(item)} `).join('');
    return `${textOf(first ?? null)}${textOf(second)}`;
  }

  text(): string {
    return 'test provider';
  }
}

/** Any object that is only printed, or has the properties given. */
class Plain extends HostObject {
  readonly #text: string;
  readonly #properties: Readonly<Record<string, Value>>;

  constructor(text: string, properties: Readonly<Record<string, Value>> = {}) {
    super();
    this.#text = text;
    this.#properties = properties;
  }

  get(name: string): Value {
    return this.#properties[name] ?? null;
  }

  text(): string {
    return this.#text;
  }
}

function list(...items: Value[]): JavaList {
  return new JavaList(items);
}

function mapOf(members: Readonly<Record<string, Value>>): JavaMap {
  return JavaMap.of(Object.entries(members));
}

/** Vectors are read by `firstElement()` too, which lists here do not have. */
class Vector extends HostObject {
  get(): Value {
    return null;
  }

  override call(name: string): Value {
    return name === 'firstElement' ? 'string1' : null;
  }

  text(): string {
    return '[string1, string2]';
  }
}

function context(): Map<string, Value> {
  return new Map<string, Value>([
    ['name', 'jason'],
    ['name2', new Plain('jason')],
    ['name3', new Plain('geoge')],
    ['Floog', 'floogie woogie'],
    ['hashtable', mapOf({ Bar: 'this is from a hashtable!', Foo: 'this is from a hashtable too!' })],
    ['hashmap', new JavaMap()],
    ['list', list(...[1, 2, 3, 4].map((index) => `ArrayList element ${index}`))],
    ['stringarray', list('first element', 'second element')],
    ['vector', new Vector()],
    ['obarr', list('a', 'b', 'c', 'd')],
    ['intarr', list(10, 20, 30, 40, 50)],
    ['emptyarr', list()],
    ['int1', 1000],
    ['long1', 10_000_000_000],
    ['float1', new JavaDouble(1000.1234, true)],
    ['double1', new JavaDouble(10_000_000_000)],
    ['templatenumber1', new JavaDouble(999.125)],
    ['nullList', list('a', 'b', null, 'd')],
    ['boolobj', new Plain('', { boolean: true, notboolean: false })],
    ['provider', new Provider()],
  ]);
}

describe("Apache Velocity's regression templates", () => {
  test('all of them are here', () => assert.equal(NAMES.length, 16));

  for (const name of NAMES) {
    test(name, () => {
      const source = readFileSync(new URL(`${name}.vm`, FOLDER), 'utf8')
        // A TemplateNumber, which exists only in Java, is the number itself here.
        .replaceAll('$templatenumber1.AsNumber', '$templatenumber1');
      const expected = readFileSync(new URL(`${name}.cmp`, FOLDER), 'utf8');
      assert.equal(compileTemplate(LIBRARY + source).render(context()), expected);
    });
  }
});
