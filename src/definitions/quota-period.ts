import { type QuotaSettings, USAGE_DAYS, type Usage } from './usage-plans.ts';

/** ms of a day in UTC, which has no other. */
export const DAY = 24 * 60 * 60 * 1000;

/** `2026-01-31` in UTC. @param time ms since 1970 */
export function dateOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/**
 * The quota period that a day is in, as a text that no other period of the kind has: the day itself, its week's Sunday,
 * or its month.
 * @param day `2026-01-31`
 */
export function periodOf(day: string, period: QuotaSettings['period']): string {
  if (period === 'MONTH') return day.slice(0, 7);
  if (period === 'DAY') return day;
  const time = Date.parse(`${day}T00:00:00Z`);
  return dateOf(time - new Date(time).getUTCDay() * DAY);
}

/**
 * What is left at the end of a day, or so far: as it was on the last known day of the same quota period, else the whole
 * quota, which the offset shortens in the first period.
 * @param day `2026-01-31`
 */
export function restOn({ days, firstDay }: Usage, quota: QuotaSettings, day: string): number {
  const { limit, offset, period } = quota;
  const present = periodOf(day, period);
  let last: string | undefined;
  for (const known in days) {
    if (known <= day && (last === undefined || known > last) && periodOf(known, period) === present)
      last = known;
  }
  const known = last === undefined ? undefined : days[last];
  if (known) return known[1];
  return firstDay !== undefined && periodOf(firstDay, period) === present
    ? Math.max(0, limit - offset)
    : limit;
}

/** The usage without the days that are too old to be remembered. */
export function withoutOldDays<T extends { days: Record<string, unknown> }>(usage: T, now: number): T {
  const first = dateOf(now - USAGE_DAYS * DAY);
  const kept = Object.entries(usage.days).filter(([day]) => day >= first);
  return { ...usage, days: Object.fromEntries(kept) };
}
