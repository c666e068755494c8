import { writeHeader } from './header-value.ts';
import type { HttpBindings } from './http-bindings.ts';
import { httpBindingsOf } from './http-bindings.ts';
import { isRecord } from './safe-record.ts';
import type { Member, StructureShape } from './shape.ts';
import { isStructure } from './shape.ts';
import { EVENT_STREAM_MEDIA_TYPE, writeEventStream } from './write-event-stream.ts';
import { writeJson, writeJsonStructure } from './write-json.ts';

/** Headers and body of a restJson1 answer, and its status where the output binds it. */
export interface RestMessage {
  readonly headers: Record<string, string>;
  readonly body: Uint8Array | string;
  /** An event stream, in the place of the body. */
  readonly stream: AsyncIterable<Uint8Array> | undefined;
  readonly status: number | undefined;
}

/**
 * Writes an output or error over the parts of a restJson1 response.
 * @param payloadMediaType content type of blob payloads whose model names none
 */
export function writeRestMessage(
  shape: StructureShape,
  value: unknown,
  payloadMediaType = 'application/octet-stream',
): RestMessage {
  if (!isRecord(value)) throw new TypeError(`${shape.name} must be an object`);
  const bindings = httpBindingsOf(shape, 'response');
  const headers = writeHeaders(bindings, value);
  const stream = streamOf(bindings, value);
  if (stream) headers['content-type'] = EVENT_STREAM_MEDIA_TYPE;
  const status = bindings.statusCode === undefined ? undefined : value[bindings.statusCode.name];
  return {
    headers,
    body: stream ? '' : writeBody(shape, bindings, value, headers, payloadMediaType),
    stream,
    status: typeof status === 'number' ? status : undefined,
  };
}

function streamOf(
  { payload }: HttpBindings,
  value: Record<string, unknown>,
): AsyncIterable<Uint8Array> | undefined {
  if (!payload || !isStructure(payload.target) || !payload.target.eventStream) return undefined;
  const events = value[payload.name];
  return isAsyncIterable(events) ? writeEventStream(payload.target, events) : undefined;
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

function writeHeaders(bindings: HttpBindings, value: Record<string, unknown>): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [prefix, member] of bindings.prefixHeaders) {
    const entries = value[member.name];
    if (!isRecord(entries)) continue;
    for (const name of Object.keys(entries)) {
      const header = `${prefix}${name}`.toLowerCase();
      if (isHeaderName(header)) headers[header] = String(entries[name]).replace(/[\r\n\0]+/g, ' ');
    }
  }
  for (const [name, member] of bindings.headers) {
    const memberValue = value[member.name];
    if (memberValue !== undefined && memberValue !== null) headers[name] = writeHeader(member, memberValue);
  }
  return headers;
}

function isHeaderName(name: string): boolean {
  return /^[!#$%&'*+\-.^_`|~0-9a-z]+$/.test(name) && name !== '__proto__';
}

function writeBody(
  shape: StructureShape,
  bindings: HttpBindings,
  value: Record<string, unknown>,
  headers: Record<string, string>,
  payloadMediaType: string,
): Uint8Array | string {
  if (bindings.payload !== undefined) {
    return writePayload(bindings.payload, value[bindings.payload.name], headers, payloadMediaType);
  }
  headers['content-type'] ??= 'application/json';
  return JSON.stringify(writeJsonStructure(shape, value, bindings.body));
}

function writePayload(
  member: Member,
  value: unknown,
  headers: Record<string, string>,
  payloadMediaType: string,
): Uint8Array | string {
  const shape = member.target;
  if (value === undefined || value === null) {
    if (shape.type !== 'structure') return '';
    headers['content-type'] ??= 'application/json';
    return '{}';
  }
  const mediaType = member.traits.mediaType ?? (isSimple(shape) ? shape.mediaType : undefined);
  if (shape.type === 'blob') {
    headers['content-type'] ??= mediaType ?? payloadMediaType;
    if (value instanceof Uint8Array || typeof value === 'string') return value;
    throw new TypeError(`${member.name} must be a Uint8Array or a string`);
  }
  if (shape.type === 'string') {
    headers['content-type'] ??= mediaType ?? 'text/plain';
    return String(value);
  }
  headers['content-type'] ??= 'application/json';
  return JSON.stringify(writeJson(member, value));
}

function isSimple(shape: Member['target']): shape is Extract<Member['target'], { mediaType?: string }> {
  return shape.type === 'blob' || shape.type === 'string';
}
