import type { Replay, Script } from '../replay.ts';

type Members = Record<string, unknown>;

/** An API whose creation was recorded, with one validator. */
async function newValidator(replay: Replay) {
  const created = await replay.step('create-rest-api', 'CreateRestApi', {
    name: 'test-api',
    description: 'my api',
  });
  const api = { restApiId: created.id };
  const { id } = await replay.step('create-request-validator', 'CreateRequestValidator', {
    ...api,
    name: 'test-validator',
  });
  const validator = { ...api, requestValidatorId: id };
  const update = (step: string, operation: Members) =>
    replay.step(step, 'UpdateRequestValidator', { ...validator, patchOperations: [operation] });
  return { api, validator, update };
}

export const requestValidatorScripts: Record<string, Script> = {
  'api TestApiGatewayApiRequestValidator::test_validators_crud_no_api': async (replay) => {
    const api = { restApiId: 'test-fake-rest-id' };
    await replay.step('wrong-rest-api-id-create-validator', 'CreateRequestValidator', {
      ...api,
      name: 'test-validator',
      validateRequestBody: true,
      validateRequestParameters: false,
    });
    await replay.step('wrong-rest-api-id-get-validators', 'GetRequestValidators', api);
  },
  'api TestApiGatewayApiRequestValidator::test_request_validator_lifecycle': async (replay) => {
    const { api, validator, update } = await newValidator(replay);
    await replay.step('get-request-validator', 'GetRequestValidator', validator);
    await replay.step('get-request-validators', 'GetRequestValidators', api);
    const path = '/validateRequestBody';
    await update('update-request-validator-with-value', { op: 'replace', path, value: 'true' });
    await update('update-request-validator-without-value', { op: 'replace', path });
    await replay.step('get-request-validators-after-update-operation', 'GetRequestValidator', validator);
    await replay.step('delete-request-validator', 'DeleteRequestValidator', validator);
    await replay.step('get-deleted-request-validator', 'GetRequestValidator', validator);
    await replay.step('get-request-validators-after-delete', 'GetRequestValidators', api);
  },
  'api TestApiGatewayApiRequestValidator::test_invalid_get_request_validator': async (replay) => {
    const { id } = await replay.given('CreateRestApi', { name: 'test-api' });
    const get = (step: string, restApiId: unknown) =>
      replay.step(step, 'GetRequestValidator', { restApiId, requestValidatorId: 'validator_id' });
    await get('get-request-validators-invalid-api-id', 'api_id');
    await get('get-request-validators-invalid-validator-id', id);
  },
  'api TestApiGatewayApiRequestValidator::test_invalid_get_request_validators': async (replay) => {
    await replay.step('get-invalid-request-validators', 'GetRequestValidators', { restApiId: 'api_id' });
  },
  'api TestApiGatewayApiRequestValidator::test_invalid_delete_request_validator': async (replay) => {
    const { id } = await replay.given('CreateRestApi', { name: 'test-api' });
    const remove = (step: string, restApiId: unknown) =>
      replay.step(step, 'DeleteRequestValidator', { restApiId, requestValidatorId: 'validator_id' });
    await remove('delete-request-validator-invalid-api-id', 'api_id');
    await remove('delete-request-validator-invalid-validator-id', id);
  },
  'api TestApiGatewayApiRequestValidator::test_create_request_validator_invalid_api_id': async (replay) => {
    await replay.step('invalid-create-request-validator', 'CreateRequestValidator', { restApiId: 'api_id' });
  },
  'api TestApiGatewayApiRequestValidator::test_invalid_update_request_validator_operations': async (
    replay,
  ) => {
    const { update } = await newValidator(replay);
    const path = '/validateRequestBody';
    const value = 'true';
    await update('update-request-validator-invalid-add-operation', { op: 'add', path, value });
    await update('update-request-validator-invalid-remove-operation', { op: 'remove', path, value });
    await update('update-request-validator-invalid-path', { op: 'replace', path: '/invalidPath', value });
    await update('update-request-validator-empty-name-value', { op: 'replace', path: '/name', value: '' });
  },
};
