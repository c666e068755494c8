import assert from 'node:assert/strict';
import { test } from 'node:test';
import { APIGateway } from '@aws-sdk/client-api-gateway';
import { GatewayProcess, REGION, withDirectory } from '../support/gateway-process.ts';

const ALLOWED_HEADERS = 'Content-Type,X-Amz-Date,Authorization,X-Api-Key';

/**
 * The OPTIONS method and the headers of the others as the developer guide has them, and the same for the gateway's own
 * errors.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/enable-cors-for-resource-using-swagger-importer-tool.html
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-openapi-gateway-responses.html
 */
const DOCUMENT = `
openapi: 3.0.1
info: { title: users, version: "1" }
x-amazon-apigateway-gateway-responses:
  DEFAULT_4XX:
    responseParameters:
      gatewayresponse.header.Access-Control-Allow-Origin: "'*'"
paths:
  /users:
    options:
      responses:
        "200":
          description: Default response for CORS method
          headers:
            Access-Control-Allow-Origin: { schema: { type: string } }
            Access-Control-Allow-Methods: { schema: { type: string } }
            Access-Control-Allow-Headers: { schema: { type: string } }
          content: {}
      x-amazon-apigateway-integration:
        type: mock
        requestTemplates:
          application/json: "{\\"statusCode\\": 200}"
        passthroughBehavior: never
        responses:
          default:
            statusCode: "200"
            responseParameters:
              method.response.header.Access-Control-Allow-Headers: "'${ALLOWED_HEADERS}'"
              method.response.header.Access-Control-Allow-Methods: "'*'"
              method.response.header.Access-Control-Allow-Origin: "'*'"
    get:
      responses:
        "200":
          description: the users
          headers:
            Access-Control-Allow-Origin: { schema: { type: string } }
      x-amazon-apigateway-integration:
        type: mock
        requestTemplates:
          application/json: "{\\"statusCode\\": 200}"
        responses:
          default:
            statusCode: "200"
            responseParameters:
              method.response.header.Access-Control-Allow-Origin: "'*'"
            responseTemplates:
              application/json: "[]"
`;

test('CORS as the developer guide sets it up', () =>
  withDirectory(async (path) => {
    const gateway = await GatewayProcess.start(path);
    const { endpoint, rootKeys: credentials } = gateway;
    const client = new APIGateway({ endpoint, region: REGION, credentials, maxAttempts: 1 });
    const api = await client.importRestApi({ body: Buffer.from(DOCUMENT), failOnWarnings: true });
    const restApiId = api.id ?? '';
    const deploy = () => client.createDeployment({ restApiId, stageName: 'prod' });
    await deploy();
    const send = (method: string, resource = '/users', headers: Record<string, string> = {}) =>
      fetch(`${endpoint}/_aws/execute-api/${restApiId}/prod${resource}`, {
        method,
        headers: { Origin: 'https://app.example.com', ...headers },
      });
    const preflight = (headers: Record<string, string> = {}) =>
      send('OPTIONS', '/users', {
        'Access-Control-Request-Method': 'GET',
        'Access-Control-Request-Headers': 'x-api-key',
        ...headers,
      });

    const allowed = await preflight();
    assert.equal(allowed.status, 200);
    assert.equal(allowed.headers.get('access-control-allow-origin'), '*');
    assert.equal(allowed.headers.get('access-control-allow-methods'), '*');
    assert.equal(allowed.headers.get('access-control-allow-headers'), ALLOWED_HEADERS);
    assert.equal(await allowed.text(), '');
    const users = await send('GET');
    assert.equal(users.headers.get('access-control-allow-origin'), '*');
    assert.equal(await users.text(), '[]');
    const missing = await send('GET', '/nothing');
    assert.equal(missing.status, 403);
    assert.equal(missing.headers.get('access-control-allow-origin'), '*');

    // "passthroughBehavior": "never" rejects content types without a template; a preflight has no content.
    assert.equal((await preflight({ 'Content-Type': 'text/plain' })).status, 415);

    // API Gateway takes every payload for binary then, to which templates do not apply, until the integration converts it:
    // https://serverlessland.com/snippets/apigateway-mock-integration-binary-media-types
    await client.updateRestApi({
      restApiId,
      patchOperations: [{ op: 'add', path: '/binaryMediaTypes/*~1*' }],
    });
    await deploy();
    assert.equal((await preflight()).status, 500);
    const { items = [] } = await client.getResources({ restApiId });
    const resourceId = items.find((resource) => resource.path === '/users')?.id;
    await client.updateIntegration({
      ...{ restApiId, resourceId, httpMethod: 'OPTIONS' },
      patchOperations: [{ op: 'replace', path: '/contentHandling', value: 'CONVERT_TO_TEXT' }],
    });
    await deploy();
    const converted = await preflight();
    assert.equal(converted.status, 200);
    assert.equal(converted.headers.get('access-control-allow-origin'), '*');
    client.destroy();
    assert.deepEqual(await gateway.stop(), [0, null]);
  }));
