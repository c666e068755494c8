import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { HistoryEventRecord } from './messages.ts';
import { TaskFailure, Workers } from './workers.ts';

const workers = new Workers({ count: 1 });
after(() => workers.close());

const LAMBDA = 'arn:aws:lambda:eu-west-1:123456789012:function';

async function run(
  states: Record<string, object>,
  input: unknown,
  runTask: (request: { resource: string; input: unknown }) => unknown = () => null,
  maximumEvents = 25_000,
) {
  const events: HistoryEventRecord[] = [];
  const [first] = Object.keys(states);
  const { outcome } = workers.run('machine', {
    definition: JSON.stringify({ StartAt: first, States: states }),
    input: JSON.stringify(input),
    context: {
      Execution: { Id: 'exec', Input: 1 },
      Run: { Id: 'exec', Input: 'root' },
      StateMachine: { Id: 'm' },
    },
    maximumEvents,
    onEvent: (event) => events.push(event),
    runTask: async (request) =>
      JSON.stringify(await runTask({ resource: request.resource, input: JSON.parse(request.input) })),
  });
  const ended = await outcome;
  const output: unknown = ended.kind === 'succeeded' ? JSON.parse(ended.output) : undefined;
  return { ...ended, output, events };
}

test('a task gets the input and its result is the output', async () => {
  const { output, events } = await run(
    { Hello: { Type: 'Task', Resource: `${LAMBDA}:hello`, ResultPath: '$.said', End: true } },
    { name: 'Ann' },
    ({ resource, input }) => ({ resource, input }),
  );
  assert.deepEqual(output, {
    name: 'Ann',
    said: { resource: `${LAMBDA}:hello`, input: { name: 'Ann' } },
  });
  assert.deepEqual(
    events.map(({ id, previousEventId, type }) => [id, previousEventId, type]),
    [
      [2, 0, 'TaskStateEntered'],
      [3, 2, 'LambdaFunctionScheduled'],
      [4, 3, 'LambdaFunctionStarted'],
      [5, 4, 'LambdaFunctionSucceeded'],
      [6, 5, 'TaskStateExited'],
    ],
  );
});

test('paths, templates and intrinsic functions', async () => {
  const { output } = await run(
    {
      A: {
        Type: 'Pass',
        Parameters: {
          'greeting.$': "States.Format('Hello {}, it is {}', $.name, $$.State.Name)",
          'id.$': '$$.Execution.Id',
          'whole.$': '$$.Execution.Input',
          constant: [1, { 'x.$': '$.list[1]' }],
        },
        End: true,
      },
    },
    { name: 'Ann', list: [1, 2] },
  );
  assert.deepEqual(output, {
    greeting: 'Hello Ann, it is A',
    id: 'exec',
    whole: 'root',
    constant: [1, { x: 2 }],
  });
});

test('what the library misreads is as AWS documents it', async () => {
  const { output } = await run(
    {
      Zero: { Type: 'Pass', Result: 0, ResultPath: '$.zero', Next: 'Root' },
      Root: { Type: 'Pass', Parameters: { 'kept.$': '$' }, ResultPath: '$', Next: 'Choose' },
      Choose: {
        Type: 'Choice',
        Choices: [{ Variable: '$.missing', IsPresent: false, Next: 'Quoted' }],
        Default: 'Wrong',
      },
      Quoted: { Type: 'Pass', Result: 1, ResultPath: "$['with space']", End: true },
      Wrong: { Type: 'Fail' },
    },
    {},
  );
  assert.deepEqual(output, { kept: { zero: 0 }, 'with space': 1 });
});

test('Retry tries again, Catch goes on with the error', async () => {
  let calls = 0;
  const { output } = await run(
    {
      Try: {
        Type: 'Task',
        Resource: `${LAMBDA}:f`,
        Retry: [{ ErrorEquals: ['Flaky'], IntervalSeconds: 1, BackoffRate: 1, MaxAttempts: 1 }],
        Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Caught' }],
        End: true,
      },
      Caught: { Type: 'Succeed' },
    },
    { n: 1 },
    () => {
      calls++;
      throw new TaskFailure('Flaky', 'no luck');
    },
  );
  assert.equal(calls, 2);
  assert.deepEqual(output, { n: 1, error: { Error: 'Flaky', Cause: 'no luck' } });
});

test('States.Runtime is not caught', async () => {
  const ended = await run(
    {
      Try: {
        Type: 'Pass',
        InputPath: '$.missing',
        Next: 'Later',
      },
      Later: { Type: 'Succeed' },
    },
    {},
  );
  assert.equal(ended.kind === 'failed' && ended.error, 'States.Runtime');
});

test('Map runs its items with what the context says of each, at most so many at once', async () => {
  let running = 0;
  let most = 0;
  const { promise: two, resolve: bothRun } = Promise.withResolvers<void>();
  const { output } = await run(
    {
      Each: {
        Type: 'Map',
        ItemsPath: '$.items',
        MaxConcurrency: 2,
        ItemSelector: { 'index.$': '$$.Map.Item.Index', 'value.$': '$$.Map.Item.Value', 'all.$': '$.name' },
        ItemProcessor: {
          StartAt: 'Work',
          States: {
            Work: { Type: 'Task', Resource: `${LAMBDA}:f`, Next: 'Look' },
            Look: {
              Type: 'Pass',
              Parameters: { 'in.$': '$', 'run.$': '$$.Execution.Input', 'item.$': '$$.Map.Item.Value' },
              End: true,
            },
          },
        },
        ResultPath: '$.results',
        End: true,
      },
    },
    { name: 'm', items: ['a', 'b', 'c'] },
    async ({ input }) => {
      most = Math.max(most, ++running);
      if (running === 2) bothRun();
      await two;
      running--;
      return input;
    },
  );
  assert.equal(most, 2);
  assert.deepEqual(output, {
    name: 'm',
    items: ['a', 'b', 'c'],
    results: ['a', 'b', 'c'].map((value, index) => ({
      in: { index, value, all: 'm' },
      run: 'root',
      item: value,
    })),
  });
});

test('the first failure of a Map ends it: items not begun are left', async () => {
  const seen: unknown[] = [];
  const ended = await run(
    {
      Each: {
        Type: 'Map',
        MaxConcurrency: 1,
        Iterator: { StartAt: 'Work', States: { Work: { Type: 'Task', Resource: `${LAMBDA}:f`, End: true } } },
        End: true,
      },
    },
    [1, 2, 3],
    ({ input }) => {
      seen.push(input);
      throw new TaskFailure('Bad', 'item');
    },
  );
  assert.deepEqual(
    { ...ended, events: undefined, output: undefined, run: undefined },
    { kind: 'failed', error: 'Bad', cause: 'item', events: undefined, output: undefined, run: undefined },
  );
  assert.deepEqual(seen, [1]);
});

test('Parallel gives the results of its branches in their order', async () => {
  const branch = (name: string, next: object) => ({ StartAt: name, States: { [name]: next } });
  const { output } = await run(
    {
      Both: {
        Type: 'Parallel',
        Branches: [
          branch('Slow', { Type: 'Wait', Timestamp: '2020-01-01T00:00:00Z', End: true }),
          branch('Fast', { Type: 'Pass', Result: 'fast', End: true }),
        ],
        ResultSelector: { 'first.$': '$[0]', 'second.$': '$[1]' },
        End: true,
      },
    },
    { n: 1 },
  );
  assert.deepEqual(output, { first: { n: 1 }, second: 'fast' });
});

test('a Fail state fails the execution with its error and cause', async () => {
  const ended = await run({ No: { Type: 'Fail', Error: 'Custom', Cause: 'because' } }, {});
  assert.deepEqual(
    [ended.kind, 'error' in ended && ended.error, 'cause' in ended && ended.cause],
    ['failed', 'Custom', 'because'],
  );
  const silent = await run({ No: { Type: 'Fail' } }, {});
  assert.equal('error' in silent, false);
});

test('StringMatches has one wildcard', async () => {
  for (const [text, matches] of [
    ['why?yes', true],
    ['why?', true],
    ['whyXyes', false],
  ] as const) {
    const states = {
      Ask: {
        Type: 'Choice',
        Choices: [{ Variable: '$.text', StringMatches: 'why?*', Next: 'Yes' }],
        Default: 'No',
      },
      Yes: { Type: 'Pass', Result: true, End: true },
      No: { Type: 'Pass', Result: false, End: true },
    };
    assert.equal((await run(states, { text })).output, matches, text);
  }
});

test('a loop without waits ends at the quota, and lets others run meanwhile', async () => {
  const loop = run(
    {
      A: { Type: 'Pass', Next: 'B' },
      B: { Type: 'Choice', Choices: [{ Variable: '$.x', IsNull: true, Next: 'A' }], Default: 'A' },
    },
    { x: 1 },
    undefined,
    3000,
  );
  const other = await run({ Quick: { Type: 'Succeed' } }, 1);
  assert.equal(other.output, 1);
  const ended = await loop;
  assert.equal(ended.events.length, 2998);
  assert.equal(
    ended.kind === 'failed' && ended.cause,
    'The execution reached the maximum number of history events (3000).',
  );
});

test('data larger than 256 KiB ends the execution', async () => {
  const ended = await run(
    {
      Double: { Type: 'Pass', Parameters: { 'a.$': '$', 'b.$': '$' }, Next: 'Double' },
    },
    'x'.repeat(1000),
  );
  assert.equal(ended.kind === 'failed' && ended.error, 'States.DataLimitExceeded');
});

test('an aborted run ends, its waits with it', async () => {
  const { outcome, abort } = workers.run('machine', {
    definition: JSON.stringify({ StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 3600, End: true } } }),
    input: '{}',
    context: {},
    runTask: async () => 'null',
  });
  abort();
  assert.equal((await outcome).kind, 'failed');
});

test('what is wrong with a definition is told', async () => {
  assert.equal(await workers.validate('{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}'), undefined);
  assert.match((await workers.validate('{"StartAt":"B","States":{"A":{"Type":"Succeed"}}}')) ?? '', /B/);
});

test('a machine that neither goes on nor lets others is ended, and the next one runs', async (t) => {
  const impatient = new Workers({ count: 1, patience: 1000 });
  t.after(() => impatient.close());
  const job = (states: object, input: unknown) =>
    impatient.run('machine', {
      definition: JSON.stringify({ StartAt: 'A', States: states }),
      input: JSON.stringify(input),
      context: {},
      runTask: async () => 'null',
    }).outcome;
  const list = Array.from({ length: 40_000 }, (_, index) => index);
  const unique = { Type: 'Pass', Parameters: { 'u.$': 'States.ArrayUnique($)' }, End: true };
  const ended = await job({ A: unique }, list);
  assert.equal(ended.kind === 'failed' && ended.error, 'States.Runtime');
  assert.match((ended.kind === 'failed' && ended.cause) || '', /too much time/);
  assert.deepEqual(await job({ A: { Type: 'Succeed' } }, 1), { kind: 'succeeded', run: 1, output: '1' });
});
