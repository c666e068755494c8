import type { Replay, Script } from '../replay.ts';

type Members = Record<string, unknown>;

const replace = (path: string, value: string) => ({ op: 'replace', path, value });

const responseParameters = {
  'gatewayresponse.header.Access-Control-Allow-Origin': "'a.b.c'",
  'gatewayresponse.header.x-request-query': 'method.request.querystring.q',
  'gatewayresponse.header.x-request-path': 'method.request.path.petId',
  'gatewayresponse.header.x-request-header': 'method.request.header.Accept',
};
const responseTemplates = {
  'application/json':
    '{\n     "message": $context.error.messageString,\n     "type":  "$context.error.responseType",\n     "stage":  "$context.stage",\n     "resourcePath":  "$context.resourcePath",\n     "stageVariables.a":  "$stageVariables.a",\n     "statusCode": "\'404\'"\n}',
};
const MISSING = 'MISSING_AUTHENTICATION_TOKEN';

async function newApi(replay: Replay): Promise<Members> {
  return { restApiId: (await replay.given('CreateRestApi', { name: 'test-api' })).id };
}

export const gatewayResponseScripts: Record<string, Script> = {
  'api TestApiGatewayGatewayResponse::test_gateway_response_crud': async (replay) => {
    const api = await newApi(replay);
    const response = { ...api, responseType: MISSING };
    await replay.step('get-gateway-response-default', 'GetGatewayResponse', response);
    await replay.step('put-gateway-response', 'PutGatewayResponse', {
      ...response,
      statusCode: '404',
      responseParameters,
      responseTemplates,
    });
    await replay.step('get-gateway-responses', 'GetGatewayResponses', api);
    await replay.step('get-gateway-response', 'GetGatewayResponse', response);
    await replay.step('delete-gateway-response', 'DeleteGatewayResponse', response);
    await replay.step('get-deleted-gw-response', 'GetGatewayResponse', response);
  },
  'api TestApiGatewayGatewayResponse::test_gateway_response_put': async (replay) => {
    const api = await newApi(replay);
    const put = (step: string, responseType: string, members: Members) =>
      replay.step(step, 'PutGatewayResponse', { ...api, responseType, ...members });
    const header = { 'gatewayresponse.header.x-request-header': 'method.request.header.Accept' };
    const statusCode = '404';
    await put('put-gateway-response-all-value', MISSING, {
      statusCode,
      responseParameters,
      responseTemplates,
    });
    await put('put-gateway-response-status-only', MISSING, { statusCode });
    await put('put-gateway-response-response-parameters-only', MISSING, { responseParameters: header });
    await put('put-gateway-response-response-templates-only', MISSING, { responseTemplates });
    await put('put-gateway-response-default-5xx', 'DEFAULT_5XX', {
      statusCode: '599',
      responseParameters: header,
      responseTemplates,
    });
    await put('put-gateway-response-default-ignored', 'AUTHORIZER_FAILURE', {
      responseParameters: { 'gatewayresponse.header.foo': "'bar'" },
    });
    await replay.step('get-gateway-responses', 'GetGatewayResponses', api);
  },
  'api TestApiGatewayGatewayResponse::test_gateway_response_validation': async (replay) => {
    const api = await newApi(replay);
    const unknown = { restApiId: 'fake-api-id', responseType: 'DEFAULT_4XX' };
    const fake = { ...api, responseType: 'FAKE_RESPONSE_TYPE' };
    await replay.step('get-gateway-responses-no-api', 'GetGatewayResponses', { restApiId: 'fake-api-id' });
    await replay.step('get-gateway-response-no-api', 'GetGatewayResponse', unknown);
    await replay.step('delete-gateway-response-no-api', 'DeleteGatewayResponse', unknown);
    await replay.step('update-gateway-response-no-api', 'UpdateGatewayResponse', {
      ...unknown,
      patchOperations: [],
    });
    await replay.step('delete-gateway-response-not-set', 'DeleteGatewayResponse', {
      ...api,
      responseType: 'DEFAULT_4XX',
    });
    await replay.step('get-gateway-response-wrong-response-type', 'GetGatewayResponse', fake);
    await replay.step('delete-gateway-response-wrong-response-type', 'DeleteGatewayResponse', fake);
    await replay.step('update-gateway-response-wrong-response-type', 'UpdateGatewayResponse', {
      ...fake,
      patchOperations: [],
    });
    await replay.step('put-gateway-response-wrong-response-type', 'PutGatewayResponse', fake);
  },
  'api TestApiGatewayGatewayResponse::test_update_gateway_response': async (replay) => {
    const api = await newApi(replay);
    const response = { ...api, responseType: 'DEFAULT_4XX' };
    const update = (step: string, ...patchOperations: Members[]) =>
      replay.step(step, 'UpdateGatewayResponse', { ...response, patchOperations });
    const origin = '/responseParameters/gatewayresponse.header.Access-Control-Allow-Origin';
    const xml = '/responseTemplates/application~1xml';
    await update('update-gateway-response-not-set', replace('/statusCode', '444'));
    await replay.step('default-get-gateway-response', 'GetGatewayResponse', response);
    const template = JSON.stringify({ 'application/json': '{"message":$context.error.messageString}' });
    await replay.step('put-gateway-response', 'PutGatewayResponse', {
      ...response,
      statusCode: '404',
      responseParameters,
      responseTemplates: { 'application/json': template },
    });
    await update('update-gateway-response', replace('/statusCode', '444'), replace(origin, "'example.com'"), {
      op: 'add',
      path: xml,
      value:
        '<gatewayResponse><message>$context.error.messageString</message><type>$context.error.responseType</type></gatewayResponse>',
    });
    await replay.step('get-gateway-response', 'GetGatewayResponse', response);
    await update('update-gateway-add-status-code', { op: 'add', path: '/statusCode', value: '444' });
    await update('update-gateway-remove-status-code', { op: 'remove', path: '/statusCode' });
    await replay.step('update-gateway-replace-invalid-parameter', 'UpdateGatewayResponse', {
      ...api,
      responseType: 'DEFAULT_5XX',
      patchOperations: [replace(origin, "'example.com'")],
    });
    await update('update-gateway-no-path', { op: 'add', value: "'example.com'" });
    await update('update-gateway-wrong-op', { op: 'wrong-op', path: '/statusCode', value: "'example.com'" });
    await update('update-gateway-wrong-path', { op: 'add', path: '/wrongPath', value: "'example.com'" });
    for (const [index, path] of [xml, origin].entries()) {
      await update(`update-gateway-replace-invalid-parameter-${index}-none`, { op: 'replace', path });
    }
  },
};
