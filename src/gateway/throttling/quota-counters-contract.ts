import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { QuotaSettings, Usage } from '../../definitions/usage-plans.ts';
import type { MeteredKey, QuotaCounters } from './quota-counters.ts';

/** What the suite needs of an engine. */
export interface QuotaCountersRig {
  readonly counters: QuotaCounters;
  /** A key that is in a plan and was never used. */
  member(id: string, quota: QuotaSettings | undefined): Promise<MeteredKey>;
  /** Sets the clock. @param time ISO 8601 */
  setTime(time: string): void;
  /** The record of a key's usage. */
  usage(key: MeteredKey): Promise<Usage | undefined>;
  /** Writes what UpdateUsage writes. */
  setRest(key: MeteredKey, day: string, used: number, rest: number): Promise<void>;
  /** Other counters on the same records, as after a restart. */
  reopen(): QuotaCounters;
  close(): Promise<void>;
}

const quota = (limit: number, period: QuotaSettings['period'] = 'DAY', offset = 0): QuotaSettings => ({
  limit,
  offset,
  period,
});

/** How many of `calls` requests in a row are counted. */
async function counted(counters: QuotaCounters, key: MeteredKey, calls: number): Promise<number> {
  let count = 0;
  for (let call = 0; call < calls; call++) if (await counters.count(key)) count++;
  return count;
}

/** The suite that every engine of {@link QuotaCounters} passes. @param open gives one at 2028-02-28T12:00:00Z, a Monday */
export function quotaCountersContract(name: string, open: () => QuotaCountersRig): void {
  describe(`quota counters contract: ${name}`, () => {
    const suite = async (run: (rig: QuotaCountersRig) => Promise<void>) => {
      const rig = open();
      try {
        await run(rig);
      } finally {
        await rig.close();
      }
    };

    it('counts up to the limit, key by key', () =>
      suite(async ({ counters, member }) => {
        const one = await member('p/one', quota(3));
        const other = await member('p/other', quota(2));
        assert.equal(await counted(counters, one, 5), 3);
        assert.equal(await counted(counters, other, 5), 2);
        counters.uncount(one);
        assert.equal(await counted(counters, one, 5), 1);
      }));

    it('counts exactly when many ask at once', () =>
      suite(async ({ counters, member }) => {
        const key = await member('p/k', quota(50));
        const results = await Promise.all(Array.from({ length: 200 }, () => counters.count(key)));
        assert.equal(results.filter(Boolean).length, 50);
      }));

    it('begins anew with each day, week from Sunday and month, in UTC', () =>
      suite(async ({ counters, member, setTime }) => {
        const day = await member('p/day', quota(1, 'DAY'));
        const week = await member('p/week', quota(1, 'WEEK'));
        const month = await member('p/month', quota(1, 'MONTH'));
        const open = async (time: string) => {
          setTime(time);
          return [
            await counted(counters, day, 2),
            await counted(counters, week, 2),
            await counted(counters, month, 2),
          ];
        };
        assert.deepEqual(await open('2028-02-28T12:00:00Z'), [1, 1, 1]);
        assert.deepEqual(await open('2028-02-28T23:59:59.999Z'), [0, 0, 0]);
        assert.deepEqual(await open('2028-02-29T00:00:00Z'), [1, 0, 0], 'a leap day');
        assert.deepEqual(await open('2028-03-01T00:00:00Z'), [1, 0, 1]);
        assert.deepEqual(await open('2028-03-04T23:59:59.999Z'), [1, 0, 0], 'a Saturday');
        assert.deepEqual(await open('2028-03-05T00:00:00Z'), [1, 1, 0], 'a Sunday');
        assert.deepEqual(await open('2029-01-01T00:00:00Z'), [1, 1, 1]);
      }));

    it('takes the offset off the first period alone', () =>
      suite(async ({ counters, member, setTime }) => {
        const key = await member('p/k', quota(10, 'MONTH', 4));
        assert.equal(await counted(counters, key, 20), 6);
        setTime('2028-03-01T00:00:00Z');
        assert.equal(await counted(counters, key, 20), 10);
      }));

    it('counts keys without a quota, and lets all through', () =>
      suite(async ({ counters, member, usage }) => {
        const key = await member('p/k', undefined);
        assert.equal(await counted(counters, key, 100), 100);
        await counters.flush();
        assert.deepEqual((await usage(key))?.days, { '2028-02-28': [100, 0] });
      }));

    it('neither refills nor loses when the clock goes back', () =>
      suite(async ({ counters, member, setTime, usage }) => {
        const key = await member('p/k', quota(10));
        setTime('2028-02-29T00:00:00.010Z');
        assert.equal(await counted(counters, key, 4), 4);
        setTime('2028-02-28T23:59:59.990Z');
        assert.equal(await counted(counters, key, 4), 4);
        setTime('2028-02-29T00:00:00.020Z');
        assert.equal(await counted(counters, key, 4), 2);
        await counters.flush();
        assert.deepEqual((await usage(key))?.days, { '2028-02-29': [10, 0] });
        setTime('2028-02-28T12:00:00Z');
        assert.equal(await counted(counters, key, 4), 0);
      }));

    it('goes on where it was after a restart, with the clock gone back or not', () =>
      suite(async ({ counters, member, setTime, reopen }) => {
        const key = await member('p/k', quota(10, 'WEEK', 3));
        assert.equal(await counted(counters, key, 5), 5);
        await counters.flush();
        const second = reopen();
        setTime('2028-02-28T11:00:00Z');
        assert.equal(await counted(second, key, 10), 2);
        await second.close();
        const third = reopen();
        setTime('2028-03-05T00:00:00Z');
        assert.equal(await counted(third, key, 20), 10);
        await third.close();
      }));

    it('follows a limit that changes in the middle of a period', () =>
      suite(async ({ counters, member, reopen }) => {
        const key = await member('p/k', quota(5, 'MONTH'));
        assert.equal(await counted(counters, key, 9), 5);
        assert.equal(await counted(counters, { ...key, quota: quota(7, 'MONTH') }, 9), 2);
        assert.equal(await counted(counters, { ...key, quota: quota(3, 'MONTH') }, 9), 0);
        assert.equal(await counted(counters, { ...key, quota: quota(10, 'DAY') }, 9), 3);
        assert.equal(await counted(counters, { ...key, quota: undefined }, 9), 9);
        await counters.flush();
        const later = reopen();
        assert.equal(await counted(later, { ...key, quota: quota(21, 'DAY') }, 9), 2);
        await later.close();
      }));

    it('takes at once what is set to be left', () =>
      suite(async ({ counters, member, setRest, usage }) => {
        const key = await member('p/k', quota(5));
        assert.equal(await counted(counters, key, 4), 4);
        await counters.flush();
        assert.equal(await counted(counters, key, 1), 1);
        await setRest(key, '2028-02-28', 4, 3);
        assert.equal(await counted(counters, key, 9), 3);
        await counters.flush();
        assert.deepEqual((await usage(key))?.days, { '2028-02-28': [8, 0] }, 'nothing is lost');
        await setRest(key, '2028-02-28', 8, 1);
        assert.equal(await counted(counters, key, 9), 1);
      }));

    it('remembers ninety days', () =>
      suite(async ({ counters, member, setTime, usage }) => {
        const key = await member('p/k', quota(5));
        for (let day = 0; day < 120; day++) {
          setTime(new Date(Date.UTC(2028, 1, 28) + day * 86_400_000).toISOString());
          await counters.count(key);
          if (day % 7 === 0) await counters.flush();
        }
        await counters.flush();
        const days = Object.keys((await usage(key))?.days ?? {});
        assert.ok(days.length >= 90 && days.length <= 91 + 7, String(days.length));
      }));

    it('admits in each period what a naive calendar does', () => {
      const periods = fc.constantFrom('DAY' as const, 'WEEK' as const, 'MONTH' as const);
      const hours = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 40 });
      const setting = fc.record({ period: periods, limit: fc.integer({ min: 1, max: 6 }), hours });
      return fc.assert(
        fc.asyncProperty(setting, ({ period, limit, hours: steps }) =>
          suite(async ({ counters, member, setTime }) => {
            const key = await member('p/k', quota(limit, period));
            const admitted = new Map<string, number>();
            const start = Date.UTC(2028, 1, 28, 12);
            let time = start;
            for (const step of steps) {
              time += step * 3_600_000;
              setTime(new Date(time).toISOString());
              const label = naivePeriod(new Date(time), period);
              const before = admitted.get(label) ?? 0;
              const now = await counted(counters, key, 2);
              assert.equal(now, Math.min(2, limit - before), `${new Date(time).toISOString()} ${period}`);
              admitted.set(label, before + now);
              if (step % 3 === 0) await counters.flush();
            }
          }),
        ),
        { numRuns: 40 },
      );
    });
  });
}

/** Steps back day by day until a period begins. */
function naivePeriod(date: Date, period: QuotaSettings['period']): string {
  const day = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()));
  const begins = () =>
    period === 'DAY' || (period === 'WEEK' ? day.getUTCDay() === 0 : day.getUTCDate() === 1);
  while (!begins()) day.setUTCDate(day.getUTCDate() - 1);
  return day.toISOString();
}
