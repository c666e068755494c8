import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failure, openService, petsApi } from './apigateway.fixture.ts';

test('CreateApiKey makes a disabled key of forty characters; its value is shown only when asked for', async () => {
  const { call } = openService();
  const key = await call('CreateApiKey', { name: 'mine', customerId: 'c1' });
  assert.match(key.id ?? '', /^[a-z0-9]{10}$/);
  assert.match(key.value ?? '', /^[A-Za-z0-9]{40}$/);
  const { value, ...shown } = key;
  assert.deepEqual(
    { ...shown, createdDate: undefined, lastUpdatedDate: undefined },
    {
      id: key.id,
      name: 'mine',
      customerId: 'c1',
      enabled: false,
      stageKeys: [],
      createdDate: undefined,
      lastUpdatedDate: undefined,
    },
  );
  assert.deepEqual(await call('GetApiKey', { apiKey: key.id }), { ...shown, tags: {} });
  assert.equal((await call('GetApiKey', { apiKey: key.id, includeValue: true })).value, value);
  assert.deepEqual(await call('GetApiKeys', {}), { items: [shown] });
  assert.deepEqual(await call('GetApiKeys', { includeValues: true }), { items: [key] });
  await assert.rejects(
    call('GetApiKey', { apiKey: 'none' }),
    failure('NotFoundException', 'Invalid API Key identifier specified'),
  );
});

test('CreateApiKey checks value, name, description, stages and quota', async () => {
  const { call } = openService({ apiKeys: 2 });
  const { restApiId } = await petsApi(call);
  const value = 'a'.repeat(20);
  await call('CreateApiKey', { value });
  await assert.rejects(
    call('CreateApiKey', { value }),
    failure('ConflictException', 'API Key already exists'),
  );
  await assert.rejects(
    call('CreateApiKey', { value: 'short' }),
    failure('BadRequestException', 'API Key value should be at least 20 characters'),
  );
  await assert.rejects(
    call('CreateApiKey', { value: 'a'.repeat(129) }),
    failure('BadRequestException', 'API Key value exceeds maximum size of 128 characters'),
  );
  await assert.rejects(call('CreateApiKey', { name: 'a'.repeat(1025) }), failure('BadRequestException'));
  await assert.rejects(
    call('CreateApiKey', { description: 'a'.repeat(125_001) }),
    failure('BadRequestException'),
  );
  await assert.rejects(
    call('CreateApiKey', { stageKeys: [{ restApiId, stageName: 'none' }] }),
    failure('BadRequestException', 'Invalid stage identifier specified'),
  );
  const { id } = await call('CreateApiKey', { value: '' });
  await assert.rejects(call('CreateApiKey', {}), failure('LimitExceededException'));
  await call('DeleteApiKey', { apiKey: id });
  await call('CreateApiKey', {});
});

test('UpdateApiKey changes text, state and stages; its answer has tags and no value', async () => {
  const { call } = openService();
  const { restApiId } = await petsApi(call);
  await call('CreateDeployment', { restApiId, stageName: 'dev' });
  const { id: apiKey, value: _value, ...key } = await call('CreateApiKey', { name: 'a', customerId: 'c' });
  const update = (op: 'add' | 'replace' | 'remove', path: string, value?: string) =>
    call('UpdateApiKey', { apiKey, patchOperations: [{ op, path, value }] });
  await update('replace', '/name', 'b');
  await update('replace', '/customerId', '');
  await update('replace', '/enabled', 'true');
  await update('add', '/labels', 'x');
  await update('remove', '/labels', 'x');
  const stageKey = `${restApiId}/dev`;
  const updated = await update('add', '/stages', stageKey);
  assert.deepEqual(updated, {
    id: apiKey,
    name: 'b',
    enabled: true,
    stageKeys: [stageKey],
    createdDate: key.createdDate,
    lastUpdatedDate: key.lastUpdatedDate,
    tags: {},
  });
  assert.deepEqual((await update('remove', '/stages', stageKey)).stageKeys, []);
  // Recorded: what is no boolean is taken, as false.
  assert.equal((await update('replace', '/enabled', 'not-a-boolean')).enabled, false);
  await assert.rejects(update('replace', '/id', 'new'), failure('BadRequestException'));
  await assert.rejects(update('add', '/stages', `${restApiId}/none`), failure('BadRequestException'));
  assert.equal((await call('GetApiKeys', { nameQuery: 'a' })).items?.length, 0);
  assert.equal((await call('GetApiKeys', { customerId: 'c' })).items?.length, 0);
});

test('GetApiKeys finds keys by the beginning of the name, by customer, and by pages', async () => {
  const { call } = openService();
  const names = ['test-1', 'test-2', 'test/3', 'Test-4', 'tes%2Ft'];
  for (const name of names) await call('CreateApiKey', { name, customerId: name.slice(-1) });
  const list = async (query: object) =>
    ((await call('GetApiKeys', query)).items ?? []).map((key) => key.name).sort();
  assert.deepEqual(await list({ nameQuery: 'test' }), ['test-1', 'test-2', 'test/3']);
  assert.deepEqual(await list({ nameQuery: 'test/' }), ['test/3']);
  assert.deepEqual(await list({ nameQuery: 'tes%' }), ['tes%2Ft']);
  assert.deepEqual(await list({ nameQuery: 'est' }), []);
  assert.deepEqual(await list({ customerId: '1' }), ['test-1']);
  assert.deepEqual(await list({ customerId: '1', nameQuery: 'x' }), []);
  // Recorded: a limit of -1 is taken for none.
  assert.equal((await list({ limit: -1 })).length, 5);
  for (const query of [{}, { nameQuery: 't' }]) {
    const found: (string | undefined)[] = [];
    let position: string | undefined;
    do {
      const page = await call('GetApiKeys', { ...query, limit: 1, position });
      assert.equal(page.items?.length, 1);
      found.push(...(page.items ?? []).map((key) => key.name));
      position = page.position;
    } while (position !== undefined);
    assert.deepEqual(
      found.sort(),
      names.filter((name) => !('nameQuery' in query) || name !== 'Test-4').sort(),
    );
  }
});

test('many keys made at once are all there and all counted', async () => {
  const { call } = openService({ apiKeys: 60 });
  const made = await Promise.all(Array.from({ length: 60 }, () => call('CreateApiKey', {})));
  assert.equal(new Set(made.map((key) => key.id)).size, 60);
  assert.equal((await call('GetApiKeys', { limit: 500 })).items?.length, 60);
  await assert.rejects(call('CreateApiKey', {}), failure('LimitExceededException'));
});

test('of two keys made at once with one value, one is refused', async () => {
  const { call } = openService();
  const made = await Promise.allSettled([1, 2].map(() => call('CreateApiKey', { value: 'b'.repeat(20) })));
  assert.deepEqual(made.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
});

test('ImportApiKeys makes keys, overwrites known ones and puts them into plans', async () => {
  const { call } = openService();
  const { id: planId } = await call('CreateUsagePlan', { name: 'basic' });
  const { id: known } = await call('CreateApiKey', {
    value: 'k'.repeat(30),
    name: 'old',
    description: 'old',
  });
  const body = Buffer.from(
    [
      'Name,key,description,Enabled,usageplanIds,other',
      `"first, ""one""",${'f'.repeat(30)},An imported key,TRUE,${planId}`,
      `second,${'k'.repeat(30)},,false,"${planId},nope"`,
      `third,short,,,`,
      '',
    ].join('\r\n'),
  );
  const { ids = [], warnings } = await call('ImportApiKeys', { body, format: 'csv' });
  assert.deepEqual(warnings, [
    'Line 4: API Key value should be at least 20 characters',
    'Line 3: Invalid Usage Plan ID specified',
  ]);
  assert.equal(ids[1], known);
  const first = await call('GetApiKey', { apiKey: ids[0], includeValue: true });
  assert.equal(first.name, 'first, "one"');
  assert.equal(first.description, 'An imported key');
  assert.equal(first.enabled, true);
  assert.equal(first.value, 'f'.repeat(30));
  const second = await call('GetApiKey', { apiKey: known });
  assert.deepEqual([second.name, second.description, second.enabled], ['second', undefined, false]);
  assert.equal((await call('GetUsagePlanKeys', { usagePlanId: planId })).items?.length, 2);
  const again = await call('ImportApiKeys', { body, format: 'csv' });
  assert.deepEqual(again.ids, ids);
});

test('ImportApiKeys with failOnWarnings, a missing column, another format or too many keys imports nothing', async () => {
  const { call } = openService({ apiKeys: 1 });
  const file = (...lines: string[]) => ({ body: Buffer.from(lines.join('\n')), format: 'csv' as const });
  const good = `a,${'a'.repeat(20)}`;
  await assert.rejects(
    call('ImportApiKeys', { ...file('name,key', good, 'b,short'), failOnWarnings: true }),
    failure('BadRequestException', 'Line 3: API Key value should be at least 20 characters'),
  );
  await assert.rejects(
    call('ImportApiKeys', file('name,value', good)),
    failure('BadRequestException', "Missing required column 'Key'"),
  );
  await assert.rejects(call('ImportApiKeys', file('name,key', '"a')), failure('BadRequestException'));
  await assert.rejects(
    call('ImportApiKeys', { body: Buffer.from([0xff, 0xfe, 0xfd]), format: 'csv' }),
    failure('BadRequestException'),
  );
  await assert.rejects(
    call('ImportApiKeys', file('name,key', good, `b,${'b'.repeat(20)}`)),
    failure('LimitExceededException'),
  );
  assert.deepEqual((await call('GetApiKeys', {})).items, []);
});

test('a long import lets others have their turns', async () => {
  const { call } = openService();
  let turns = 0;
  let next: NodeJS.Immediate;
  const take = () => {
    turns++;
    next = setImmediate(take);
  };
  next = setImmediate(take);
  const lines = Array.from({ length: 5000 }, (_, index) => `k,${String(index).padStart(20, '0')}`);
  const body = Buffer.from(['name,key', ...lines].join('\n'));
  const { ids, warnings } = await call('ImportApiKeys', { body, format: 'csv' });
  clearImmediate(next);
  assert.deepEqual([new Set(ids).size, warnings], [5000, []]);
  assert.ok(turns >= 50, String(turns));
});

test('a file that is wrong in thousands of lines imports nothing', async () => {
  const { call } = openService();
  for (const lines of [
    [`good,${'g'.repeat(20)}`, ...Array.from({ length: 10_001 }, () => 'bad,short')],
    Array.from({ length: 10 }, (_, row) => {
      const plans = Array.from({ length: 1001 }, (_, plan) => `p${row}-${plan}`);
      return `good,${String(row).padStart(20, '0')},"${plans.join()}"`;
    }),
  ]) {
    const body = Buffer.from(['name,key,usagePlanIds', ...lines].join('\n'));
    await assert.rejects(
      call('ImportApiKeys', { body, format: 'csv' }),
      failure(
        'BadRequestException',
        'More than 10000 lines of the file of API keys are wrong; nothing was imported.',
      ),
    );
  }
  assert.deepEqual((await call('GetApiKeys', {})).items, []);
});
