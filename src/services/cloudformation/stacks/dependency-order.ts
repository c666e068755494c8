/** Something to be done after other things. Names of things that are not among those to be done count as done. */
export interface Step {
  readonly name: string;
  readonly after: readonly string[];
}

/**
 * Does every step once all that it comes after are done, up to `limit` at a time. When `run` answers false no further
 * step is started; those under way are awaited. There are no cycles.
 */
export async function inDependencyOrder(
  steps: readonly Step[],
  limit: number,
  run: (name: string) => Promise<boolean>,
): Promise<void> {
  const names = new Set(steps.map((step) => step.name));
  const waiting = new Map(
    steps.map(({ name, after }) => [name, new Set(after.filter((one) => names.has(one) && one !== name))]),
  );
  const running = new Map<string, Promise<void>>();
  let stopped = false;
  const start = (name: string) => {
    waiting.delete(name);
    const done = run(name).then((proceed) => {
      running.delete(name);
      if (!proceed) stopped = true;
      for (const after of waiting.values()) after.delete(name);
    });
    running.set(name, done);
  };
  for (;;) {
    for (const [name, after] of waiting) {
      if (stopped || running.size >= limit) break;
      if (after.size === 0) start(name);
    }
    if (running.size === 0) return;
    await Promise.race(running.values());
  }
}

/** The steps of taking things away: each after all that depend on it. */
export function reversed(steps: readonly Step[]): Step[] {
  const dependents = new Map<string, string[]>(steps.map((step) => [step.name, []]));
  for (const { name, after } of steps) for (const one of after) dependents.get(one)?.push(name);
  return [...dependents].map(([name, after]) => ({ name, after }));
}
