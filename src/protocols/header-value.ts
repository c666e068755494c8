import { readScalar, writeScalar } from './scalar.ts';
import { serializationError } from './serialization-error.ts';
import type { Member, TimestampFormat } from './shape.ts';

const HEADER_DATES: TimestampFormat = 'http-date';

/** Reads a header bound to a member. Undefined when it says nothing (an empty list). */
export function readHeader(member: Member, text: string): unknown {
  const shape = member.target;
  if (shape.type !== 'list') return readHeaderScalar(member, text);
  const element = shape.member;
  const parts =
    element.target.type === 'timestamp' && isHttpDate(element) ? splitHttpDates(text) : splitHeaderList(text);
  if (parts.length === 0) return undefined;
  return parts.map((part) => readHeaderScalar(element, part));
}

/** Text of a header bound to a member. */
export function writeHeader(member: Member, value: unknown): string {
  const shape = member.target;
  if (shape.type !== 'list') return headerText(writeHeaderScalar(member, value));
  if (!Array.isArray(value)) throw new TypeError(`${member.name} must be an array`);
  const element = shape.member;
  const quoted = element.target.type === 'string';
  return value
    .filter((item) => item !== undefined && item !== null)
    .map((item) => {
      const text = headerText(writeHeaderScalar(element, item));
      return quoted && /[",]|^$|^\s|\s$/.test(text) ? `"${text.replace(/["\\]/g, '\\$&')}"` : text;
    })
    .join(', ');
}

/** A string with a media type travels in base64. https://smithy.io/2.0/spec/http-bindings.html#httpheader-serialization-rules */
function readHeaderScalar(member: Member, text: string): unknown {
  if (hasMediaType(member)) return Buffer.from(text, 'base64').toString('utf8');
  return readScalar(member, text, HEADER_DATES);
}

function writeHeaderScalar(member: Member, value: unknown): string {
  if (hasMediaType(member)) return Buffer.from(String(value), 'utf8').toString('base64');
  return writeScalar(member, value, HEADER_DATES);
}

function hasMediaType(member: Member): boolean {
  const shape = member.target;
  return shape.type === 'string' && (member.traits.mediaType ?? shape.mediaType) !== undefined;
}

function isHttpDate(member: Member): boolean {
  const shape = member.target;
  const format =
    member.traits.timestampFormat ?? (shape.type === 'timestamp' ? shape.timestampFormat : undefined);
  return (format ?? HEADER_DATES) === 'http-date';
}

/** Every date has one comma of its own. */
function splitHttpDates(text: string): string[] {
  const parts = text.split(',').map((part) => part.trim());
  if (parts.length === 1 && parts[0] === '') return [];
  if (parts.length % 2 !== 0) throw serializationError('Malformed list of dates');
  const dates: string[] = [];
  for (let index = 0; index < parts.length; index += 2) dates.push(`${parts[index]}, ${parts[index + 1]}`);
  return dates;
}

/** Splits at commas outside of double quotes, in which a backslash escapes. RFC 9110, sections 5.6.1 and 5.6.4. */
export function splitHeaderList(text: string): string[] {
  const parts: string[] = [];
  let at = 0;
  while (at < text.length) {
    while (text[at] === ' ' || text[at] === '\t') at++;
    if (text[at] === '"') {
      const [value, end] = readQuoted(text, at + 1);
      parts.push(value);
      at = text.indexOf(',', end);
      if (at === -1) at = text.length;
    } else {
      let end = text.indexOf(',', at);
      if (end === -1) end = text.length;
      const part = text.slice(at, end).trim();
      if (part !== '') parts.push(part);
      at = end;
    }
    at++;
  }
  return parts;
}

function readQuoted(text: string, start: number): [value: string, end: number] {
  let value = '';
  for (let at = start; at < text.length; at++) {
    if (text[at] === '"') return [value, at + 1];
    if (text[at] === '\\') at++;
    value += text[at] ?? '';
  }
  throw serializationError('Unclosed quote in a header');
}

/** A line break would begin another header. */
function headerText(text: string): string {
  return text.replace(/[\r\n\0]+/g, ' ');
}
