/** Values that are no keys, by hash: those that were sent last, in two generations of which the older one is forgotten. */
export class UnknownKeys {
  readonly #maximum: number;
  #young = new Set<string>();
  #old = new Set<string>();

  constructor(maximum: number) {
    this.#maximum = maximum;
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }

  has(valueId: string): boolean {
    return this.#young.has(valueId) || this.#old.has(valueId);
  }

  add(valueId: string): void {
    if (this.#young.size >= this.#maximum / 2) {
      this.#old = this.#young;
      this.#young = new Set();
    }
    this.#young.add(valueId);
  }

  delete(valueId: string): void {
    this.#young.delete(valueId);
    this.#old.delete(valueId);
  }
}
