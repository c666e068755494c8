import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openService } from './apigateway.fixture.ts';

const { service, context } = openService();

async function needs(operation: string, input: object) {
  const requests = await service.permissions(operation, input as never, context(operation));
  return requests.map(({ action, resource, resourceAccount }) => `${action} ${resource} ${resourceAccount}`);
}

const PREFIX = 'arn:aws:apigateway:us-east-1::';

// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagement.html
test('the verb on the path is what a call needs', async () => {
  assert.deepEqual(await needs('GetRestApis', {}), [`apigateway:GET ${PREFIX}/restapis 111111111111`]);
  assert.deepEqual(await needs('UpdateStage', { restApiId: 'abc', stageName: 'v1' }), [
    `apigateway:PATCH ${PREFIX}/restapis/abc/stages/v1 111111111111`,
  ]);
  assert.deepEqual(
    await needs('DeleteIntegration', { restApiId: 'abc', resourceId: 'def', httpMethod: 'GET' }),
    [`apigateway:DELETE ${PREFIX}/restapis/abc/resources/def/methods/GET/integration 111111111111`],
  );
  assert.deepEqual(await needs('PutGatewayResponse', { restApiId: 'abc', responseType: 'THROTTLED' }), [
    `apigateway:PUT ${PREFIX}/restapis/abc/gatewayresponses/THROTTLED 111111111111`,
  ]);
  assert.deepEqual(await needs('GetTags', { resourceArn: `${PREFIX}/restapis/abc` }), [
    `apigateway:GET ${PREFIX}/tags/arn%3Aaws%3Aapigateway%3Aus-east-1%3A%3A%2Frestapis%2Fabc 111111111111`,
  ]);
});

test('a slash in a name does not make it another resource', async () => {
  assert.deepEqual(await needs('GetRestApi', { restApiId: 'mine/../other' }), [
    `apigateway:GET ${PREFIX}/restapis/mine%2F..%2Fother 111111111111`,
  ]);
});

test('resource policies need a permission of their own', async () => {
  const [, second] = await needs('CreateRestApi', { name: 'a', policy: '{}' });
  assert.equal(second, `apigateway:UpdateRestApiPolicy ${PREFIX}/restapis 111111111111`);
  const patchOperations = [{ op: 'replace', path: '/policy', value: '{}' }];
  assert.equal((await needs('UpdateRestApi', { restApiId: 'abc', patchOperations })).length, 2);
  const rename = [{ op: 'replace', path: '/name', value: 'b' }];
  assert.equal((await needs('UpdateRestApi', { restApiId: 'abc', patchOperations: rename })).length, 1);
});

test('giving API Gateway a role needs iam:PassRole on it', async () => {
  const role = 'arn:aws:iam::111111111111:role/app';
  const method = { restApiId: 'abc', resourceId: 'def', httpMethod: 'GET' };
  const passRole = `iam:PassRole ${role} 111111111111`;
  assert.equal((await needs('PutIntegration', { ...method, credentials: role }))[1], passRole);
  const patch = (path: string) => ({ patchOperations: [{ op: 'replace', path, value: role }] });
  assert.equal((await needs('UpdateIntegration', { ...method, ...patch('/credentials') }))[1], passRole);
  const authorizer = { restApiId: 'abc', name: 'a', type: 'TOKEN', authorizerCredentials: role };
  assert.equal((await needs('CreateAuthorizer', authorizer))[1], passRole);
  const changed = { restApiId: 'abc', authorizerId: 'def', ...patch('/authorizerCredentials') };
  assert.equal((await needs('UpdateAuthorizer', changed))[1], passRole);
  assert.equal((await needs('UpdateAccount', patch('/cloudwatchRoleArn')))[1], passRole);
  assert.equal(
    (await needs('PutIntegration', { ...method, credentials: 'arn:aws:iam::*:user/*' })).length,
    1,
  );
});

test('an import needs iam:PassRole on every role in it, and a permission for the resource policy', async () => {
  const role = (name: string) => `arn:aws:iam::111111111111:role/${name}`;
  const integration = (credentials: string) => ({
    'x-amazon-apigateway-integration': { type: 'aws', credentials },
  });
  const authorizer = { type: 'token', authorizerCredentials: role('authorizer') };
  const document = {
    swagger: '2.0',
    info: { title: 'a' },
    paths: {
      '/': { get: integration(role('one')), put: integration(role('one')), post: integration(role('two')) },
      '/caller': { get: integration('arn:aws:iam::*:user/*') },
    },
    securityDefinitions: { own: { type: 'apiKey', 'x-amazon-apigateway-authorizer': authorizer } },
    'x-amazon-apigateway-policy': { Version: '2012-10-17', Statement: [] },
  };
  assert.deepEqual((await needs('ImportRestApi', { body: Buffer.from(JSON.stringify(document)) })).slice(1), [
    `apigateway:UpdateRestApiPolicy ${PREFIX}/restapis 111111111111`,
    ...['one', 'two', 'authorizer'].map((name) => `iam:PassRole ${role(name)} 111111111111`),
  ]);
  assert.equal((await needs('ImportRestApi', { body: Buffer.from('[') })).length, 1);
});

test('taking a resource policy away by overwriting an API needs the permission to write it', async () => {
  const { call, service: own } = openService();
  const Statement = [
    { Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*' },
  ];
  const policy = JSON.stringify({ Version: '2012-10-17', Statement });
  const { id: restApiId } = await call('CreateRestApi', { name: 'a', policy });
  const body = Buffer.from('{"swagger": "2.0", "info": {"title": "a"}, "paths": {}}');
  const actions = async (mode: string) => {
    const input = { restApiId, mode, body } as never;
    return (await own.permissions('PutRestApi', input, context('PutRestApi'))).map(({ action }) => action);
  };
  assert.deepEqual(await actions('overwrite'), ['apigateway:PUT', 'apigateway:UpdateRestApiPolicy']);
  assert.deepEqual(await actions('merge'), ['apigateway:PUT']);
});

test('domain names: private ones have their account in the ARN, and sensitive settings permissions of their own', async () => {
  const domain = { domainName: 'a.example.com', domainNameId: 'x1' };
  const arn = 'arn:aws:apigateway:us-east-1:111111111111:/domainnames/a.example.com+x1';
  assert.deepEqual(await needs('GetDomainName', domain), [`apigateway:GET ${arn} 111111111111`]);
  assert.deepEqual(await needs('DeleteBasePathMapping', { ...domain, basePath: '(none)' }), [
    `apigateway:DELETE ${arn}/basepathmappings/(none) 111111111111`,
  ]);
  assert.deepEqual(await needs('GetDomainName', { domainName: 'a.example.com' }), [
    `apigateway:GET ${PREFIX}/domainnames/a.example.com 111111111111`,
  ]);
  const patch = (path: string) => ({ ...domain, patchOperations: [{ op: 'replace', path, value: '' }] });
  const further = async (path: string) => (await needs('UpdateDomainName', patch(path))).slice(1);
  assert.deepEqual(await further('/policy'), [`apigateway:UpdateDomainNamePolicy ${arn} 111111111111`]);
  assert.deepEqual(await further('/managementPolicy'), [
    `apigateway:UpdateDomainNameManagementPolicy ${arn} 111111111111`,
  ]);
  assert.deepEqual(await further('/mutualTlsAuthentication/truststoreUri'), [
    `apigateway:AddCertificateToDomain ${arn} 111111111111`,
    `apigateway:RemoveCertificateFromDomain ${arn} 111111111111`,
  ]);
  assert.deepEqual(await further('/routingMode'), []);
});
