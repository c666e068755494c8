const NONE: number[] = [];

/** The states that a search is in, in order of preference, each with what its groups hold. */
export class ThreadList {
  readonly #entered: Uint32Array;
  readonly #steps: number[] = [];
  readonly #captures: number[][] = [];
  #generation = 1;

  constructor(steps: number) {
    this.#entered = new Uint32Array(steps);
  }

  get size(): number {
    return this.#steps.length;
  }

  step(index: number): number {
    return this.#steps[index] ?? 0;
  }

  captures(index: number): number[] {
    return this.#captures[index] ?? NONE;
  }

  /** False when the state was entered before: that way is preferred. */
  enter(step: number): boolean {
    if (this.#entered[step] === this.#generation) return false;
    this.#entered[step] = this.#generation;
    return true;
  }

  add(step: number, captures: number[]): void {
    this.#steps.push(step);
    this.#captures.push(captures);
  }

  clear(): void {
    this.#generation++;
    this.#steps.length = 0;
    this.#captures.length = 0;
  }
}
