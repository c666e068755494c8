/**
 * Reads comma-separated values: fields may be enclosed in double or single quotes, which are doubled inside; lines end
 * with LF or CRLF; empty lines are left out. Undefined when a quoted field has no end, or is followed by more text.
 * @returns the fields of each line without the spaces around them
 */
export function readCsv(text: string): string[][] | undefined {
  const rows: string[][] = [];
  let row: string[] = [];
  let position = text.startsWith('\uFEFF') ? 1 : 0;
  while (position < text.length) {
    const field = readField(text, position);
    if (field === undefined) return undefined;
    row.push(field.text);
    position = field.end;
    if (text.charAt(position) === ',' && position < text.length) {
      position++;
      if (position < text.length) continue;
      row.push('');
    }
    position = afterLineEnd(text, position);
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
  }
  return rows;
}

interface Field {
  readonly text: string;
  /** Where the comma or line end after it stands. */
  readonly end: number;
}

function readField(text: string, start: number): Field | undefined {
  let position = start;
  while (isSpace(text.charAt(position))) position++;
  const quote = text.charAt(position);
  if (quote === '"' || quote === "'") return readQuoted(text, position + 1, quote);
  const end = fieldEnd(text, position);
  return { text: text.slice(position, end).trimEnd(), end };
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
      return text.slice(close + 1, end).trim() === '' ? { text: parts.join(''), end } : undefined;
    }
    parts.push(quote);
    from = close + 2;
  }
}

function fieldEnd(text: string, start: number): number {
  let end = start;
  while (end < text.length && !',\r\n'.includes(text.charAt(end))) end++;
  return end;
}

function afterLineEnd(text: string, position: number): number {
  const length = text.startsWith('\r\n', position) ? 2 : 1;
  return position + length;
}

function isSpace(character: string): boolean {
  return character === ' ' || character === '\t';
}
