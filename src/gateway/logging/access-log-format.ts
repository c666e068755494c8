import type { AccessRecord } from './access-record.ts';
import { accessVariable, type ReadAccess } from './access-variables.ts';

/** Makes the line for an access: never with a line end in it. */
export type AccessLogFormat = (record: AccessRecord) => string;

/** `$context.identity.sourceIp`; a period or hyphen after the last name belongs to the text around it. */
const VARIABLE = /\$context\.(\w+(?:\.\w+)*)/g;

/** What AWS writes for a variable without a value. */
const NOTHING = '-';

/** A place for the value of a variable. */
interface Slot {
  readonly read: ReadAccess;
  readonly escaped: (text: string) => string;
}

type Part = string | Slot;

/**
 * Compiles the format of an access log: a text with `$context` variables, in CLF, JSON, XML, CSV or anything else. What
 * clients put into values can neither end a line nor leave the quotes or the element that the format has around them.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-access-logging.html#apigateway-cloudwatch-log-formats
 */
export function compileAccessLogFormat(format: string): AccessLogFormat {
  const parts: Part[] = [];
  const isXml = format.trimStart().startsWith('<');
  let end = 0;
  let quoted = false;
  const text = (literal: string) => {
    for (const [mark] of literal.matchAll(/\\.|"/gs)) if (mark === '"') quoted = !quoted;
    parts.push(lineEndsReplaced(literal));
  };
  for (const match of format.matchAll(VARIABLE)) {
    const [whole, name = ''] = match;
    text(format.slice(end, match.index));
    end = match.index + whole.length;
    const read = accessVariable(name);
    if (read) parts.push({ read, escaped: isXml ? escapeXml : quoted ? escapeQuoted : escapeControls });
    else parts.push(NOTHING);
  }
  text(format.slice(end).replace(/[\r\n]+$/, ''));
  return (record) => {
    let line = '';
    for (const part of parts) line += typeof part === 'string' ? part : textFor(part, record);
    return line;
  };
}

function textFor({ read, escaped }: Slot, record: AccessRecord): string {
  const value = read(record);
  if (typeof value === 'number') return String(value);
  return value ? escaped(value) : NOTHING;
}

/** "Access Log format must be single line"; one that is not has spaces for its line ends. */
function lineEndsReplaced(literal: string): string {
  return literal.replace(/[\r\n]+/g, ' ');
}

/** All that ends a line for some reader, or drives a terminal. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const QUOTED = /["\\\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const MARKUP = /[<>&"'\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['&', '&amp;'],
  ['"', '&quot;'],
  ["'", '&apos;'],
]);

function escapeControls(text: string): string {
  return text.replace(CONTROLS, unicodeEscape);
}

/** As JSON escapes strings, which CLF's readers understand too. */
function escapeQuoted(text: string): string {
  return text.replace(QUOTED, (character) =>
    character === '"' || character === '\\' ? `\\${character}` : unicodeEscape(character),
  );
}

/** XML has no way to write most control characters. */
function escapeXml(text: string): string {
  return text.replace(MARKUP, (character) => ENTITIES.get(character) ?? ' ');
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
