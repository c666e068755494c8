import { TemplateError } from './template-error.ts';
import { HostObject, type Value } from './value.ts';

/** java.util.Iterator, which a loop goes on with from where it is. */
export class JavaIterator extends HostObject {
  readonly #items: readonly Value[];
  #next = 0;

  constructor(items: readonly Value[]) {
    super();
    this.#items = items;
  }

  get(): Value {
    return null;
  }

  override call(name: string): Value {
    switch (name) {
      case 'hasNext':
        return this.#next < this.#items.length;
      case 'next':
        if (this.#next >= this.#items.length) throw new TemplateError('runtime', 'There is no next element');
        return this.#items[this.#next++] ?? null;
      default:
        return null;
    }
  }

  /** All that are left, after which there are none. */
  rest(): readonly Value[] {
    const rest = this.#items.slice(this.#next);
    this.#next = this.#items.length;
    return rest;
  }

  text(): string {
    return 'iterator';
  }
}
