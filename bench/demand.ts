/** What somebody asks of a limit. */
export interface Demand {
  readonly requestsPerSecond: number;
  readonly clients: number;
  readonly seconds: number;
}

export interface Outcome {
  readonly asked: number;
  readonly admitted: number;
  /** Seconds from the first request to the last one. */
  readonly elapsed: number;
}

/**
 * Some clients ask at a fixed rate together. Each asks for what has become due, one after the other, and then waits a
 * millisecond; one whose answers are slow asks for less than it should.
 */
export async function demand(
  ask: (client: number) => boolean | Promise<boolean>,
  { requestsPerSecond, clients, seconds }: Demand,
): Promise<Outcome> {
  const start = performance.now();
  let asked = 0;
  let admitted = 0;
  let last = start;
  const client = async (index: number) => {
    const interval = (clients * 1000) / requestsPerSecond;
    let due = start + (interval * index) / clients;
    const end = start + seconds * 1000;
    while (due < end) {
      const now = performance.now();
      if (now >= end) return;
      if (due > now) {
        await new Promise((resolve) => setTimeout(resolve, Math.min(due, end) - now));
        continue;
      }
      due += interval;
      asked++;
      const answer = ask(index);
      if (answer instanceof Promise ? await answer : answer) admitted++;
      last = performance.now();
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, index) => client(index)));
  return { asked, admitted, elapsed: (last - start) / 1000 };
}
