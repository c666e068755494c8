import { isRecord } from '../../../protocols/safe-record.ts';

/** Steps of a path into an event: names and indexes. */
export type JsonPath = readonly (string | number)[];

const STEP = /\.(?<name>[^.[\]'"*()?@\s]+)|\[(?<index>\d{1,9})\]|\['(?<quoted>[^'\\]*)'\]/y;

/** `$`, `$.detail.id`, `$.resources[0]`, `$['detail-type']`; undefined for any other text. */
export function parseJsonPath(text: string): JsonPath | undefined {
  if (!text.startsWith('$')) return undefined;
  const steps: (string | number)[] = [];
  STEP.lastIndex = 1;
  while (STEP.lastIndex < text.length) {
    const { name, index, quoted } = STEP.exec(text)?.groups ?? {};
    if (index !== undefined) steps.push(Number(index));
    else if (name !== undefined || quoted !== undefined) steps.push(name ?? quoted ?? '');
    else return undefined;
  }
  return steps;
}

/** What is at a path; undefined when there is nothing. */
export function valueAt(value: unknown, path: JsonPath): unknown {
  let found = value;
  for (const step of path) {
    if (typeof step === 'number') found = Array.isArray(found) ? found[step] : undefined;
    else found = isRecord(found) && Object.hasOwn(found, step) ? found[step] : undefined;
  }
  return found;
}
