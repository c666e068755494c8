import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AwsServiceName } from './aws-services.ts';
import { loadAwsService } from './aws-services.ts';
import { validate } from './validation.ts';
import { bodyPrefix } from './validation-path.ts';

async function check(service: AwsServiceName, name: string, input: Record<string, unknown>) {
  const schema = await loadAwsService(service);
  const operation = schema.operations.get(name);
  assert.ok(operation);
  return validate(operation.input, input, schema.namesBody === true ? bodyPrefix(operation) : undefined);
}

// Recorded from Amazon API Gateway by LocalStack's tests.
test("an API's endpoint configuration", async () => {
  const endpointConfiguration = { types: ['wrong'], ipAddressType: 'wrong' };
  assert.equal(
    await check('apigateway', 'CreateRestApi', { name: 'x', endpointConfiguration }),
    "2 validation errors detected: Value '[wrong]' at 'createRestApiInput.endpointConfiguration.types' failed to " +
      'satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [PRIVATE, EDGE, ' +
      "REGIONAL]]; Value 'wrong' at 'createRestApiInput.endpointConfiguration.ipAddressType' failed to satisfy " +
      'constraint: Member must satisfy enum value set: [ipv4, dualstack]',
  );
});

// Recorded from Amazon API Gateway by LocalStack's tests.
test('patch operations and a label together', async () => {
  const input = {
    restApiId: 'a',
    resourceId: 'b',
    httpMethod: 'GET',
    statusCode: 'wrong',
    patchOperations: [{ op: 'wrong_op', path: '/x' }],
  };
  assert.equal(
    await check('apigateway', 'UpdateMethodResponse', input),
    "2 validation errors detected: Value 'wrong_op' at 'updateMethodResponseInput.patchOperations.1.member.op' failed " +
      'to satisfy constraint: Member must satisfy enum value set: [add, remove, move, test, replace, copy]; Value ' +
      "'wrong' at 'statusCode' failed to satisfy constraint: Member must satisfy regular expression pattern: [1-5]\\d\\d",
  );
});

// https://github.com/trek10inc/serverless-secrets/issues/39
test('names of environment variables; their values are not shown', async () => {
  const input = {
    FunctionName: 'f',
    Role: 'arn:aws:iam::123456789012:role/r',
    Code: {},
    Environment: { Variables: { a: 'secret' } },
  };
  assert.match(
    (await check('lambda', 'CreateFunction', input)) ?? '',
    /^1 validation error detected: Value at 'environment.variables' failed to satisfy constraint: Map keys must satisfy constraint: \[.*Member must satisfy regular expression pattern: \[a-zA-Z\]\(\[a-zA-Z0-9_\]\)\+\]$/,
  );
});

test('lengths count characters, numbers have bounds, required members are not null', async () => {
  const long = '𝕏'.repeat(65);
  assert.match(
    (await check('iam', 'CreateRole', {
      RoleName: long,
      AssumeRolePolicyDocument: '{}',
      MaxSessionDuration: 1,
    })) ?? '',
    /^3 validation errors detected: Value '𝕏+' at 'roleName' failed to satisfy constraint: Member must have length less than or equal to 64; .*pattern: \[\\w\+=,\.@-\]\+; Value '1' at 'maxSessionDuration' failed to satisfy constraint: Member must have value greater than or equal to 3600$/u,
  );
  assert.equal(
    await check('iam', 'CreateRole', { RoleName: 'r' }),
    "1 validation error detected: Value null at 'assumeRolePolicyDocument' failed to satisfy constraint: Member must not be null",
  );
  assert.equal(
    await check('iam', 'CreateRole', { RoleName: 'r', AssumeRolePolicyDocument: '{}' }),
    undefined,
  );
});
