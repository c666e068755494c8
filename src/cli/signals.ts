import type { Writable } from 'node:stream';

/** Something that can end what it does without breaking off what it has begun. */
interface Stoppable {
  stop(): Promise<void>;
}

/** A terminal's Ctrl-C may come twice, from the terminal and passed on by a parent; only later ones mean haste. */
const SAME_SIGNAL_MS = 1000;

/** Waits for SIGINT or SIGTERM, then stops the gateway. Gives 0, or 130 when a second signal cut the draining short. */
export function untilStopped(gateway: Stoppable, stderr: Writable): Promise<number> {
  return new Promise((resolve, reject) => {
    let since: number | undefined;
    const onSignal = () => {
      if (since !== undefined) {
        if (performance.now() - since > SAME_SIGNAL_MS) process.exit(130);
        return;
      }
      since = performance.now();
      stderr.write('alicorn: finishing what has begun (Ctrl-C again ends at once)\n');
      gateway.stop().then(() => resolve(0), reject);
    };
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
  });
}
