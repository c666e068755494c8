import { periodOf, restOn, withoutOldDays } from '../../definitions/quota-period.ts';
import type { QuotaSettings, Usage } from '../../definitions/usage-plans.ts';

/** Requests of one day that the record of the usage does not have yet. */
export interface CountedDay {
  readonly day: string;
  used: number;
  /** How many of them the rest of the quota is less for. */
  taken: number;
}

/**
 * The usage with the requests that were counted, and the rest of their days by the quota as it is now; without days that
 * are too old.
 */
export function withCounted(
  usage: Usage,
  counted: readonly CountedDay[],
  quota: QuotaSettings | undefined,
): Usage {
  let result = usage;
  for (const { day, used, taken } of counted) {
    result = onDay(withoutOldDays(result, Date.parse(day)), quota, day);
    const [before, rest] = result.days[day] ?? [0, 0];
    result.days[day] = [before + used, Math.max(0, rest - taken)];
  }
  return result;
}

/** The usage with an entry of its own for a day, whose rest is by the quota as it is now. */
export function onDay(usage: Usage, quota: QuotaSettings | undefined, day: string): Usage {
  const { quota: before, ...members } = usage;
  const firstDay = usage.firstDay ?? earliestOf(usage, day);
  const known = { ...members, firstDay };
  const used = usage.days[day]?.[0] ?? 0;
  const rest =
    quota === undefined ? 0 : restUnder({ ...known, ...(before && { quota: before }) }, quota, day);
  return { ...known, ...(quota && { quota }), days: { ...usage.days, [day]: [used, rest] } };
}

/** A limit that was changed in the middle of a period leaves so much more or less of it. */
function restUnder(usage: Usage, quota: QuotaSettings, day: string): number {
  const { quota: before } = usage;
  if (before?.period === quota.period) {
    return Math.max(0, restOn(usage, before, day) + quota.limit - before.limit);
  }
  const whole = restOn({ ...usage, days: {} }, quota, day);
  const present = periodOf(day, quota.period);
  let used = 0;
  for (const [known, [count]] of Object.entries(usage.days)) {
    if (known <= day && periodOf(known, quota.period) === present) used += count;
  }
  return Math.max(0, whole - used);
}

function earliestOf({ days }: Usage, day: string): string {
  let earliest = day;
  for (const known in days) if (known < earliest) earliest = known;
  return earliest;
}
