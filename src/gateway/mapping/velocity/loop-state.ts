import { HostObject, type Value } from './value.ts';

/** `$foreach` within a loop. https://velocity.apache.org/engine/1.7/user-guide.html#Loops */
export class LoopState extends HostObject {
  index = 0;
  hasNext = false;
  /** Set by `$foreach.stop()`. */
  stopped = false;
  readonly #parent: Value;

  /** @param parent what `$foreach` was outside of the loop */
  constructor(parent: Value) {
    super();
    this.#parent = parent;
  }

  get(name: string): Value {
    switch (name) {
      case 'index':
        return this.index;
      case 'count':
        return this.index + 1;
      case 'hasNext':
        return this.hasNext;
      case 'first':
        return this.index === 0;
      case 'last':
        return !this.hasNext;
      case 'parent':
        return this.#parent;
      case 'topmost':
        return this.#parent instanceof LoopState ? this.#parent.get('topmost') : this;
      default:
        return null;
    }
  }

  override call(name: string): Value {
    switch (name) {
      case 'stop':
        this.stopped = true;
        return '';
      case 'hasNext':
        return this.hasNext;
      case 'isFirst':
        return this.index === 0;
      case 'isLast':
        return !this.hasNext;
      case 'getIndex':
        return this.index;
      case 'getCount':
        return this.index + 1;
      case 'getParent':
        return this.#parent;
      default:
        return null;
    }
  }

  text(): string {
    return 'foreach';
  }
}
