import type { Json } from '../definition/json.ts';
import { dataLimitExceeded } from './state-error.ts';

/** "Maximum input or output size for a task, state, or execution: 256 KiB of data as a UTF-8 encoded string" */
export const MAXIMUM_DATA = 262_144;

/** The data as JSON text. Throws States.DataLimitExceeded. */
export function checkSize(data: Json, state: string): string {
  const text = JSON.stringify(data);
  if (text.length > MAXIMUM_DATA || Buffer.byteLength(text) > MAXIMUM_DATA) throw dataLimitExceeded(state);
  return text;
}
