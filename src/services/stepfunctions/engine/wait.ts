import { isJsonObject, type Json, type JsonObject, member } from '../definition/json.ts';
import { runtimeError, stopped } from './state-error.ts';

/** Longest delay that timers have. */
const LONGEST_TIMER = 2_147_483_647;

/** Carries out a Wait state: the input says how long, and what is given on. Rejects when the signal is aborted. */
export async function waitFor(input: Json, signal: AbortSignal): Promise<Json> {
  const given = isJsonObject(input) ? input : {};
  const until = Date.now() + delayOf(given);
  while (Date.now() < until) await sleep(Math.min(until - Date.now(), LONGEST_TIMER), signal);
  return given.input ?? null;
}

/** ms. https://docs.aws.amazon.com/step-functions/latest/dg/state-wait.html */
function delayOf(given: JsonObject): number {
  const seconds = member(given, 'seconds');
  if (seconds !== undefined) {
    if (
      typeof seconds !== 'number' ||
      !Number.isSafeInteger(seconds) ||
      seconds < 0 ||
      seconds > 99_999_999
    ) {
      throw runtimeError('The SecondsPath parameter does not reference an integer value.');
    }
    return seconds * 1000;
  }
  const timestamp = member(given, 'timestamp');
  const time = typeof timestamp === 'string' ? Date.parse(timestamp) : Number.NaN;
  if (Number.isNaN(time)) {
    throw runtimeError(
      'The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string.',
    );
  }
  return Math.max(0, time - Date.now());
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(stopped());
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', abort);
      resolve();
    }, ms);
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
  });
}
