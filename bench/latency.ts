export interface Latency {
  /** Milliseconds. */
  readonly median: number;
  readonly p99: number;
  readonly requestsPerSecond: number;
}

/** Makes `calls` calls, `concurrency` at a time, after a tenth as many to warm up. */
export async function measureLatency(
  call: () => Promise<unknown>,
  { calls, concurrency }: { calls: number; concurrency: number },
): Promise<Latency> {
  await run(call, Math.max(concurrency, Math.ceil(calls / 10)), concurrency);
  const started = performance.now();
  const times = await run(call, calls, concurrency);
  const seconds = (performance.now() - started) / 1000;
  return { median: quantile(times, 0.5), p99: quantile(times, 0.99), requestsPerSecond: calls / seconds };
}

/** Milliseconds of each call. */
async function run(call: () => Promise<unknown>, calls: number, concurrency: number): Promise<number[]> {
  const times: number[] = [];
  let left = calls;
  const client = async () => {
    while (left-- > 0) {
      const started = performance.now();
      await call();
      times.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, client));
  return times;
}

/** The value below which the fraction `q` of the values lies. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
}
