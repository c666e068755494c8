import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cloudFormationFixture } from '../../cloudformation.fixture.ts';
import { through } from './through.fixture.ts';

const api = (resources: string, outputs = '') => `Resources:
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: demo}}
${resources}
Outputs:
  Ref: {Value: !Ref Api}
${outputs}`;

test('AWS::ApiGateway::Model', async (t) => {
  const fixture = await cloudFormationFixture(t);
  const { apigateway } = fixture;
  const model = (properties: string) => `  Model:
    Type: AWS::ApiGateway::Model
    Properties: {RestApiId: !Ref Api, ${properties}}`;
  const read = async (restApiId = '', modelName = '') => {
    const { id: _id, ...rest } = await apigateway.GetModel({ restApiId, modelName });
    return rest;
  };
  let first = '';
  await through(
    fixture,
    [
      api(model('Description: one, Schema: {type: object, maxProperties: 3}')),
      async ({ Api, Model = '' }) => {
        first = Model;
        assert.match(Model, /^demoModel[A-Za-z0-9]{12}$/);
        assert.deepEqual(await read(Api, Model), {
          name: Model,
          description: 'one',
          schema: '{"type":"object","maxProperties":3}',
          contentType: 'application/json',
        });
      },
    ],
    [
      api(model(`Schema: '{"type":"array"}'`)),
      async ({ Api, Model }) => {
        assert.equal(Model, first);
        const { description, schema } = await read(Api, Model);
        assert.equal(description ?? '', '');
        assert.equal(schema, '{"type":"array"}');
      },
    ],
    [
      api(model('Name: Pet, ContentType: application/xml, Schema: {type: object}')),
      async ({ Api, Model }) => {
        assert.equal(Model, 'Pet');
        assert.equal((await read(Api, Model)).contentType, 'application/xml');
        await assert.rejects(read(Api, first), /Invalid model|model/i);
      },
    ],
  );
});

test('AWS::ApiGateway::RequestValidator, and the method that uses it with a model', async (t) => {
  const fixture = await cloudFormationFixture(t);
  const { apigateway } = fixture;
  const template = (properties: string) =>
    api(
      `  Validator:
    Type: AWS::ApiGateway::RequestValidator
    Properties: {RestApiId: !Ref Api, ${properties}}
  Model:
    Type: AWS::ApiGateway::Model
    Properties: {RestApiId: !Ref Api, Name: Pet, Schema: {type: object}}
  Method:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: POST
      AuthorizationType: NONE
      RequestValidatorId: !Ref Validator
      RequestModels: {application/json: !Ref Model}
      MethodResponses: [{StatusCode: 200, ResponseModels: {application/json: !Ref Model}}]`,
      '  Validator: {Value: !GetAtt Validator.RequestValidatorId}',
    );
  const state = async ({ Api: restApiId, Validator: requestValidatorId }: Record<string, string>) => {
    const validator = await apigateway.GetRequestValidator({ restApiId, requestValidatorId });
    const resourceId = (await apigateway.GetResources({ restApiId })).items?.[0]?.id;
    const method = await apigateway.GetMethod({ restApiId, resourceId, httpMethod: 'POST' });
    assert.equal(method.requestValidatorId, requestValidatorId);
    assert.deepEqual(method.requestModels, { 'application/json': 'Pet' });
    assert.deepEqual(method.methodResponses?.['200']?.responseModels, { 'application/json': 'Pet' });
    assert.equal((await apigateway.GetRequestValidators({ restApiId })).items?.length, 1);
    return validator;
  };
  await through(
    fixture,
    [
      template('Name: both, ValidateRequestBody: true, ValidateRequestParameters: true'),
      async (ids) => {
        const { id: _id, ...rest } = await state(ids);
        assert.deepEqual(rest, { name: 'both', validateRequestBody: true, validateRequestParameters: true });
      },
    ],
    [
      template('Name: both, ValidateRequestBody: false'),
      async (ids) => {
        const { validateRequestBody, validateRequestParameters } = await state(ids);
        assert.deepEqual([validateRequestBody, validateRequestParameters], [false, false]);
      },
    ],
    [
      template('ValidateRequestBody: true'),
      async (ids) => assert.match((await state(ids)).name ?? '', /^demo-Validator-[A-Za-z0-9]{12}$/),
    ],
  );
});

test('AWS::ApiGateway::Authorizer, and the method that uses it', async (t) => {
  const fixture = await cloudFormationFixture(t);
  const { apigateway } = fixture;
  const pool = (name: string) => `arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_${name}`;
  const template = (properties: string, type = 'CUSTOM') =>
    api(
      `  Authorizer:
    Type: AWS::ApiGateway::Authorizer
    Properties: {RestApiId: !Ref Api, ${properties}}
  Method:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: POST
      AuthorizationType: ${type}
      AuthorizerId: !Ref Authorizer`,
      '  Attribute: {Value: !GetAtt Authorizer.AuthorizerId}',
    );
  const uri =
    'arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:123456789012:function:a/invocations';
  const state = async ({ Api: restApiId, Authorizer: authorizerId, Attribute }: Record<string, string>) => {
    assert.equal(Attribute, authorizerId);
    const { id: _id, ...rest } = await apigateway.GetAuthorizer({ restApiId, authorizerId });
    const resourceId = (await apigateway.GetResources({ restApiId })).items?.[0]?.id;
    const method = await apigateway.GetMethod({ restApiId, resourceId, httpMethod: 'POST' });
    assert.equal(method.authorizerId, authorizerId);
    return rest;
  };
  await through(
    fixture,
    [
      template(
        `Name: tokens, Type: TOKEN, AuthorizerUri: '${uri}', IdentitySource: method.request.header.Token, IdentityValidationExpression: 'x.*', AuthorizerResultTtlInSeconds: 60`,
      ),
      async (ids) =>
        assert.deepEqual(await state(ids), {
          name: 'tokens',
          type: 'TOKEN',
          authType: 'custom',
          authorizerUri: uri,
          identitySource: 'method.request.header.Token',
          identityValidationExpression: 'x.*',
          authorizerResultTtlInSeconds: 60,
        }),
    ],
    [
      template(
        `Name: requests, Type: REQUEST, AuthorizerUri: '${uri}', IdentitySource: method.request.header.Auth`,
      ),
      async (ids) => {
        const { name, type, identitySource, identityValidationExpression, authorizerResultTtlInSeconds } =
          await state(ids);
        assert.deepEqual([name, type, identitySource], ['requests', 'REQUEST', 'method.request.header.Auth']);
        assert.deepEqual([identityValidationExpression, authorizerResultTtlInSeconds], [undefined, 300]);
      },
    ],
  );
  const cognito = (providers: string) =>
    template(
      `Name: pool, Type: COGNITO_USER_POOLS, ProviderARNs: [${providers}], IdentitySource: method.request.header.Auth`,
      'COGNITO_USER_POOLS',
    );
  await through(
    fixture,
    [cognito(pool('A')), async (ids) => assert.deepEqual((await state(ids)).providerARNs, [pool('A')])],
    [
      cognito(`'${pool('B')}', '${pool('C')}'`),
      async (ids) => assert.deepEqual((await state(ids)).providerARNs, [pool('B'), pool('C')]),
    ],
  );
});

test('AWS::ApiGateway::GatewayResponse', async (t) => {
  const fixture = await cloudFormationFixture(t);
  const { apigateway } = fixture;
  const template = (properties: string) =>
    api(
      properties &&
        `  Response:
    Type: AWS::ApiGateway::GatewayResponse
    Properties: {RestApiId: !Ref Api, ResponseType: ACCESS_DENIED, ${properties}}`,
      properties && '  Attribute: {Value: !GetAtt Response.Id}',
    );
  const state = (restApiId = '') =>
    apigateway.GetGatewayResponse({ restApiId, responseType: 'ACCESS_DENIED' });
  await through(
    fixture,
    [
      template(
        `StatusCode: 401, ResponseParameters: {gatewayresponse.header.A: "'b'"}, ResponseTemplates: {application/json: '{}'}`,
      ),
      async ({ Api, Response, Attribute }) => {
        assert.equal(Response, `${Api}:ACCESS_DENIED`);
        assert.equal(Attribute, Response);
        assert.deepEqual(await state(Api), {
          responseType: 'ACCESS_DENIED',
          statusCode: '401',
          responseParameters: { 'gatewayresponse.header.A': "'b'" },
          responseTemplates: { 'application/json': '{}' },
          defaultResponse: false,
        });
      },
    ],
    [
      template('StatusCode: 402'),
      async ({ Api }) => {
        const { statusCode, responseParameters = {} } = await state(Api);
        assert.deepEqual([statusCode, responseParameters], ['402', {}]);
      },
    ],
    [template(''), async ({ Ref }) => assert.equal((await state(Ref)).defaultResponse, true)],
  );
});

test('AWS::ApiGateway::DocumentationPart and DocumentationVersion, and the stage that shows it', async (t) => {
  const fixture = await cloudFormationFixture(t);
  const { apigateway } = fixture;
  const template = (text: string, description: string, version: string) =>
    api(
      `  Part:
    Type: AWS::ApiGateway::DocumentationPart
    Properties: {RestApiId: !Ref Api, Location: {Type: API}, Properties: '{"description": "${text}"}'}
  Other:
    Type: AWS::ApiGateway::DocumentationPart
    Properties:
      RestApiId: !Ref Api
      Location: {Type: METHOD, Path: /, Method: GET}
      Properties: '{"description": "gets"}'
  Version:
    Type: AWS::ApiGateway::DocumentationVersion
    DependsOn: [Part, Other]
    Properties: {RestApiId: !Ref Api, DocumentationVersion: ${version}${description}}
  Method:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: GET
      AuthorizationType: NONE
      Integration: {Type: MOCK}
  Deployment:
    Type: AWS::ApiGateway::Deployment
    DependsOn: Method
    Properties: {RestApiId: !Ref Api}
  Stage:
    Type: AWS::ApiGateway::Stage
    DependsOn: Version
    Properties: {RestApiId: !Ref Api, DeploymentId: !Ref Deployment, StageName: live, DocumentationVersion: ${version}}
  Other2:
    Type: AWS::ApiGateway::Deployment
    DependsOn: [Method, Version]
    Properties: {RestApiId: !Ref Api, StageName: test, StageDescription: {DocumentationVersion: ${version}}}`,
      '  Attribute: {Value: !GetAtt Part.DocumentationPartId}',
    );
  let part = '';
  await through(
    fixture,
    [
      template('one', ', Description: first', '"1"'),
      async ({ Api: restApiId, Part: documentationPartId = '', Attribute, Version }) => {
        part = documentationPartId;
        assert.equal(Attribute, documentationPartId);
        const found = await apigateway.GetDocumentationPart({ restApiId, documentationPartId });
        assert.equal(found.properties, '{"description": "one"}');
        assert.equal(Version, `1|${restApiId}`);
        const version = await apigateway.GetDocumentationVersion({ restApiId, documentationVersion: '1' });
        assert.equal(version.description, 'first');
        for (const stageName of ['live', 'test'])
          assert.equal((await apigateway.GetStage({ restApiId, stageName })).documentationVersion, '1');
      },
    ],
    [
      template('two', '', '"1"'),
      async ({ Api: restApiId, Part: documentationPartId }) => {
        assert.equal(documentationPartId, part);
        const found = await apigateway.GetDocumentationPart({ restApiId, documentationPartId });
        assert.equal(found.properties, '{"description": "two"}');
        const version = await apigateway.GetDocumentationVersion({ restApiId, documentationVersion: '1' });
        assert.equal(version.description ?? '', '');
      },
    ],
    [
      template('two', '', '"2"'),
      async ({ Api: restApiId, Version }) => {
        assert.equal(Version, `2|${restApiId}`);
        const { items } = await apigateway.GetDocumentationVersions({ restApiId });
        assert.deepEqual(
          items?.map((one) => one.version),
          ['2'],
        );
        assert.equal((await apigateway.GetStage({ restApiId, stageName: 'live' })).documentationVersion, '2');
      },
    ],
  );
});
