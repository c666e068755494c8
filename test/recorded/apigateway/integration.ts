import type { Replay, Script } from '../replay.ts';
import { ACCOUNT, REGION } from '../service-under-test.ts';

type Members = Record<string, unknown>;

const MOCK_TEMPLATE = { 'application/json': '{"statusCode": 200}' };

async function newMethod(replay: Replay, httpMethod: string, more: Members = {}): Promise<Members> {
  const api = await replay.given('CreateRestApi', { name: 'test-api' });
  const method = { restApiId: api.id, resourceId: api.rootResourceId, httpMethod };
  await replay.given('PutMethod', { ...method, authorizationType: 'NONE', ...more });
  return method;
}

const FUNCTION = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:test`;
const INVOCATION = `arn:aws:apigateway:${REGION}:lambda:path/2015-03-31/functions/${FUNCTION}/invocations`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/test`;

export const integrationScripts: Record<string, Script> = {
  'api TestApigatewayIntegration::test_put_integration_wrong_type': async (replay) => {
    const api = await replay.given('CreateRestApi', { name: 'test-api' });
    const method = { restApiId: api.id, resourceId: api.rootResourceId, httpMethod: 'GET' };
    await replay.step('put-integration-wrong-type', 'PutIntegration', { ...method, type: 'HTTPS_PROXY' });
  },
  'api TestApigatewayIntegration::test_put_integration_response_validation': async (replay) => {
    const method = await newMethod(replay, 'POST');
    const mock = { integrationHttpMethod: 'GET', type: 'MOCK', requestTemplates: MOCK_TEMPLATE };
    const put = (step: string, members: Members) =>
      replay.step(step, 'PutIntegration', { ...method, ...mock, ...members });
    const putResponse = (step: string, members: Members) =>
      replay.step(step, 'PutIntegrationResponse', {
        ...method,
        statusCode: '200',
        selectionPattern: '',
        ...members,
      });
    await put('put-integration-wrong-method', { httpMethod: 'GET' });
    await put('put-integration-wrong-resource', { httpMethod: 'GET', resourceId: 'badresource' });
    await replay.given('PutIntegration', { ...method, ...mock });
    await putResponse('put-integration-response-wrong-method', { httpMethod: 'GET' });
    await putResponse('put-integration-response-wrong-resource', {
      httpMethod: 'GET',
      resourceId: 'badresource',
    });
  },
  'api TestApigatewayIntegration::test_put_integration_request_parameter_bool_type': async (replay) => {
    const api = await replay.given('CreateRestApi', { name: 'test-api' });
    const root = { restApiId: api.id, resourceId: api.rootResourceId };
    const put = (step: string, httpMethod: string, requestParameters: Members) =>
      replay.step(step, 'PutMethod', { ...root, httpMethod, authorizationType: 'NONE', requestParameters });
    const integrate = (step: string, requestParameters: Members) =>
      replay.step(step, 'PutIntegration', {
        ...root,
        httpMethod: 'GET',
        type: 'HTTP_PROXY',
        requestParameters,
      });
    const path = { 'method.request.path.testPath': true };
    await put('bool-method', 'GET', path);
    await put('put-method-request-param-wrong-type', 'POST', { ...path, true: true });
    await integrate('put-integration-request-param-wrong-type', { true: true });
    await integrate('put-integration-request-param-bool-value', {
      'integration.request.path.testPath': true,
    });
  },
  'api TestApigatewayIntegration::test_create_integration_with_vpc_link': async (replay) => {
    const method = await newMethod(replay, 'GET');
    replay.placeholders.set('<region>', REGION);
    await replay.step('put-integration-vpc-link', 'PutIntegration', {
      ...method,
      type: 'HTTP_PROXY',
      integrationHttpMethod: 'GET',
      uri: `http://my-vpclink-test-nlb-1234567890abcdef.${REGION}.amazonaws.com`,
      connectionType: 'VPC_LINK',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a stage variable in API Gateway's own syntax
      connectionId: '${stageVariables.vpcLinkId}',
    });
    await replay.step('get-integration-vpc-link', 'GetIntegration', method);
    await replay.step('update-integration-vpc-link', 'UpdateIntegration', {
      ...method,
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a stage variable in API Gateway's own syntax
      patchOperations: [{ op: 'replace', path: '/connectionId', value: '${stageVariables.vpcLinkIdBeta}' }],
    });
    await replay.step('get-integration-update-vpc-link', 'GetIntegration', method);
  },
  'api TestApigatewayIntegration::test_get_integration_non_existent': async (replay) => {
    const method = await newMethod(replay, 'GET');
    const get = (step: string, members: Members) =>
      replay.step(step, 'GetIntegration', { ...method, ...members });
    await get('get-integration-no-api', { restApiId: 'wrong' });
    await get('get-integration-no-resource', { resourceId: 'wrong' });
    await get('get-integration-no-method', { httpMethod: 'POST' });
    await get('get-integration-no-integration', {});
  },
  'lambda test_put_integration_aws_proxy_uri': async (replay) => {
    const method = await newMethod(replay, 'GET');
    const put = (step: string, uri: string) =>
      replay.step(step, 'PutIntegration', {
        ...method,
        type: 'AWS_PROXY',
        integrationHttpMethod: 'POST',
        uri,
      });
    const service = `arn:aws:apigateway:${REGION}`;
    await put('put-integration-lambda-uri', FUNCTION);
    await put('put-integration-wrong-arn', 'arn');
    await put(
      'put-integration-wrong-type',
      `${service}:lambda:test/2015-03-31/functions/${FUNCTION}/invocations`,
    );
    await put('put-integration-wrong-firehose', `${service}:firehose:path/2015-03-31/${FUNCTION}`);
    await put(
      'put-integration-bad-lambda-arn',
      `${service}:lambda:path/2015-03-31/functions/bad-arn/invocations`,
    );
  },
  'lambda test_lambda_aws_integration': async (replay) => {
    const api = await replay.given('CreateRestApi', { name: 'test-api' });
    const method = { restApiId: api.id, resourceId: api.rootResourceId, httpMethod: 'POST' };
    await replay.step('put-method', 'PutMethod', { ...method, authorizationType: 'NONE' });
    await replay.step('put-integration', 'PutIntegration', {
      ...method,
      type: 'AWS',
      integrationHttpMethod: 'POST',
      uri: INVOCATION,
      credentials: ROLE,
    });
    await replay.step('put-integration-response', 'PutIntegrationResponse', { ...method, statusCode: '200' });
    await replay.step('put-method-response', 'PutMethodResponse', { ...method, statusCode: '200' });
    replay.differs('lambda-aws-integration', 'an invocation, which is the data plane’s');
  },
  'lambda test_lambda_aws_integration_with_request_template': async (replay) => {
    const api = await replay.given('CreateRestApi', { name: 'test-api' });
    const method = { restApiId: api.id, resourceId: api.rootResourceId, httpMethod: 'GET' };
    await replay.step('put-method', 'PutMethod', {
      ...method,
      authorizationType: 'NONE',
      requestParameters: { 'method.request.querystring.param1': false },
    });
    await replay.step('put-method-response', 'PutMethodResponse', { ...method, statusCode: '200' });
    await replay.step('put-integration', 'PutIntegration', {
      ...method,
      type: 'AWS',
      integrationHttpMethod: 'POST',
      uri: INVOCATION,
      credentials: ROLE,
      requestTemplates: { 'application/json': '{"param1": "$input.params(\'param1\')"}' },
    });
    const response = { ...method, statusCode: '200', selectionPattern: '' };
    await replay.step('put-integration-response', 'PutIntegrationResponse', response);
    replay.differs('lambda-aws-integration-1', 'an invocation, which is the data plane’s');
    replay.differs('lambda-aws-integration-2', 'an invocation, which is the data plane’s');
    await replay.step('delete-integration', 'DeleteIntegration', method);
    await replay.step('get-integration-after-delete', 'GetIntegration', method);
  },
};
