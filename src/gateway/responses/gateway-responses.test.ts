import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { GatewayResponse } from '../../definitions/api-parts.ts';
import { lambdaProxy, method } from '../api-records.fixture.ts';
import { Rig } from '../gateway.fixture.ts';
import { object, recordedTest } from '../recorded.fixture.ts';
import { GATEWAY_RESPONSES } from './gateway-response.ts';

const VALIDATOR = { id: 'v', validateRequestBody: true, validateRequestParameters: true };
const MODEL = {
  id: 'm',
  name: 'pet',
  contentType: 'application/json',
  schema: JSON.stringify({
    type: 'object',
    required: ['price', 'type'],
    properties: { price: { type: 'number', minimum: 25, maximum: 500 }, type: { enum: ['dog', 'cat'] } },
  }),
};

describe('customized gateway responses', () => {
  const rig = new Rig();
  before(() => rig.start());
  after(() => rig.stop());

  const deploy = (...gatewayResponses: (Partial<GatewayResponse> & { responseType: string })[]) =>
    rig.deploy({
      deploymentId: crypto.randomUUID(),
      stage: { variables: { a: 'α' } },
      paths: {
        '/pets/{petId}': [
          method('GET'),
          method('PUT', { methodIntegration: lambdaProxy({ uri: 'nonsense' }) }),
        ],
        '/pets': [
          method('POST', {
            requestValidatorId: 'v',
            requestParameters: { 'method.request.querystring.q': true },
            requestModels: { 'application/json': 'pet' },
          }),
        ],
      },
      parts: {
        models: [MODEL],
        requestValidators: [VALIDATOR],
        gatewayResponses: gatewayResponses.map((each) => ({
          responseParameters: {},
          responseTemplates: {},
          ...each,
        })),
      },
    });

  /** https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-gateway-response-using-the-api.html */
  test('the example of AWS, as recorded in test_gateway_response_put', async () => {
    const step = object(
      recordedTest('api', 'test_gateway_response_put').get('put-gateway-response-all-value'),
    );
    const texts = (value: unknown) =>
      Object.fromEntries(Object.entries(value ?? {}).map(([k, v]) => [k, String(v)]));
    await deploy({
      responseType: String(step.responseType),
      statusCode: String(step.statusCode),
      responseParameters: texts(step.responseParameters),
      responseTemplates: texts(step.responseTemplates),
    });
    const { status, headers, text } = await rig.send('/pets/1/owner?q=cat', {
      headers: { Accept: 'application/json' },
    });
    assert.equal(status, 404);
    assert.equal(headers['content-type'], 'application/json');
    assert.equal(headers['access-control-allow-origin'], 'a.b.c');
    assert.equal(headers['x-request-header'], 'application/json');
    assert.equal(headers['x-request-query'], 'cat');
    assert.equal(headers['x-request-path'], undefined, 'nothing was routed');
    assert.equal(headers['x-amzn-errortype'], 'MissingAuthenticationTokenException');
    assert.equal(
      text,
      '{\n     "message": "Missing Authentication Token",\n     "type":  "MISSING_AUTHENTICATION_TOKEN",\n' +
        '     "stage":  "stage",\n     "resourcePath":  "",\n     "stageVariables.a":  "α",\n     "statusCode": "\'404\'"\n}',
    );
  });

  test('DEFAULT_4XX and DEFAULT_5XX stand in for what is not customized itself', async () => {
    const responseTemplates = { 'application/json': '$context.error.responseType:$context.error.message' };
    await deploy(
      { responseType: 'DEFAULT_4XX', statusCode: '418', responseTemplates },
      {
        responseType: 'DEFAULT_5XX',
        responseTemplates,
        responseParameters: { 'gatewayresponse.header.x': "'5'" },
      },
      { responseType: 'BAD_REQUEST_PARAMETERS', responseTemplates: { 'application/json': 'own' } },
    );
    const missing = await rig.send('/nowhere');
    assert.deepEqual(
      [missing.status, missing.text],
      [418, 'MISSING_AUTHENTICATION_TOKEN:Missing Authentication Token'],
    );
    const misconfigured = await rig.send('/pets/1', { method: 'PUT' });
    assert.deepEqual(
      [misconfigured.status, misconfigured.text, misconfigured.headers.x],
      [500, 'API_CONFIGURATION_ERROR:Internal server error', '5'],
    );
    const own = await rig.send('/pets', { method: 'POST' });
    assert.deepEqual([own.status, own.text], [400, 'own']);
    rig.behaviour = () => 'malformed';
    const malformed = await rig.send('/pets/1');
    assert.deepEqual([malformed.status, malformed.text], [502, 'DEFAULT_5XX:Internal server error']);
    const signed = await rig.send('/nowhere', { headers: { Authorization: 'AWS4-HMAC-SHA256 x' } });
    assert.equal(signed.status, 418);
    assert.match(signed.text, /^ACCESS_DENIED:Unable to determine/);
  });

  test('$context.error.validationErrorString, in the words of AWS’s validator', async () => {
    await deploy({
      responseType: 'BAD_REQUEST_BODY',
      responseTemplates: {
        'application/json':
          '{"message":"$context.error.message","errors":"$context.error.validationErrorString"}',
      },
    });
    const errors = async (body: unknown) =>
      (await rig.send('/pets?q=1', { method: 'POST', body: JSON.stringify(body) })).text;
    const answer = (text: string) => `{"message":"Invalid request body","errors":"[${text}]"}`;
    assert.equal(await errors({}), answer('object has missing required properties (["price","type"])'));
    assert.equal(
      await errors({ price: 600, type: 'dog' }),
      answer('numeric instance is greater than the required maximum (maximum: 500, found: 600)'),
    );
    assert.equal(
      await errors({ price: 'x', type: 'cow' }),
      answer(
        'instance type (string) does not match any allowed primitive type (allowed: ["integer","number"]), ' +
          'instance value ("cow") not found in enum (possible values: ["dog","cat"])',
      ),
    );
  });

  test('the Accept header chooses the template, and the template the content type', async () => {
    await deploy({
      responseType: 'DEFAULT_4XX',
      responseTemplates: { 'text/html': '<p>$context.error.message</p>', 'application/json': '{}' },
    });
    const html = await rig.send('/nowhere', { headers: { Accept: 'text/html;q=0.9, */*' } });
    assert.deepEqual(
      [html.headers['content-type'], html.text],
      ['text/html', '<p>Missing Authentication Token</p>'],
    );
    assert.equal((await rig.send('/nowhere', { headers: { Accept: 'image/png' } })).text, '{}');
  });

  test('header values that would end a header are left out; framing is the gateway’s own', async () => {
    await deploy({
      responseType: 'DEFAULT_4XX',
      responseParameters: {
        'gatewayresponse.header.x-query': 'method.request.querystring.q',
        'gatewayresponse.header.x-all': 'method.request.multivaluequerystring.q',
        'gatewayresponse.header.x-id': 'context.requestId',
        'gatewayresponse.header.x-type': 'context.error.responseType',
        'gatewayresponse.header.content-type': "'application/problem+json'",
        'gatewayresponse.header.Content-Length': "'1'",
        'gatewayresponse.header.Transfer-Encoding': "'chunked'",
      },
    });
    const evil = await rig.send(`/nowhere?q=${encodeURIComponent('a\r\nSet-Cookie: x=1')}`);
    assert.equal(evil.headers['x-query'], undefined);
    assert.equal(evil.headers['set-cookie'], undefined);
    const good = await rig.send('/nowhere?q=%C3%A4&q=b');
    assert.equal(good.headers['x-query'], 'b');
    assert.equal(Buffer.from(String(good.headers['x-all']), 'latin1').toString('latin1'), 'ä,b');
    assert.equal(good.headers['x-id'], good.headers['x-amzn-requestid']);
    assert.equal(good.headers['x-type'], 'MISSING_AUTHENTICATION_TOKEN');
    assert.equal(good.headers['content-type'], 'application/problem+json');
    assert.equal(good.text, '{"message":"Missing Authentication Token"}');
    assert.ok(rig.logged.some((line) => line.includes('Content-Length')));
  });

  /** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html */
  test('every type can be customized, but REQUEST_TOO_LARGE', () => {
    for (const [name, { type }] of Object.entries(GATEWAY_RESPONSES)) {
      assert.equal(type, name === 'REQUEST_TOO_LARGE' ? undefined : name);
    }
  });
});
