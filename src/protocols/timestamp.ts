import type { TimestampFormat } from './shape.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DATE_TIME =
  /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d\d):?(\d\d))?$/;
const HTTP_DATE =
  /^[A-Z][a-z]{2}, (\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))? GMT$/;
const EPOCH_SECONDS = /^-?\d{1,14}(?:\.\d{1,9})?(?:[eE]\+?\d{1,2})?$/;
/** Bounds of ECMAScript's time values. */
const LIMIT = 8.64e15;

/** Undefined when the text isn't a timestamp of that format. */
export function parseTimestamp(text: string, format: TimestampFormat): Date | undefined {
  switch (format) {
    case 'date-time':
      return parseDateTime(text);
    case 'http-date':
      return parseHttpDate(text);
    case 'epoch-seconds':
      return EPOCH_SECONDS.test(text) ? fromSeconds(Number(text)) : undefined;
  }
}

/** Undefined when it lies outside of what Date can say. */
export function fromSeconds(seconds: number): Date | undefined {
  const milliseconds = Math.round(seconds * 1000);
  return Math.abs(milliseconds) <= LIMIT ? new Date(milliseconds) : undefined;
}

/** Text of a timestamp in headers, queries, paths and XML; fractions of a second only where there are some. */
export function formatTimestamp(date: Date, format: TimestampFormat): string {
  switch (format) {
    case 'date-time':
      return date.toISOString().replace('.000Z', 'Z');
    case 'http-date':
      return date.toUTCString();
    case 'epoch-seconds':
      return String(date.getTime() / 1000);
  }
}

function parseDateTime(text: string): Date | undefined {
  const match = DATE_TIME.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction, sign, offsetHours, offsetMinutes] = match;
  const time = checkedTime(
    [Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second)],
    fraction,
  );
  if (time === undefined) return undefined;
  if (sign === undefined) return new Date(time);
  const offset = (Number(offsetHours) * 60 + Number(offsetMinutes)) * 60_000;
  return new Date(sign === '+' ? time - offset : time + offset);
}

function parseHttpDate(text: string): Date | undefined {
  const match = HTTP_DATE.exec(text);
  if (match === null) return undefined;
  const [, day, month, year, hour, minute, second, fraction] = match;
  const time = checkedTime(
    [Number(year), MONTHS.indexOf(month ?? ''), Number(day), Number(hour), Number(minute), Number(second)],
    fraction,
  );
  return time === undefined ? undefined : new Date(time);
}

/** Refuses what Date would silently carry over, such as February 30th. A leap second counts as the next second. */
function checkedTime(
  [year, month, day, hour, minute, second]: [number, number, number, number, number, number],
  fraction: string | undefined,
): number | undefined {
  if (month < 0 || month > 11 || hour > 23 || minute > 59 || second > 60) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  if (date.getUTCMonth() !== month || date.getUTCDate() !== day) return undefined;
  const milliseconds = fraction === undefined ? 0 : Math.floor(Number(`0.${fraction}`) * 1000);
  return date.setUTCHours(hour, minute, second, milliseconds);
}
