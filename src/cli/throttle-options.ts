import type { AlicornOptions } from '../server/alicorn.ts';
import { UsageError } from './command.ts';

/** `--account-rate` and `--account-burst` of `alicorn start`. Throws {@link UsageError}. */
export function parseAccountThrottle(
  rate: string,
  burst: string,
): NonNullable<AlicornOptions['accountThrottle']> {
  return {
    rateLimit: parseLimit('--account-rate', rate, 'requests a second'),
    burstLimit: parseLimit('--account-burst', burst, 'requests'),
  };
}

function parseLimit(option: string, text: string, unit: string): number {
  if (!/^[0-9]{1,9}$/.test(text) || Number(text) === 0)
    throw new UsageError(`${option} takes a number of ${unit}`);
  return Number(text);
}
