/** One of the processes of bench/admission.ts: asks for tokens that the process above it keeps. */
import { LeasedTokenBuckets } from '../src/store/leased-token-buckets.ts';
import { ADMITTED, type TokenBucket } from '../src/store/token-buckets.ts';
import { IpcTokenSource } from '../src/store/token-lease-ipc.ts';
import { demand } from './demand.ts';

const [rate = 0, burst = 0, requestsPerSecond = 0, clients = 0, seconds = 0] = process.argv
  .slice(2)
  .map(Number);
const buckets = new LeasedTokenBuckets(new IpcTokenSource(process), () => performance.now());
const wanted: TokenBucket[] = [{ key: 'shared', rate, burst }];
const admits = (result: number) => result === ADMITTED;
process.once('message', async () => {
  const outcome = await demand(
    () => {
      const result = buckets.take(wanted);
      return typeof result === 'number' ? admits(result) : result.then(admits);
    },
    { requestsPerSecond, clients, seconds },
  );
  buckets.close();
  process.send?.({ outcome }, undefined, undefined, () => process.disconnect?.());
});
process.send?.({ ready: true });
