/**
 * Renders per second of the URL shortener's mapping templates, beside velocityjs in the same run: its `render`, which
 * reads the template every time, and its renderer on a template that was read once. All are given the payload as text
 * and the same variables; rounds alternate, so that what else the machine does meets all alike.
 *
 *   node bench/velocity.ts [--json] [--rounds N] [--milliseconds N]
 */
import assert from 'node:assert/strict';
import { parseArgs } from 'node:util';
import { Compile, parse, render } from 'velocityjs';
import { compileMappingTemplate, TemplateVariables } from '../src/gateway/mapping/mapping-template.ts';
import { OfflineSource } from '../src/gateway/mapping/offline-source.ts';
import { quantile } from './latency.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '15' },
    milliseconds: { type: 'string', default: '100' },
  },
});
const rounds = Number(values.rounds);
const milliseconds = Number(values.milliseconds);

/** A new link becomes DynamoDB's PutItem, unless its id is taken. */
const CREATE = `{
  "TableName": "$stageVariables.table",
  "ConditionExpression": "attribute_not_exists(id)",
  "Item": {
    "id": {"S": $input.json('$.id')},
    "url": {"S": $input.json('$.url')},
    "owner": {"S": "$context.authorizer.claims.email"},
    "timestamp": {"S": "$context.requestTime"}
  }
}
`;
/** What DynamoDB found becomes a redirect. */
const REDIRECT = `#set($inputRoot = $input.path('$'))
#if($inputRoot.Item.url.S != "")
#set($context.responseOverride.status = 301)
#set($context.responseOverride.header.Location = $inputRoot.Item.url.S)
#else
#set($context.responseOverride.status = 404)
not found
#end`;

const EMAIL = 'ada@example.com';
const TIME = '27/Dec/2019:21:21:17 +0000';

interface Subject {
  readonly name: string;
  readonly template: string;
  readonly payload: string;
}

const SUBJECTS: readonly Subject[] = [
  {
    name: 'create',
    template: CREATE,
    payload: '{"id":"docs","url":"https://docs.aws.amazon.com/apigateway/latest/developerguide/"}',
  },
  {
    name: 'redirect',
    template: REDIRECT,
    payload:
      '{"Item":{"id":{"S":"docs"},"url":{"S":"https://docs.aws.amazon.com/"},"owner":{"S":"ada@example.com"}}}',
  },
];

const SOURCE = new OfflineSource({
  context: new Map<string, string | Map<string, string | Map<string, string>>>([
    ['requestTime', TIME],
    ['authorizer', new Map([['claims', new Map([['email', EMAIL]])]])],
  ]),
  stageVariables: { table: 'links' },
  path: {},
  querystring: {},
  header: {},
});

/** A new request each time: what a template sets is forgotten. */
function alicorn({ template, payload }: Subject): () => string {
  const compiled = compileMappingTemplate(template, { of: 'request', contentType: 'application/json' });
  return () => compiled.render(new TemplateVariables(SOURCE), payload);
}

/** The least that does for these templates what API Gateway's variables do. */
function variables(payload: string) {
  const document: unknown = JSON.parse(payload);
  const path = (expression: string): unknown => {
    let value = document;
    for (const name of expression.split('.').slice(1)) {
      value = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
    }
    return value;
  };
  return {
    input: { path, json: (expression: string) => JSON.stringify(path(expression)) },
    context: {
      authorizer: { claims: { email: EMAIL } },
      requestTime: TIME,
      responseOverride: { header: {} },
    },
    stageVariables: { table: 'links' },
  };
}

function velocityjs({ template, payload }: Subject): () => string {
  return () => render(template, variables(payload));
}

function velocityjsReadOnce({ template, payload }: Subject): () => string {
  const compiled = new Compile(parse(template));
  return () => compiled.render(variables(payload));
}

/** Renders per second. */
function measure(work: () => string): number {
  const started = performance.now();
  let count = 0;
  while (performance.now() - started < milliseconds) {
    for (let index = 0; index < 20; index++) work();
    count += 20;
  }
  return (count * 1000) / (performance.now() - started);
}

const ENGINES = { alicorn, velocityjs, 'velocityjs, read once': velocityjsReadOnce };

function compare(subject: Subject) {
  const contenders = Object.entries(ENGINES).map(([name, make]) => ({
    name,
    work: make(subject),
    rates: [0],
  }));
  const outputs = contenders.map(({ work }) => work().replace(/\s+/g, ''));
  for (const output of outputs) assert.equal(output, outputs[0], 'the engines disagree');
  for (const { work } of contenders) for (let index = 0; index < 3; index++) measure(work);
  for (const contender of contenders) contender.rates = [];
  for (let round = 0; round < rounds; round++) {
    for (const contender of contenders) contender.rates.push(measure(contender.work));
  }
  const [own, ...others] = contenders;
  const ownRates = own?.rates ?? [];
  return {
    template: subject.name,
    rendersPerSecond: Object.fromEntries(
      contenders.map(({ name, rates }) => [name, Math.round(quantile(rates, 0.5))]),
    ),
    ratio: Object.fromEntries(
      others.map(({ name, rates }) => [
        name,
        quantile(
          rates.map((rate, round) => (ownRates[round] ?? Number.NaN) / rate),
          0.5,
        ),
      ]),
    ),
  };
}

const reports = SUBJECTS.map(compare);
if (values.json) process.stdout.write(`${JSON.stringify(reports, null, 2)}\n`);
else {
  for (const { template, rendersPerSecond, ratio } of reports) {
    process.stdout.write(`${template}: renders per second, medians of ${rounds} rounds\n`);
    for (const [name, rate] of Object.entries(rendersPerSecond)) {
      const times =
        ratio[name] === undefined ? '' : `  alicorn renders ${ratio[name].toFixed(1)} times as many`;
      process.stdout.write(`  ${name.padEnd(22)}${String(rate).padStart(9)}${times}\n`);
    }
  }
}
