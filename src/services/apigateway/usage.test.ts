import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withoutOldDays } from '../../definitions/quota-period.ts';
import { failure, openService } from './apigateway.fixture.ts';
import { daysBetween, parseDate, usageOn } from './usage-days.ts';

async function planWithKey(quota: boolean) {
  const { call } = openService();
  const plan = await call('CreateUsagePlan', {
    name: 'basic',
    ...(quota ? { quota: { limit: 5000, period: 'MONTH' as const } } : {}),
  });
  const { id: keyId } = await call('CreateApiKey', {});
  await call('CreateUsagePlanKey', { usagePlanId: plan.id, keyId, keyType: 'API_KEY' });
  return { call, usagePlanId: plan.id, keyId: keyId ?? '' };
}

const remaining = (value: string) => [{ op: 'replace' as const, path: '/remaining', value }];

// The example of https://docs.aws.amazon.com/apigateway/latest/api/API_GetUsage.html; today is 2026-01-02.
test('GetUsage shows keys of which something is known, day by day', async () => {
  const { call, usagePlanId, keyId } = await planWithKey(true);
  const range = { usagePlanId, startDate: '2025-12-31', endDate: '2026-01-05' };
  assert.deepEqual(await call('GetUsage', range), { ...range, items: {} });
  assert.deepEqual(await call('UpdateUsage', { usagePlanId, keyId, patchOperations: remaining('10') }), {
    usagePlanId,
    startDate: '2026-01-02',
    endDate: '2026-01-02',
    items: { [keyId]: [[0, 10]] },
  });
  const items = {
    [keyId]: [
      [0, 5000],
      [0, 5000],
      [0, 10],
    ],
  };
  assert.deepEqual(await call('GetUsage', range), { ...range, items });
  assert.deepEqual((await call('GetUsage', { ...range, keyId })).items, items);
  assert.deepEqual((await call('GetUsage', { ...range, keyId: 'other' })).items, {});
});

test('UpdateUsage refuses what is no number, keys of other plans and plans without a quota', async () => {
  const { call, usagePlanId, keyId } = await planWithKey(false);
  const update = (members: object) =>
    call('UpdateUsage', { usagePlanId, keyId, patchOperations: remaining('10'), ...members });
  await assert.rejects(update({}), failure('BadRequestException', `Usage Plan ${usagePlanId} has no quota`));
  for (const value of ['many', '1e3', '0x10', ' 5', '5.0'])
    await assert.rejects(
      update({ patchOperations: remaining(value) }),
      failure('BadRequestException', 'Invalid remaining quota specified. It must be a whole number'),
      value,
    );
  await assert.rejects(update({ keyId: 'other' }), failure('NotFoundException'));
  await assert.rejects(
    update({ usagePlanId: 'other' }),
    failure('NotFoundException', 'Invalid Usage Plan ID specified'),
  );
});

test('GetUsage goes by pages', async () => {
  const { call, usagePlanId } = await planWithKey(true);
  const { id } = await call('CreateApiKey', {});
  await call('CreateUsagePlanKey', { usagePlanId, keyId: id, keyType: 'API_KEY' });
  const keys = (await call('GetUsagePlanKeys', { usagePlanId })).items ?? [];
  for (const key of keys) {
    await call('UpdateUsage', { usagePlanId, keyId: key.id, patchOperations: remaining('1') });
  }
  const range = { usagePlanId, startDate: '2026-01-01', endDate: '2026-01-02', limit: 1 };
  const first = await call('GetUsage', range);
  const second = await call('GetUsage', { ...range, position: first.position });
  assert.deepEqual(
    [first, second].flatMap((page) => Object.keys(page.items ?? {})),
    keys.map((key) => key.id),
  );
  assert.equal(second.position, undefined);
});

test('dates are days of the calendar, and ranges are bounded', () => {
  for (const text of ['2026-1-2', '2026-02-30', 'today', '']) {
    assert.throws(() => parseDate(text, 'startDate'), failure('BadRequestException'));
  }
  const start = parseDate('2026-01-01', 'startDate');
  assert.throws(() => daysBetween(start, start - 1, start), failure('BadRequestException'));
  assert.throws(() => daysBetween(start, start + 100 * 86_400_000, start), failure('BadRequestException'));
});

test('what is left lasts until the quota period ends', () => {
  const usage = { days: { '2026-01-03': [4, 6] as [number, number] } };
  const days = ['2026-01-03', '2026-01-04', '2026-02-01'];
  const rest = (period: 'DAY' | 'WEEK' | 'MONTH') =>
    usageOn(usage, { limit: 10, offset: 0, period }, days).map(([, left]) => left);
  assert.deepEqual(rest('DAY'), [6, 10, 10]);
  // 2026-01-03 is a Saturday.
  assert.deepEqual(rest('WEEK'), [6, 10, 10]);
  assert.deepEqual(rest('MONTH'), [6, 6, 10]);
  assert.deepEqual(withoutOldDays(usage, Date.parse('2026-12-01')), { days: {} });
});
