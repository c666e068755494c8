import { type QuotaSettings, USAGE_DAYS, type Usage } from '../../definitions/usage-plans.ts';
import { entry } from './entries.ts';
import { errors } from './errors.ts';

const DAY = 24 * 60 * 60 * 1000;

/** `2026-01-31` in UTC. */
export function dateOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** Midnight of a day in UTC, ms since 1970. Throws BadRequestException unless it is a date `yyyy-mm-dd`. */
export function parseDate(text: string, member: string): number {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(time) || dateOf(time) !== text) throw errors.invalidUsageDate(member);
  return time;
}

/** The days from start to end, at most those that are remembered, and none after `now`. */
export function daysBetween(start: number, end: number, now: number): string[] {
  if (end < start || end - start > USAGE_DAYS * DAY) throw errors.invalidUsageRange(USAGE_DAYS);
  const days: string[] = [];
  for (let day = start; day <= Math.min(end, now); day += DAY) days.push(dateOf(day));
  return days;
}

/**
 * What a key used and had left on each of the days. On a day without calls the rest is that of the last known day of the
 * same quota period, else the whole quota.
 */
export function usageOn(
  usage: Usage,
  quota: QuotaSettings | undefined,
  days: readonly string[],
): [number, number][] {
  const known = Object.keys(usage.days).sort();
  return days.map((day) => {
    const present = entry(usage.days, day);
    if (present !== undefined) return present;
    const before = known.findLast((one) => one < day);
    if (quota === undefined || before === undefined || periodOf(before, quota) !== periodOf(day, quota))
      return [0, quota?.limit ?? 0];
    return [0, entry(usage.days, before)?.[1] ?? quota.limit];
  });
}

/** The day that a quota period begins with: the day itself, its week's Sunday, or its month's first. */
function periodOf(day: string, { period }: QuotaSettings): string {
  if (period === 'MONTH') return day.slice(0, 7);
  if (period === 'DAY') return day;
  const time = Date.parse(`${day}T00:00:00Z`);
  return dateOf(time - new Date(time).getUTCDay() * DAY);
}

/** The usage without the days that are too old to be remembered. */
export function withoutOldDays(usage: Usage, now: number): Usage {
  const first = dateOf(now - USAGE_DAYS * DAY);
  const kept = Object.entries(usage.days).filter(([day]) => day >= first);
  return { days: Object.fromEntries(kept) };
}
