/** `20150830T123600Z` of a time in ms since 1970. */
export function formatTimestamp(time: number): string {
  const iso = new Date(time).toISOString();
  return `${iso.slice(0, 4)}${iso.slice(5, 7)}${iso.slice(8, 13)}${iso.slice(14, 16)}${iso.slice(17, 19)}Z`;
}

/** Time in ms since 1970 of `YYYYMMDDTHHMMSSZ`, or undefined when the text is not that or no such time exists. */
export function parseTimestamp(text: string): number | undefined {
  if (text.length !== 16 || text[8] !== 'T' || text[15] !== 'Z') return undefined;
  const date = digits(text, 0, 8);
  const clock = digits(text, 9, 15);
  if (date < 0 || clock < 0) return undefined;
  const time = Date.UTC(
    Math.floor(date / 10_000),
    (Math.floor(date / 100) % 100) - 1,
    date % 100,
    Math.floor(clock / 10_000),
    Math.floor(clock / 100) % 100,
    clock % 100,
  );
  // Date.UTC carries over what is out of range (a 30th of February); such a time does not read back as it was.
  return date >= 19700101 && formatTimestamp(time) === text ? time : undefined;
}

function digits(text: string, start: number, end: number): number {
  let value = 0;
  for (let index = start; index < end; index++) {
    const digit = text.charCodeAt(index) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/**
 * The timestamp of a `Date` header, which may be in HTTP's own form (RFC 9110, 5.6.7) or already in ISO 8601 basic
 * form: AWS takes it when there is no `X-Amz-Date`.
 */
export function timestampOfDateHeader(text: string): string | undefined {
  if (parseTimestamp(text) !== undefined) return text;
  if (text.length > 40 || !text.endsWith(' GMT')) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : formatTimestamp(time);
}
