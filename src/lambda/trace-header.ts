import { randomBytes } from 'node:crypto';

/** What a header may hold; anything else of a caller's trace header is not passed on. */
const PRINTABLE = /^[\x20-\x7e]{1,1024}$/;

/**
 * Value of `Lambda-Runtime-Trace-Id`: the caller's trace, or a new one.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 * @param active whether a new trace is sampled
 */
export function traceHeader(given: string | undefined, active: boolean, now: number): string {
  if (given !== undefined && PRINTABLE.test(given)) return given;
  const random = randomBytes(20).toString('hex');
  const seconds = Math.floor(now / 1000).toString(16);
  return `Root=1-${seconds}-${random.slice(0, 24)};Parent=${random.slice(24)};Sampled=${active ? 1 : 0}`;
}
