/** A process that asks for tokens of one bucket as fast as it is told, and tells how many it got. */
import { LeasedTokenBuckets } from './leased-token-buckets.ts';
import { ADMITTED, type TokenBucket } from './token-buckets.ts';
import { IpcTokenSource } from './token-lease-ipc.ts';

const [rate = 0, burst = 0, demand = 0, milliseconds = 0] = process.argv.slice(2).map(Number);
const buckets = new LeasedTokenBuckets(new IpcTokenSource(process), () => performance.now());
const wanted: TokenBucket[] = [{ key: 'shared', rate, burst }];
const start = performance.now();
let asked = 0;
let admitted = 0;
while (performance.now() - start < milliseconds) {
  const due = Math.floor(((performance.now() - start) / 1000) * demand) - asked;
  const results = await Promise.all(Array.from({ length: Math.max(0, due) }, () => buckets.take(wanted)));
  asked += results.length;
  admitted += results.filter((result) => result === ADMITTED).length;
  await new Promise((resolve) => setTimeout(resolve, 1));
}
buckets.close();
process.send?.({ admitted, asked }, undefined, undefined, () => process.disconnect?.());
