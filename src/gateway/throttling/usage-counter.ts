import { DAY, dateOf, withoutOldDays } from '../../definitions/quota-period.ts';
import type { QuotaSettings, Usage } from '../../definitions/usage-plans.ts';
import { type CountedDay, onDay, withCounted } from './counted-usage.ts';

/**
 * A clock that goes back by less does not take the counter back to an earlier day, so that no quota begins twice; one
 * that goes back by more was wrong before.
 */
const SMALLEST_CORRECTION = 2 * DAY;

/**
 * What one key uses of one plan: its record, and what was counted since that was read or written. Days are the
 * calendar's in UTC.
 */
export class UsageCounter {
  #usage: Usage;
  #quota: QuotaSettings | undefined;
  /** ms since 1970. */
  #dayStart = 0;
  /** The entry of the day. */
  #today: [used: number, rest: number] = [0, 0];
  /** What the record does not have of the day. */
  #counted: CountedDay = { day: '', used: 0, taken: 0 };
  /** The same of days before. */
  #before: CountedDay[] = [];

  /** @param usage the record */
  constructor(usage: Usage, quota: QuotaSettings | undefined, now: number) {
    this.#usage = usage;
    this.#quota = quota;
    this.#begin(now);
  }

  /** Counts a request, unless none is left. @param quota as the plan has it now */
  count(quota: QuotaSettings | undefined, now: number): boolean {
    if (quota !== this.#quota) {
      this.#quota = quota;
      this.#begin(now);
    } else if (now >= this.#dayStart + DAY || now < this.#dayStart - SMALLEST_CORRECTION) this.#begin(now);
    if (quota !== undefined) {
      if (this.#today[1] <= 0) return false;
      this.#today[1]--;
      this.#counted.taken++;
    }
    this.#today[0]++;
    this.#counted.used++;
    return true;
  }

  /** Takes one count of the day back. */
  uncount(): void {
    if (this.#today[0] === 0) return;
    this.#today[0]--;
    this.#counted.used--;
    if (this.#quota === undefined) return;
    this.#today[1]++;
    this.#counted.taken--;
  }

  /** Hands over what the record does not have, to be written. */
  take(): CountedDay[] {
    const counted = this.#before;
    if (this.#counted.used !== 0 || this.#counted.taken !== 0) counted.push(this.#counted);
    this.#before = [];
    this.#counted = { day: this.#counted.day, used: 0, taken: 0 };
    return counted;
  }

  /** Takes back what could not be written. */
  putBack(counted: readonly CountedDay[]): void {
    this.#before.unshift(...counted);
  }

  /** Somebody sets what is left: requests counted until now do not take from it. */
  restIsSet(): void {
    this.#counted.taken = 0;
    for (const counted of this.#before) counted.taken = 0;
  }

  /** Goes on from the record as it has become. */
  rebase(usage: Usage, now: number): void {
    this.#usage = withCounted(
      usage,
      this.take().map((each) => this.#keep(each)),
      this.#quota,
    );
    this.#begin(now);
  }

  #keep(counted: CountedDay): CountedDay {
    this.#before.push(counted);
    return counted;
  }

  /** Turns to the day that it is. */
  #begin(now: number): void {
    const usage = withoutOldDays(this.#usage, now);
    const day = dayOf(usage, now);
    this.#usage = onDay(usage, this.#quota, day);
    this.#today = this.#usage.days[day] ?? [0, 0];
    this.#dayStart = Date.parse(`${day}T00:00:00Z`);
    if (this.#counted.day === day) return;
    if (this.#counted.used !== 0 || this.#counted.taken !== 0) this.#before.push(this.#counted);
    this.#counted = { day, used: 0, taken: 0 };
  }
}

/** The clock's, or a later one that is known and so near that the clock must have gone back. */
function dayOf({ days }: Usage, now: number): string {
  let day = dateOf(now);
  for (const known in days) {
    if (known > day && Date.parse(`${known}T00:00:00Z`) - now < SMALLEST_CORRECTION) day = known;
  }
  return day;
}
