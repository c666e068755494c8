import { DAY, dateOf, restOn } from '../../definitions/quota-period.ts';
import { type QuotaSettings, USAGE_DAYS, type Usage } from '../../definitions/usage-plans.ts';
import { entry } from './entries.ts';
import { errors } from './errors.ts';

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
 * same quota period, else the whole quota; it is 0 where the plan has no quota.
 */
export function usageOn(
  usage: Usage,
  quota: QuotaSettings | undefined,
  days: readonly string[],
): [number, number][] {
  return days.map(
    (day) => entry(usage.days, day) ?? [0, quota === undefined ? 0 : restOn(usage, quota, day)],
  );
}
