import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Model } from '../../definitions/api-parts.ts';
import type { Method, RestApiSnapshot } from '../../definitions/rest-api.ts';
import { API_ID, method } from '../api-records.fixture.ts';
import { Rig } from '../gateway.fixture.ts';
import { object, recordedTest } from '../recorded.fixture.ts';

const VALIDATOR = { id: 'val1', validateRequestBody: true, validateRequestParameters: true };

function model(name: string, schema: unknown): Model {
  return { id: name, name, contentType: 'application/json', schema: JSON.stringify(schema) };
}

describe('request validation', () => {
  const rig = new Rig();
  before(() => rig.start());
  after(() => rig.stop());

  const deploy = (
    path: string,
    changes: Partial<Method>,
    models: Model[] = [],
    validator: Partial<RestApiSnapshot['requestValidators'][number]> = {},
  ) =>
    rig.deploy({
      deploymentId: crypto.randomUUID(),
      paths: {
        [path]: ['GET', 'POST'].map((verb) => method(verb, { requestValidatorId: 'val1', ...changes })),
      },
      parts: { models, requestValidators: [{ ...VALIDATOR, ...validator }] },
    });
  const post = (path: string, body?: string, headers: Record<string, string> = {}) =>
    rig.send(path, { method: 'POST', headers, ...(body === undefined ? {} : { body }) });
  const validated = async (schema: unknown, body: string) => {
    await deploy('/m', { requestModels: { 'application/json': 'm' } }, [model('m', schema)]);
    return (await post('/m', body)).status;
  };

  test('recorded: test_api_gateway_request_validator', async () => {
    const recorded = recordedTest('common', 'test_api_gateway_request_validator');
    const schema = {
      $schema: 'http://json-schema.org/draft-04/schema#',
      title: 'testSchema',
      type: 'object',
      properties: { a: { type: 'number' }, b: { type: 'number' } },
      required: ['a', 'b'],
    };
    const changed = object(recorded.get('change-request-path-names'));
    const methodOf = (step: string): Partial<Method> => ({
      requestModels: { 'application/json': 'testSchema' },
      requestParameters: Object.fromEntries(
        Object.entries(object(object(recorded.get(step)).requestParameters)).map(([name, is]) => [
          name,
          is === true,
        ]),
      ),
    });
    assert.equal(changed.requestValidatorId, '<request-validator-id:1>');
    await deploy('/{test}', methodOf('change-request-path-names'), [model('testSchema', schema)]);
    const all = await post('/value', '{"a": 1, "b": 2}');
    assert.equal(all.status, 400);
    assert.deepEqual(JSON.parse(all.text), recorded.get('missing-all-required-request-params-post'));
    assert.equal(all.headers['x-amzn-errortype'], 'BadRequestException');

    await deploy('/{test}', methodOf('revert-request-path-names'), [model('testSchema', schema)]);
    const noHeader = await rig.send('/value?qs1=x');
    assert.deepEqual(JSON.parse(noHeader.text), recorded.get('missing-required-headers-request-params-get'));
    const noQuery = await rig.send('/value', { headers: { 'x-header-param': 'x' } });
    assert.deepEqual(JSON.parse(noQuery.text), recorded.get('missing-required-qs-request-params-get'));
    const good = { 'x-header-param': 'x', 'Content-Type': 'application/json' };
    const invalid = await post('/value?qs1=x', '{"a": 1}', good);
    assert.equal(invalid.status, 400);
    assert.deepEqual(JSON.parse(invalid.text), recorded.get('invalid-request-body'));
    assert.equal((await post('/value?qs1=x', '{"a": 1, "b": 2}', good)).status, 200);

    const { validateRequestBody, validateRequestParameters } = object(
      recorded.get('disable-request-validator'),
    );
    await deploy('/{test}', methodOf('revert-request-path-names'), [model('testSchema', schema)], {
      validateRequestBody: validateRequestBody === true,
      validateRequestParameters: validateRequestParameters === true,
    });
    assert.equal((await post('/value', 'nonsense')).status, 200);
  });

  /** The models as they were recorded, with the API's id. */
  const recordedModels = (recorded: ReturnType<typeof recordedTest>): Model[] => {
    const { items } = object(recorded.get('get-models-with-ref'));
    assert.ok(Array.isArray(items));
    return items.map((item) => {
      const { name, schema } = object(item);
      return model(String(name), JSON.parse(JSON.stringify(schema).replaceAll('<api-id>', API_ID)));
    });
  };

  test('recorded: test_api_gateway_request_validator_with_ref_models', async () => {
    const recorded = recordedTest('common', 'test_api_gateway_request_validator_with_ref_models');
    await deploy('/r', { requestModels: { 'application/json': 'testSchemaList' } }, recordedModels(recorded));
    assert.equal((await post('/r', '[{"a": 1, "b": 2}]')).status, 200);
    const failed = await post('/r', '[{"a": 1}]');
    assert.equal(failed.status, 400);
    assert.deepEqual(JSON.parse(failed.text), recorded.get('failed-validation'));
  });

  test('recorded: test_api_gateway_request_validator_with_ref_one_ofmodels', async () => {
    const recorded = recordedTest('common', 'test_api_gateway_request_validator_with_ref_one_ofmodels');
    await deploy('/r', { requestModels: { 'application/json': 'TestModel' } }, recordedModels(recorded));
    assert.equal((await post('/r', '{"status": null}')).status, 200);
    assert.equal((await post('/r', '{"status": {"Status": "works", "Order": 1}}')).status, 200);
    for (const [step, body] of [
      ['failed-validation-no-data', undefined],
      ['failed-validation-bad-data', '{"status": {"Status": "works", "Order": "one"}}'],
    ] as const) {
      const failed = await post('/r', body);
      assert.equal(failed.status, 400);
      assert.deepEqual(JSON.parse(failed.text), recorded.get(step));
    }
  });

  test('"included and not blank"', async () => {
    await deploy('/b', {
      requestParameters: { 'method.request.querystring.q': true, 'method.request.header.H': false },
    });
    for (const [query, status] of [
      ['?q=1', 200],
      ['?q=', 400],
      ['?q=%20', 400],
      ['?Q=1', 400],
      ['', 400],
    ] as const) {
      assert.equal((await rig.send(`/b${query}`)).status, status, query);
    }
  });

  test('the content type chooses the model, else $default, else nothing is validated', async () => {
    const models = [model('a', { required: ['a'] }), model('d', { required: ['d'] })];
    await deploy('/c', { requestModels: { 'application/json': 'a' } }, models);
    assert.equal((await post('/c', '{}', { 'Content-Type': 'Application/JSON; charset=utf-8' })).status, 400);
    assert.equal((await post('/c', '{}')).status, 400, 'application/json by default');
    assert.equal((await post('/c', '<x/>', { 'Content-Type': 'application/xml' })).status, 200);
    await deploy('/c', { requestModels: { 'application/json': 'a', $default: 'd' } }, models);
    assert.equal((await post('/c', '{"a":1}', { 'Content-Type': 'text/plain' })).status, 400);
    assert.equal((await post('/c', '{"d":1}', { 'Content-Type': 'text/plain' })).status, 200);
  });

  test('what is not JSON is invalid', async () => {
    assert.equal(await validated({}, '{'), 400);
    assert.equal(await validated({}, '{}'), 200);
  });

  test('draft 4: its own keywords, and no later ones', async () => {
    assert.equal(await validated({ maximum: 5, exclusiveMaximum: true }, '5'), 400);
    assert.equal(await validated({ maximum: 5 }, '5'), 200);
    assert.equal(
      await validated({ const: 1, contains: { type: 'string' }, if: {}, else: false }, '[2]'),
      200,
    );
    assert.equal(await validated({ uniqueItems: true }, '[{"a":1,"b":2},{"b":2,"a":1}]'), 400);
    assert.equal(await validated({ uniqueItems: true }, '[1,"1",[1],{"0":1}]'), 200);
    assert.equal(await validated({ format: 'date-time' }, '"2024-02-30x"'), 400);
    assert.equal(await validated({ format: 'ipv4' }, '"127.0.0.1"'), 200);
    assert.equal(await validated({ format: 'unheard-of' }, '"x"'), 200);
    assert.equal(await validated({ required: ['constructor', 'toString'] }, '{}'), 400);
    assert.equal(await validated({ additionalProperties: false }, '{"__proto__":1}'), 400);
  });

  test('each pattern of a model is tried on its own value', async () => {
    const schema = { properties: { word: { pattern: '^[a-z]+$' }, number: { pattern: '^[0-9]+$' } } };
    assert.equal(await validated(schema, '{"word":"a","number":"1"}'), 200);
    assert.equal(await validated(schema, '{"word":"a","number":"a"}'), 400);
  });

  test('references within a model and between models, to themselves too', async () => {
    const tree = {
      type: 'object',
      properties: { children: { type: 'array', items: { $ref: '#/definitions/node~1x' } } },
      definitions: { 'node/x': { $ref: `https://apigateway.amazonaws.com/restapis/${API_ID}/models/m` } },
    };
    assert.equal(await validated(tree, '{"children":[{"children":[{}]}]}'), 200);
    assert.equal(await validated(tree, '{"children":[{"children":[1]}]}'), 400);
  });

  test('hostile schemas and bodies do not hold the gateway up', async () => {
    const start = performance.now();
    const evil = `"${'a'.repeat(50_000)}!"`;
    assert.equal(await validated({ pattern: '^(a+)+$' }, evil), 400);
    const definitions: Record<string, unknown> = { d0: { type: 'string' } };
    for (let index = 1; index <= 60; index++) {
      const $ref = `#/definitions/d${index - 1}`;
      definitions[`d${index}`] = { allOf: [{ $ref }, { $ref }] };
    }
    assert.equal(await validated({ definitions, $ref: '#/definitions/d60' }, '"x"'), 400);
    const self = { $ref: '#' };
    const fork = { oneOf: [{ properties: { x: self } }, { properties: { x: self } }, { type: 'null' }] };
    assert.equal(await validated(fork, `${'{"x":'.repeat(200)}1${'}'.repeat(200)}`), 400);
    const list = JSON.stringify(Array.from({ length: 20_000 }, (_, index) => [index]));
    assert.equal(await validated({ uniqueItems: true }, list), 200);
    assert.equal(await validated({ items: self }, '['.repeat(100_000) + ']'.repeat(100_000)), 400);
    // Writing a list that is this deep into a message takes minutes.
    const deep = `${'['.repeat(2_000_000)}${']'.repeat(2_000_000)}`;
    assert.equal(await validated({ enum: [1] }, deep), 400);
    assert.equal(
      await validated({ definitions: { a: { $ref: '#/definitions/a' } }, $ref: '#/definitions/a' }, '1'),
      400,
    );
    assert.ok(performance.now() - start < 6000, `${performance.now() - start} ms`);
  });

  test('a model that can not be compiled makes the method fail, and the log says why', async () => {
    for (const [schema, said] of [
      [{ pattern: '(a)\\1' }, /escape/],
      [{ $ref: 'https://example.com/schema' }, /not a model of this API/],
      [{ $ref: '#/enum/0', enum: [{ $ref: '#' }] }, /no schema is/],
      [{ type: 'nonsense' }, /type/],
    ] as const) {
      rig.logged.length = 0;
      assert.equal(await validated(schema, '{}'), 500);
      assert.ok(
        rig.logged.some((line) => said.test(line)),
        rig.logged.join(),
      );
    }
    await deploy('/x', { requestModels: { 'application/json': 'gone' } });
    assert.equal((await post('/x', '{}')).status, 500);
    await deploy('/x', { requestValidatorId: 'gone' });
    assert.equal((await post('/x', '{}')).status, 500);
  });
});
