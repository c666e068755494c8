import type { Latency } from './latency.ts';
import { quantile } from './latency.ts';

export interface PacedLoad {
  readonly requestsPerSecond: number;
  readonly seconds: number;
}

/**
 * Begins calls at a fixed rate, whether or not earlier ones have been answered, after a second to warm up. A call's time
 * counts from when it was due, so that waiting behind a slow one is seen.
 */
export async function measurePaced(call: () => Promise<unknown>, load: PacedLoad): Promise<Latency> {
  await paced(call, { ...load, seconds: 1 });
  const times = await paced(call, load);
  return {
    median: quantile(times, 0.5),
    p99: quantile(times, 0.99),
    requestsPerSecond: times.length / load.seconds,
  };
}

/** Milliseconds of each call. */
async function paced(
  call: () => Promise<unknown>,
  { requestsPerSecond, seconds }: PacedLoad,
): Promise<number[]> {
  const interval = 1000 / requestsPerSecond;
  const total = requestsPerSecond * seconds;
  const times: number[] = [];
  const calls: Promise<void>[] = [];
  const began = performance.now();
  for (let index = 0; index < total; ) {
    const due = began + index * interval;
    if (performance.now() < due) {
      // A timer is too coarse for parts of a millisecond.
      await new Promise((resolve) => setImmediate(resolve));
      continue;
    }
    calls.push(call().then(() => void times.push(performance.now() - due)));
    index++;
  }
  await Promise.all(calls);
  return times;
}
