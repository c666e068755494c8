/**
 * What logging costs a request: CPU time of a mock method on a stage that logs nothing, accesses, executions, and
 * executions with data trace, in turns of one run. Client and gateway are in one process, so only differences count.
 *
 *   node bench/logs.ts
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MethodSetting, Stage } from '../src/definitions/rest-api.ts';
import { method } from '../src/gateway/api-records.fixture.ts';
import { Rig } from '../src/gateway/gateway.fixture.ts';
import { FileLogGroups } from '../src/telemetry/file-log-groups.ts';

const ROUNDS = 7;
const REQUESTS = 3_000;
const CLIENTS = 16;

const settings = (dataTraceEnabled: boolean): Record<string, MethodSetting> => ({
  '*/*': {
    metricsEnabled: false,
    loggingLevel: 'INFO',
    dataTraceEnabled,
    throttlingBurstLimit: 5_000,
    throttlingRateLimit: 10_000,
    cachingEnabled: false,
    cacheTtlInSeconds: 300,
    cacheDataEncrypted: false,
    requireAuthorizationForCacheControl: true,
    unauthorizedCacheControlHeaderStrategy: 'SUCCEED_WITH_RESPONSE_HEADER',
  },
});

/** The JSON format that API Gateway's console offers. */
const format =
  '{ "requestId":"$context.requestId", "extendedRequestId":"$context.extendedRequestId","ip": "$context.identity.sourceIp", "caller":"$context.identity.caller", "user":"$context.identity.user", "requestTime":"$context.requestTime", "httpMethod":"$context.httpMethod", "resourcePath":"$context.resourcePath", "status":"$context.status", "protocol":"$context.protocol", "responseLength":"$context.responseLength" }';
const destinationArn = 'arn:aws:logs:us-east-1:123456789012:log-group:accesses';

const stages: Readonly<Record<string, Partial<Stage>>> = {
  'no log': {},
  'access log': { accessLogSettings: { destinationArn, format } },
  'execution log, INFO': { methodSettings: settings(false) },
  'execution log, data trace': { methodSettings: settings(true) },
};

const mock = method('GET', {
  methodIntegration: {
    type: 'MOCK',
    passthroughBehavior: 'WHEN_NO_MATCH',
    timeoutInMillis: 29_000,
    cacheNamespace: 'none',
    cacheKeyParameters: [],
    requestTemplates: { 'application/json': '{"statusCode": 200}' },
    integrationResponses: { '200': { statusCode: '200' } },
  },
});

const directory = mkdtempSync(join(tmpdir(), 'alicorn-bench-'));
const groups = new FileLogGroups(directory, Date.now, { error: (message) => console.error(message) });
const rig = await new Rig({ logGroups: groups }).start();

/** Microseconds of CPU time for each request, with the writing of what it logs. */
async function measure(): Promise<number> {
  const before = process.cpuUsage();
  let left = REQUESTS;
  const client = async () => {
    while (left-- > 0) await rig.send('/p', { headers: { 'user-agent': 'bench/1.0' } });
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  await groups.close();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / REQUESTS;
}

const figures = new Map<string, number[]>();
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, stage] of Object.entries(stages)) {
    await rig.deploy({ paths: { '/p': [mock] }, stage, deploymentId: `${round}${name.length}` });
    const microseconds = await measure();
    // The first round warms up.
    if (round > 0) figures.set(name, [...(figures.get(name) ?? []), microseconds]);
  }
}
for (const [name, all] of figures) {
  const median = all.sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0;
  console.log(`${name.padEnd(28)}${median.toFixed(1)} us`);
}
await rig.stop();
rmSync(directory, { recursive: true });
