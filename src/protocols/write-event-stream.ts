import type { MessageHeaders } from '@smithy/types';
import { isRecord } from './safe-record.ts';
import type { Member, StructureShape } from './shape.ts';
import { isStructure } from './shape.ts';
import { writeJson, writeJsonStructure } from './write-json.ts';

export const EVENT_STREAM_MEDIA_TYPE = 'application/vnd.amazon.eventstream';

/** The codec is loaded with the first stream. */
async function createCodec() {
  const { EventStreamCodec } = await import('@smithy/core/event-streams');
  return new EventStreamCodec(
    (bytes) => Buffer.from(bytes).toString(),
    (text) => Buffer.from(text),
  );
}

/**
 * Writes events as they come, each a message of its own; an event is an object with the one member of the union that it
 * is. https://smithy.io/2.0/aws/amazon-eventstream.html
 */
export async function* writeEventStream(
  union: StructureShape,
  events: AsyncIterable<unknown>,
): AsyncGenerator<Uint8Array> {
  const codec = await createCodec();
  for await (const event of events) {
    if (!isRecord(event)) throw new TypeError(`${union.name} must be an object`);
    const [name = ''] = Object.keys(event);
    const shape = union.members.get(name)?.target;
    if (!shape || !isStructure(shape)) throw new TypeError(`${union.name} has no event ${name}`);
    const { contentType, headers, body } = eventOf(shape, event[name]);
    yield codec.encode({
      headers: {
        ':message-type': text('event'),
        ':event-type': text(name),
        ':content-type': text(contentType),
        ...headers,
      },
      body,
    });
  }
}

function text(value: string): MessageHeaders[string] {
  return { type: 'string', value };
}

interface EventParts {
  readonly contentType: string;
  readonly headers: MessageHeaders;
  readonly body: Uint8Array;
}

/** Members may be headers, and one of them the body; else the others are the body together. */
function eventOf(shape: StructureShape, value: unknown): EventParts {
  if (!isRecord(value)) throw new TypeError(`${shape.name} must be an object`);
  const headers: MessageHeaders = {};
  const inBody: Member[] = [];
  let payload: Member | undefined;
  for (const member of shape.members.values()) {
    if (member.traits.event === 'payload') payload = member;
    else if (member.traits.event === 'header') {
      const given = value[member.name];
      if (given !== undefined && given !== null) headers[member.name] = headerOf(member, given);
    } else inBody.push(member);
  }
  if (payload) return { headers, ...payloadOf(payload, value[payload.name]) };
  const json = JSON.stringify(writeJsonStructure(shape, value, inBody));
  return { headers, contentType: 'application/json', body: Buffer.from(json) };
}

function headerOf(member: Member, value: unknown): MessageHeaders[string] {
  if (typeof value === 'boolean') return { type: 'boolean', value };
  if (value instanceof Date) return { type: 'timestamp', value };
  if (value instanceof Uint8Array) return { type: 'binary', value };
  if (typeof value !== 'number') return text(String(value));
  if (member.target.type === 'byte' || member.target.type === 'short' || member.target.type === 'integer')
    return { type: member.target.type, value };
  return { type: 'integer', value };
}

function payloadOf(member: Member, value: unknown): Pick<EventParts, 'contentType' | 'body'> {
  const { type } = member.target;
  if (type === 'blob') {
    const bytes = value instanceof Uint8Array ? value : Buffer.from(String(value ?? ''));
    return { contentType: 'application/octet-stream', body: bytes };
  }
  if (type === 'string') return { contentType: 'text/plain', body: Buffer.from(String(value ?? '')) };
  return {
    contentType: 'application/json',
    body: Buffer.from(JSON.stringify(writeJson(member, value ?? {}))),
  };
}
