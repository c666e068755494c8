import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorShapeOf, renderServiceError } from '../../src/protocols/error-rendering.ts';
import type { ApiResponse } from '../../src/protocols/http.ts';
import { loadBotocoreModel } from '../../src/protocols/loaders/botocore.ts';
import { serverProtocol } from '../../src/protocols/protocols.ts';
import { ServiceError } from '../../src/protocols/service-error.ts';
import { readAsClient } from './official-client.ts';
import type { SuiteName, VectorCase } from './suite.ts';
import { readSuite, SUITES, toJavaScript } from './suite.ts';

const REQUEST_ID = '4a3d9b1e-8f70-4d77-9d0c-5f2a6f0e7c11';

for (const suite of SUITES) {
  for (const vector of readSuite('output', suite)) {
    const isError = vector.data.has('errorCode');
    test(`${suite} ${vector.id}`, () => (isError ? checkError(suite, vector) : checkOutput(suite, vector)));
  }
}

async function checkOutput(suite: SuiteName, vector: VectorCase): Promise<void> {
  const schema = loadBotocoreModel(vector.model);
  const operation = schema.operations.get(vector.operation);
  assert.ok(operation);
  const shape = vector.given.optionalNode('output')?.string('shape');
  const result = vector.data.raw('result') ?? {};
  const output = shape === undefined ? {} : Object(toJavaScript(vector.shapes, shape, result));
  const response = serverProtocol(schema).writeOutput(operation, output, REQUEST_ID);
  assert.equal(response.headers['x-amzn-requestid'], REQUEST_ID);
  checkStatusAndHeaders(suite, vector, response);
  const read = Object(await readAsClient(suite, vector, response));
  const { $metadata, ...members } = read;
  assert.equal($metadata.requestId, REQUEST_ID);
  // A member for all headers gets those that every response has too.
  if (vector.id === 'HttpPrefixHeadersResponse') {
    delete members.prefixHeaders['content-type'];
    delete members.prefixHeaders['x-amzn-requestid'];
  }
  assert.deepEqual(plain(members), plain(output));
}

async function checkError(suite: SuiteName, vector: VectorCase): Promise<void> {
  const schema = loadBotocoreModel(vector.model);
  const shapeName = vector.given.nodes('errors')[0]?.string('shape') ?? '';
  const members = Object(toJavaScript(vector.shapes, shapeName, vector.data.raw('error') ?? {}));
  const status = vector.data.node('response').optionalNumber('status_code') ?? 400;
  const message = vector.data.optionalString('errorMessage') ?? '';
  const error = new ServiceError(vector.data.string('errorCode'), status, message, members);
  const operation = schema.operations.get(vector.operation);
  const shape = errorShapeOf(schema, operation, error.code);
  assert.equal(shape?.name, shapeName);
  const response = renderServiceError(schema, error, REQUEST_ID, shape);
  checkStatusAndHeaders(suite, vector, response);
  await assert.rejects(readAsClient(suite, vector, response), (thrown: Error) => {
    for (const [name, value] of Object.entries(members)) {
      const read: unknown = Reflect.get(thrown, name) ?? (name === 'Message' ? thrown.message : undefined);
      assert.deepEqual(plain(read), plain(value), name);
    }
    if (message !== '') assert.equal(thrown.message, message);
    assert.ok(
      String(response.body).includes(error.code) || response.headers['x-amzn-errortype'] === error.code,
    );
    return true;
  });
}

function checkStatusAndHeaders(suite: SuiteName, vector: VectorCase, response: ApiResponse): void {
  const expected = vector.data.node('response');
  assert.equal(response.status, expected.optionalNumber('status_code') ?? 200);
  const headers = expected.optionalNode('headers');
  for (const name of headers?.keys ?? []) {
    const value = headers?.string(name) ?? '';
    switch (name.toLowerCase()) {
      case 'x-amzn-requestid':
        break;
      // A request's header, strayed into a response of the suite.
      case 'x-amz-target':
        break;
      case 'content-length':
        assert.equal(String(Buffer.byteLength(response.body)), value);
        break;
      case 'content-type':
        if (response.body !== '') assert.equal(response.headers['content-type'], value);
        break;
      // Clients must understand many spellings of an error's name; ours is the plain one, in the body for awsJson.
      case 'x-amzn-errortype':
        if (suite === 'rest-json') {
          assert.equal(response.headers['x-amzn-errortype'], value.replace(/:.*/, '').replace(/.*#/, ''));
        }
        break;
      default:
        assert.equal(response.headers[name.toLowerCase()], value, name);
    }
  }
}

/** Without the SDK's wrappers and undefined members. */
function plain(value: unknown): unknown {
  if (value instanceof Date) return value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString();
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof String) return String(value);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter((entry) => entry[1] !== undefined && entry[1] !== null);
  return Object.fromEntries(entries.map(([key, item]) => [key, plain(item)]));
}
