/**
 * The canonical header block: a line `name:value` for each signed header in the order given. Values of a repeated
 * header are joined by commas in the order of the wire; a header that the request lacks has an empty value.
 * @param rawHeaders names and values in turn, as node:http gives them
 * @param signedHeaders names in lower case, sorted
 */
export function canonicalHeaders(rawHeaders: readonly string[], signedHeaders: readonly string[]): string {
  const names: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    names.push((rawHeaders[index] ?? '').toLowerCase());
  }
  let block = '';
  for (const signed of signedHeaders) {
    let separator = `${signed}:`;
    for (let index = names.indexOf(signed); index >= 0; index = names.indexOf(signed, index + 1)) {
      block += separator + canonicalHeaderValue(rawHeaders[index * 2 + 1] ?? '');
      separator = ',';
    }
    block += separator === ',' ? '\n' : `${separator}\n`;
  }
  return block;
}

/** Without white space at the ends, and with one space for each run of it within. */
function canonicalHeaderValue(value: string): string {
  const bytes = wireBytes(value);
  if (isTidy(bytes)) return bytes;
  let tidy = '';
  let start = -1;
  for (let index = 0; index <= bytes.length; index++) {
    const space = index === bytes.length || isSpace(bytes.charCodeAt(index));
    if (!space && start < 0) start = index;
    if (space && start >= 0) {
      tidy += `${tidy === '' ? '' : ' '}${bytes.slice(start, index)}`;
      start = -1;
    }
  }
  return tidy;
}

/** Characters that are no single byte cannot have come from the wire; they stand for their UTF-8 bytes. */
function wireBytes(value: string): string {
  for (let index = 0; index < value.length; index++) {
    if (value.charCodeAt(index) > 0xff) return Buffer.from(value, 'utf8').toString('latin1');
  }
  return value;
}

function isTidy(value: string): boolean {
  let previousSpace = true;
  for (let index = 0; index < value.length; index++) {
    const code = value.charCodeAt(index);
    const space = isSpace(code);
    if (space && (previousSpace || code !== 0x20)) return false;
    previousSpace = space;
  }
  return value.length === 0 || !previousSpace;
}

function isSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}
