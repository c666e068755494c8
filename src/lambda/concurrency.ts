import type { Scope } from '../store/store.ts';
import type { LambdaLimits } from './limits.ts';
import type { FunctionRecord } from './records.ts';
import { throttled } from './service-errors.ts';

/**
 * Counts executions at the same time. A function with reserved concurrency has that many for itself; all others of an
 * account and region share what is left.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
 */
export class Concurrency {
  readonly #limits: LambdaLimits;
  readonly #reservedTotal: (scope: Scope) => Promise<number>;
  /** By ARN of functions with reserved concurrency, and by `account/region` for the others. */
  readonly #running = new Map<string, number>();

  constructor(limits: LambdaLimits, reservedTotal: (scope: Scope) => Promise<number>) {
    this.#limits = limits;
    this.#reservedTotal = reservedTotal;
  }

  /** Takes a place; gives the function that frees it. Throws TooManyRequestsException. */
  async enter(scope: Scope, record: FunctionRecord): Promise<() => void> {
    const { reservedConcurrency } = record;
    if (reservedConcurrency !== undefined) {
      const limit = reservedConcurrency;
      if (this.#count(record.arn) >= limit)
        throw throttled('ReservedFunctionConcurrentInvocationLimitExceeded');
      return this.#take(record.arn);
    }
    const key = `${scope.account}/${scope.region}`;
    // Reserved concurrency always leaves the minimum: only beyond it does the sum matter.
    if (
      this.#count(key) >= Math.min(this.#limits.minimumUnreservedConcurrency, this.#limits.accountConcurrency)
    ) {
      const limit = this.#limits.accountConcurrency - (await this.#reservedTotal(scope));
      if (this.#count(key) >= limit) throw throttled('ConcurrentInvocationLimitExceeded');
    }
    return this.#take(key);
  }

  #count(key: string): number {
    return this.#running.get(key) ?? 0;
  }

  #take(key: string): () => void {
    this.#running.set(key, this.#count(key) + 1);
    return () => {
      const left = this.#count(key) - 1;
      if (left > 0) this.#running.set(key, left);
      else this.#running.delete(key);
    };
  }
}
