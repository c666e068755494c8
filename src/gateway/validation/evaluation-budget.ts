/** A body that takes too long to be validated. */
export class OverBudgetError extends Error {
  override readonly name = 'OverBudgetError';

  constructor() {
    super('validating the request body takes too long');
  }
}

/** Schemas applied to values within one body: some tenths of a second. */
const MAXIMUM_EVALUATIONS = 2_000_000;
/** Milliseconds after which no further pattern is tried. */
const MAXIMUM_TIME = 500;

/**
 * What validating one body may cost. References let a small schema be applied to a value exponentially often, so every
 * application is counted. Validation is synchronous, so one budget serves all.
 */
class EvaluationBudget {
  #left = 0;
  #deadline = 0;

  /** Begins to count for a body. */
  begin(): void {
    this.#left = MAXIMUM_EVALUATIONS;
    this.#deadline = performance.now() + MAXIMUM_TIME;
  }

  /** One schema is applied to one value. Throws OverBudgetError. */
  spend(): void {
    if (--this.#left < 0) throw new OverBudgetError();
  }

  /** Costly work is about to begin. Throws OverBudgetError. */
  checkTime(): void {
    if (performance.now() > this.#deadline) throw new OverBudgetError();
  }
}

export const budget = new EvaluationBudget();
