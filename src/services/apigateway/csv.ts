/** A line of comma-separated values. */
export interface CsvRow {
  /** The line of the file that it begins on; the first is 1. */
  readonly line: number;
  /** Without the spaces around them. */
  readonly fields: readonly string[];
}

/** A quoted field has no end, or is followed by more text. */
export class MalformedCsv extends Error {
  override readonly name = 'MalformedCsv';
  /** Where the field's row begins. */
  readonly line: number;

  constructor(line: number) {
    super(`Line ${line} is not CSV`);
    this.line = line;
  }
}

const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const COMMA = 0x2c;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;

/**
 * Reads comma-separated values row by row: fields may be enclosed in double or single quotes, which are doubled inside;
 * lines end with LF, CRLF or CR; empty lines are left out. Throws {@link MalformedCsv}.
 */
export function* readCsv(text: string): Generator<CsvRow, void, void> {
  let fields: string[] = [];
  let line = 1;
  let rowLine = 1;
  let position = text.startsWith('\uFEFF') ? 1 : 0;
  while (position < text.length) {
    if (fields.length === 0) rowLine = line;
    const field = readField(text, position);
    if (field === undefined) throw new MalformedCsv(rowLine);
    fields.push(field.text);
    line += field.lines;
    position = field.end;
    if (text.charCodeAt(position) === COMMA) {
      position++;
      if (position < text.length) continue;
      fields.push('');
    }
    position += text.startsWith('\r\n', position) ? 2 : 1;
    line++;
    if (fields.length > 1 || fields[0] !== '') yield { line: rowLine, fields };
    fields = [];
  }
}

interface Field {
  readonly text: string;
  /** Where the comma or line end after it stands. */
  readonly end: number;
  /** Line ends inside it. */
  readonly lines: number;
}

function readField(text: string, start: number): Field | undefined {
  let position = start;
  while (isSpace(text.charCodeAt(position))) position++;
  const first = text.charCodeAt(position);
  if (first === QUOTE) return readQuoted(text, position + 1, '"');
  if (first === APOSTROPHE) return readQuoted(text, position + 1, "'");
  const end = fieldEnd(text, position);
  return { text: text.slice(position, end).trimEnd(), end, lines: 0 };
}

function readQuoted(text: string, start: number, quote: string): Field | undefined {
  const parts: string[] = [];
  let from = start;
  for (;;) {
    const close = text.indexOf(quote, from);
    if (close < 0) return undefined;
    parts.push(text.slice(from, close));
    if (text.charAt(close + 1) !== quote) {
      const end = fieldEnd(text, close + 1);
      if (text.slice(close + 1, end).trim() !== '') return undefined;
      const whole = parts.join('');
      return { text: whole, end, lines: lineEnds(whole) };
    }
    parts.push(quote);
    from = close + 2;
  }
}

function fieldEnd(text: string, start: number): number {
  let end = start;
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (code === COMMA || code === LINE_FEED || code === CARRIAGE_RETURN) break;
  }
  return end;
}

function lineEnds(text: string): number {
  let count = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === LINE_FEED || (code === CARRIAGE_RETURN && text.charCodeAt(index + 1) !== LINE_FEED)) count++;
  }
  return count;
}

function isSpace(code: number): boolean {
  return code === SPACE || code === TAB;
}
