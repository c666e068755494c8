import type { Replay, Script } from '../replay.ts';

const add = (path: string, value?: string) => ({ op: 'add', path, value });
const replace = (path: string, value?: string) => ({ op: 'replace', path, value });
const remove = (path: string) => ({ op: 'remove', path });

type Members = Record<string, unknown>;

async function newApi(
  replay: Replay,
): Promise<{ update: (step: string, ...patchOperations: Members[]) => Promise<Members> }> {
  const api = await replay.given('CreateRestApi', { name: 'test-api', description: 'this is my api' });
  return {
    update: (step, ...patchOperations) =>
      replay.step(step, 'UpdateRestApi', { restApiId: api.id, patchOperations }),
  };
}

/** The order of a list is AWS's own; recordings have it by creation. */
const inOrderOf =
  (ids: readonly unknown[]) =>
  (body: Members): Members => ({
    items: Array.isArray(body.items)
      ? body.items.toSorted((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id))
      : undefined,
  });

export const restApiScripts: Record<string, Script> = {
  'api TestApiGatewayApiRestApi::test_list_and_delete_apis': async (replay) => {
    const first = await replay.step('create-rest-api-1', 'CreateRestApi', {
      name: 'one',
      description: 'this is my api',
    });
    const second = await replay.step('create-rest-api-2', 'CreateRestApi', {
      name: 'two',
      description: 'this is my api2',
    });
    await replay.step('get-rest-api-before-delete', 'GetRestApis', {}, inOrderOf([first.id, second.id]));
    await replay.step('delete-rest-api', 'DeleteRestApi', { restApiId: first.id });
    await replay.step('get-rest-api-after-delete', 'GetRestApis', {});
  },
  'api TestApiGatewayApiRestApi::test_get_api_case_insensitive': async (replay) => {
    replay.differs('create-rest-api', 'recorded before ipAddressType was part of the answer');
    const api = await replay.given('CreateRestApi', { name: 'lower', description: 'lower case api' });
    const upper = String(api.id).toUpperCase();
    replay.placeholders.set('<upper-id>', upper);
    await replay.step('get-api-upper-case', 'GetRestApi', { restApiId: upper });
  },
  'api TestApiGatewayApiRestApi::test_create_rest_api_with_optional_params': async (replay) => {
    await replay.step('create-only-name', 'CreateRestApi', { name: 'one' });
    await replay.step('create-empty-desc', 'CreateRestApi', { name: 'two', description: '' });
    await replay.step('create-with-version', 'CreateRestApi', { name: 'three', version: 'v1' });
    await replay.step('create-with-empty-binary-media', 'CreateRestApi', {
      name: 'four',
      binaryMediaTypes: [],
    });
    await replay.step('string-compression-size', 'CreateRestApi', {
      name: 'five',
      minimumCompressionSize: -1,
    });
  },
  'api TestApiGatewayApiRestApi::test_create_rest_api_with_binary_media_types': async (replay) => {
    await replay.step('create-with-binary-media', 'CreateRestApi', {
      name: 'one',
      binaryMediaTypes: ['image/png'],
    });
  },
  'api TestApiGatewayApiRestApi::test_create_rest_api_with_tags': async (replay) => {
    const tags = { MY_TAG1: 'MY_VALUE1' };
    const api = await replay.step('create-rest-api-w-tags', 'CreateRestApi', {
      name: 'one',
      description: 'this is my api',
      tags,
    });
    await replay.step('get-rest-api-w-tags', 'GetRestApi', { restApiId: api.id });
    await replay.step('get-rest-apis-w-tags', 'GetRestApis', {});
  },
  'api TestApiGatewayApiRestApi::test_update_rest_api_operation_add_remove': async (replay) => {
    const { update } = await newApi(replay);
    await update(
      'update-rest-api-add',
      add('/binaryMediaTypes/image~1png'),
      add('/binaryMediaTypes/image~1jpeg'),
    );
    await update('update-rest-api-replace', replace('/binaryMediaTypes/image~1png', 'image/gif'));
    await update('update-rest-api-remove', remove('/binaryMediaTypes/image~1gif'), remove('/description'));
  },
  'api TestApiGatewayApiRestApi::test_update_rest_api_compression': async (replay) => {
    const { update } = await newApi(replay);
    await update('enable-compression', replace('/minimumCompressionSize', '10'));
    await update('disable-compression', replace('/minimumCompressionSize', ''));
    await update('set-compression-zero', replace('/minimumCompressionSize', '0'));
    await update('set-negative-compression', replace('/minimumCompressionSize', '-1'));
    await update('set-string-compression', replace('/minimumCompressionSize', 'test'));
    await update('unsupported-operation', add('/minimumCompressionSize', '10'));
  },
  'api TestApiGatewayApiRestApi::test_update_rest_api_behaviour': async (replay) => {
    const { update } = await newApi(replay);
    await update('update-rest-api-array', add('/binaryMediaTypes/-', 'image/png'));
    await update('update-rest-api-add-base-path', add('/binaryMediaTypes', 'image/gif'));
    await update('update-rest-api-replace-base-path', replace('/binaryMediaTypes', 'image/gif'));
    await update('update-rest-api-remove-base-path', remove('/binaryMediaTypes'));
  },
  'api TestApiGatewayApiRestApi::test_update_rest_api_invalid_api_id': async (replay) => {
    const patchOperations = [replace('/apiKeySource', 'AUTHORIZER')];
    await replay.step('not-found-update-rest-api', 'UpdateRestApi', { restApiId: 'api_id', patchOperations });
  },
  'api TestApiGatewayApiRestApi::test_create_rest_api_with_endpoint_configuration': async (replay) => {
    const create = (step: string, endpointConfiguration: Members, more: Members = {}) =>
      replay.step(step, 'CreateRestApi', { name: step, endpointConfiguration, ...more });
    const wrong = { types: ['wrong'], ipAddressType: 'wrong' };
    await create('create-with-empty-types', { types: [] });
    await create('create-with-invalid-ip-address-type', { types: ['EDGE'], ipAddressType: 'wrong' });
    await create('create-with-invalid-types', { types: ['wrong'] });
    await create('create-with-invalid-ip-address-type-and-types', wrong);
    await create('create-with-invalid-types-and-ip-address-type', wrong);
    await create('create-with-multiple-errors-1', wrong, { description: '' });
    await create('create-with-multiple-errors-2', { types: [] }, { description: '' });
    await create('create-with-two-types', { types: ['EDGE', 'REGIONAL'] });
    await create('create-with-endpoint-config-dualstack', { types: ['EDGE'], ipAddressType: 'dualstack' });
    await create('create-with-endpoint-config-regional', { types: ['REGIONAL'], ipAddressType: 'ipv4' });
  },
  'api TestApiGatewayApiRestApi::test_create_rest_api_private_type': async (replay) => {
    const create = (step: string, ipAddressType: string, more: Members = {}) =>
      replay.step(step, 'CreateRestApi', {
        name: step,
        endpointConfiguration: { types: ['PRIVATE'], ipAddressType },
        ...more,
      });
    await create('create-with-private-type-and-ipv4-ip-address-type', 'ipv4');
    await create('create-with-private-type-and-wrong-ip-address-type', 'wrong');
    await create('create-with-private-type-and-ipv4-ip-address-type-and-empty-description', 'ipv4', {
      description: '',
    });
  },
  'api TestApiGatewayApiRestApi::test_create_rest_api_verify_defaults': async (replay) => {
    const create = (step: string, endpointConfiguration: Members) =>
      replay.step(step, 'CreateRestApi', { name: step, endpointConfiguration });
    await create('create-with-edge-default', { types: ['EDGE'] });
    await create('create-with-regional-default', { types: ['REGIONAL'] });
    await create('create-with-private-default', { types: ['PRIVATE'] });
    await create('create-with-empty-default', {});
    await create('create-with-empty-ip-address-type-and-wrong-type', { types: ['wrong'] });
  },
  'api TestApiGatewayApiRestApi::test_update_rest_api_ip_address_type': async (replay) => {
    const api = await replay.given('CreateRestApi', {
      name: 'one',
      endpointConfiguration: { types: ['REGIONAL'] },
    });
    const update = (step: string, patch: Members) =>
      replay.step(step, 'UpdateRestApi', { restApiId: api.id, patchOperations: [patch] });
    const ipAddressType = '/endpointConfiguration/ipAddressType';
    await update('update-rest-api-replace-type', replace('/endpointConfiguration/types/0', 'PRIVATE'));
    await update('update-rest-api-replace-to-ipv4-within-private-type', replace(ipAddressType, 'ipv4'));
    await update('update-rest-api-wrong-ipAddressType', replace(ipAddressType, 'wrong'));
    await update('update-rest-api-wrong-type', replace('/endpointConfiguration/types/0', 'wrong'));
    await update('update-rest-api-invalid-operation-on-ipAddressType', add(ipAddressType, 'dualstack'));
    await update('update-rest-api-invalid-operation-on-type', {
      op: 'test',
      path: '/endpointConfiguration/types/0',
      value: 'EDGE',
    });
    await update('update-rest-api-replace-ip-address-type', replace(ipAddressType, 'dualstack'));
  },
  'api TestApiGatewayApiRestApi::test_update_rest_api_concatenation_of_errors': async (replay) => {
    const { update } = await newApi(replay);
    const onIp = { op: 'wrong', path: '/endpointConfiguration/ipAddressType', value: 'dualstack' };
    const onType = { op: 'wrong', path: '/endpointConfiguration/types/0', value: 'EDGE' };
    await update('update-rest-api-wrong-operations-on-ipAddressType', onIp, onIp);
    await update('update-rest-api-wrong-operations-on-type', onType, onType);
    await update('update-rest-api-wrong-operations-on-type-and-on-ip-address-type', onType, onIp, onIp);
  },
};
