import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { lambdaProxy, method } from './api-records.fixture.ts';
import { Rig } from './gateway.fixture.ts';
import { type Json, object, recordedTest } from './recorded.fixture.ts';

/** What the function returned in each step, as LocalStack's test has it; undefined where it failed. */
const STEPS: readonly [step: string, returned: Json | undefined, status: number][] = [
  ['invoke-api-no-body', { statusCode: 200 }, 200],
  [
    'invoke-api-with-headers',
    { statusCode: 200, headers: { 'test-header': 'value', 'header-bool': true } },
    200,
  ],
  ['invoke-api-with-headers-null', { statusCode: 200, headers: null }, 200],
  ['invoke-api-wrong-format', { statusCode: 200, wrongValue: 'value' }, 502],
  ['invoke-api-empty-response', undefined, 502],
  ['invoke-api-b64-encoded-true', { statusCode: 200, body: 'dGVzdC1kYXRh', isBase64Encoded: true }, 200],
  ['invoke-api-b64-encoded-false', { statusCode: 200, body: 'dGVzdC1kYXRh' }, 200],
  [
    'invoke-api-multi-headers-valid',
    { statusCode: 200, multiValueHeaders: { 'test-multi': ['value1', 'value2'] } },
    200,
  ],
  [
    'invoke-api-multi-headers-overwrite',
    {
      statusCode: 200,
      multiValueHeaders: { 'test-multi': ['value-multi'] },
      headers: { 'test-multi': 'value-solo' },
    },
    200,
  ],
  [
    'invoke-api-multi-headers-overwrite-casing',
    {
      statusCode: 200,
      multiValueHeaders: { 'tesT-Multi': ['value-multi'] },
      headers: { 'test-multi': 'value-solo' },
    },
    200,
  ],
  [
    'invoke-api-multi-headers-invalid',
    { statusCode: 200, multiValueHeaders: { 'test-multi-invalid': 'value1' } },
    502,
  ],
  ['invoke-api-invalid-status-code', { statusCode: 'test' }, 502],
  ['invoke-api-status-code-str', { statusCode: '201' }, 201],
  ['invoke-api-just-string', 'justAString', 502],
  ['invoke-api-only-headers', { headers: { 'test-header': 'value' } }, 200],
];

/** Of Amazon CloudFront, which stands before edge-optimized APIs. */
const CLOUDFRONT = new Set(['via', 'x-amz-cf-id', 'x-amz-cf-pop', 'x-cache']);
/** Values that differ from request to request. */
const VARYING = /^<.*>$/;

describe('recorded: test_aws_proxy_response_payload_format_validation', () => {
  const recorded = recordedTest('lambda', 'test_aws_proxy_response_payload_format_validation');
  const rig = new Rig();
  before(async () => {
    await rig.start();
    await rig.deploy({ paths: { '/{proxy+}': [method('ANY')] } });
  });
  after(() => rig.stop());

  test('every step is replayed', () => {
    assert.deepEqual(
      STEPS.map(([step]) => step),
      [...recorded.keys()],
    );
  });

  for (const [step, returned, status] of STEPS) {
    test(step, async () => {
      rig.behaviour = () =>
        returned === undefined
          ? { functionError: 'Unhandled', payload: Buffer.from('{"errorMessage":"x"}') }
          : { payload: Buffer.from(JSON.stringify(returned)) };
      const answer = await rig.send('/test', { method: 'POST', body: '{}' });
      assert.equal(answer.status, status);
      const { content, headers } = object(recorded.get(step));
      assert.deepEqual(content === '' || status < 300 ? answer.text : JSON.parse(answer.text), content);
      if (status === 502) {
        assert.equal(answer.headers['x-amzn-errortype'], 'InternalServerErrorException');
        assert.equal(answer.text, '{"message": "Internal server error"}');
      }
      if (headers !== undefined) assertHeaders(answer.rawHeaders, object(headers));
    });
  }
});

/** Names must agree in case too; repeated headers are joined as Python's requests does. */
function assertHeaders(raw: readonly string[], recorded: Record<string, Json>): void {
  const got = new Map<string, { name: string; value: string }>();
  for (let index = 0; index < raw.length; index += 2) {
    const [name = '', value = ''] = raw.slice(index, index + 2);
    const known = got.get(name.toLowerCase());
    got.set(
      name.toLowerCase(),
      known ? { name: known.name, value: `${known.value}, ${value}` } : { name, value },
    );
  }
  got.delete('keep-alive');
  for (const [name, value] of Object.entries(recorded)) {
    if (CLOUDFRONT.has(name.toLowerCase())) continue;
    const header = got.get(name.toLowerCase());
    assert.equal(header?.name, name);
    if (!VARYING.test(String(value))) assert.equal(header?.value, value, name);
    got.delete(name.toLowerCase());
  }
  assert.deepEqual([...got.keys()], [], 'headers that API Gateway does not send');
}

describe('recorded: errors of routing and integration', () => {
  const rig = new Rig();
  before(async () => {
    await rig.start();
    const methodIntegration = lambdaProxy({ httpMethod: 'GET' });
    await rig.deploy({
      paths: { '/exists': [method('GET')], '/bad/{proxy+}': [method('ANY', { methodIntegration })] },
    });
  });
  after(() => rig.stop());

  for (const [step, path, verb] of [
    ['not-found', '/random', 'GET'],
    ['wrong-method', '/exists', 'POST'],
  ] as const) {
    test(`test_routing_not_found ${step}`, async () => {
      const recorded = object(recordedTest('common', 'test_routing_not_found').get(step));
      const answer = await rig.send(path, { method: verb });
      assert.deepEqual(JSON.parse(answer.text), recorded.content);
      assert.equal(answer.headers['x-amzn-errortype'], recorded.errorType);
    });
  }

  test('test_lambda_aws_proxy_integration_non_post_method', async () => {
    const recorded = recordedTest('lambda', 'test_lambda_aws_proxy_integration_non_post_method');
    const answer = await rig.send('/bad/test-path');
    // LocalStack's test asserts the status.
    assert.equal(answer.status, 500);
    assert.deepEqual(JSON.parse(answer.text), recorded.get('invocation-payload-with-get-proxy-method'));
  });

  test('test_invocation_trace_id', async () => {
    rig.behaviour = () => ({ statusCode: 200 });
    const recorded = object(
      recordedTest('common', 'test_invocation_trace_id').get('normal-req-headers-AWS_PROXY'),
    );
    const answer = await rig.send('/exists');
    for (const name of Object.keys(recorded)) {
      if (!CLOUDFRONT.has(name)) assert.ok(answer.headers[name], name);
    }
    const trace = 'Root=1-3152b799-8954dae64eda91bc9a23a7e8;Parent=7fa8c0f79203be72;Sampled=1';
    const traced = await rig.send('/exists', { headers: { 'x-amzn-trace-id': trace } });
    assert.equal(traced.headers['x-amzn-trace-id'], trace);
    assert.equal(rig.invocations.at(-1)?.traceId, trace);
  });
});
