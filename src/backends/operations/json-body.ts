import { parseJsonBody } from '../../protocols/read-json.ts';
import { isRecord } from '../../protocols/safe-record.ts';
import { serializationError } from '../../protocols/serialization-error.ts';

/** Deeper than any request of a service that is called here: DynamoDB's documents may have 32 levels of two each. */
const MAXIMUM_DEPTH = 128;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** A body as a JSON object; an empty one is `{}`. Throws SerializationException for anything else, and for one too deep. */
export function readJsonObject(body: Uint8Array): Readonly<Record<string, unknown>> {
  if (body.byteLength === 0) return {};
  if (isTooDeep(body)) throw serializationError('Nested too deeply');
  const value = parseJsonBody(body);
  if (!isRecord(value)) throw serializationError();
  return value;
}

/** Looks at the bytes alone, so that nothing that reads them recursively meets more than it can bear. */
function isTooDeep(body: Uint8Array): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < body.length; index++) {
    const byte = body[index];
    if (byte === BACKSLASH && inString) index++;
    else if (byte === QUOTE) inString = !inString;
    else if (inString) continue;
    else if (byte === 0x5b || byte === 0x7b) {
      if (++depth > MAXIMUM_DEPTH) return true;
    } else if (byte === 0x5d || byte === 0x7d) depth--;
  }
  return false;
}

/** A member that is a text, else undefined. */
export function textMember(value: unknown, name: string): string | undefined {
  if (!isRecord(value) || !Object.hasOwn(value, name)) return undefined;
  const member = value[name];
  return typeof member === 'string' ? member : undefined;
}

/** The operation after the dot of `X-Amz-Target`, if it looks like one. */
export function targetOperation(target: string | undefined): string | undefined {
  const operation = target?.slice(target.lastIndexOf('.') + 1);
  return operation !== undefined && /^[A-Za-z0-9]{1,128}$/.test(operation) ? operation : undefined;
}
