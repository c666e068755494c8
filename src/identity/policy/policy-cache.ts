import { type CompiledPolicy, compilePolicy } from './compile.ts';

/** Characters of policy text whose compiled forms are kept, some ten times as much in bytes. */
const CAPACITY = 4_000_000;

/** Compiled policies by their text; the ones not used for longest go first. Texts never change, so nothing gets stale. */
export class PolicyCache {
  readonly #compiled = new Map<string, CompiledPolicy>();
  readonly #capacity: number;
  #size = 0;

  /** @param capacity in characters of policy text */
  constructor(capacity: number = CAPACITY) {
    this.#capacity = capacity;
  }

  /** Throws MalformedPolicyError. */
  compile(text: string): CompiledPolicy {
    const known = this.#compiled.get(text);
    if (known) {
      this.#compiled.delete(text);
      this.#compiled.set(text, known);
      return known;
    }
    const policy = compilePolicy(text);
    this.#compiled.set(text, policy);
    this.#size += text.length;
    for (const oldest of this.#compiled.keys()) {
      if (this.#size <= this.#capacity) break;
      this.#compiled.delete(oldest);
      this.#size -= oldest.length;
    }
    return policy;
  }
}
