const DATE_TIME =
  /^(-?\d{1,9})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:T(?:(\d{1,2})(?::(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,9}))?)?)?)?)?(Z|[+-]\d{2}(?::?\d{2})?)?$/i;
const MAXIMUM_EPOCH = 9_223_372_036_854_775_807n;
const YEAR = 31_556_952_000;

/**
 * Reads a date of a condition: one of W3C's forms of ISO 8601, or seconds since 1970 (four digits are a year: nobody
 * means the first hours of 1970). Gives ms since 1970, or undefined when it is neither.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Date
 */
export function parseDateValue(text: string): number | undefined {
  if (/^(?!\d{4}$)\d{1,19}$/.test(text)) {
    return BigInt(text) <= MAXIMUM_EPOCH ? Number(text) * 1000 : undefined;
  }
  const match = DATE_TIME.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, fraction = '', zone = 'Z'] = match;
  const m = field(month, 1, 12);
  const d = field(day, 1, 31);
  const h = field(hour, 0, 23);
  const min = field(minute, 0, 59);
  const s = field(second, 0, 59);
  if (Number.isNaN(m + d + h + min + s)) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), m - 1, d);
  date.setUTCHours(h, min, s, Math.floor(Number(`0.${fraction || '0'}`) * 1000));
  const time = date.getTime();
  // Java's years reach further than JavaScript's dates; so far away the order is all that counts.
  return Number.isNaN(time) ? (Number(year) - 1970) * YEAR : time - zoneOffset(zone);
}

/** The number, its least value when absent, NaN when out of range. */
function field(text: string | undefined, least: number, most: number): number {
  const value = text === undefined ? least : Number(text);
  return value >= least && value <= most ? value : Number.NaN;
}

/** Of `Z`, `+hh`, `+hhmm` or `+hh:mm`, in ms. */
function zoneOffset(zone: string): number {
  if (/^z$/i.test(zone)) return 0;
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}
