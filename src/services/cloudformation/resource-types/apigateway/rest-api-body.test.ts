import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import type { Backends } from '../../../../backends/backend.ts';
import { cloudFormationFixture } from '../../cloudformation.fixture.ts';
import { through } from './through.fixture.ts';

const api = (properties: string) => `Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
${properties.replace(/^(?=.)/gm, '      ')}`;

const body = (title: string, path: string, more = '') => `Body:
  openapi: 3.0.1
  info: {title: ${title}, description: of the definition}
  ${more}
  paths:
    ${path}:
      get:
        responses: {200: {description: fine}}
        x-amazon-apigateway-integration: {type: mock, passthroughBehavior: never}
`;

test('AWS::ApiGateway::RestApi with a Body', async (t) => {
  const fixture = await cloudFormationFixture(t);
  const { apigateway } = fixture;
  const state = async ({ Api: restApiId }: Readonly<Record<string, string>>) => {
    const { items } = await apigateway.GetResources({ restApiId });
    const paths = items?.map((one) => one.path).sort();
    return { paths, ...(await apigateway.GetRestApi({ restApiId })) };
  };
  let first = '';
  await through(
    fixture,
    [
      api(body('Titled', '/a')),
      async (ids) => {
        const { id = '', name, description, paths } = await state(ids);
        first = id;
        assert.deepEqual([name, description, paths], ['Titled', 'of the definition', ['/', '/a']]);
      },
    ],
    [
      api(
        `${body('Titled', '/b')}Name: named\nDescription: given\nBinaryMediaTypes: [image/png]\nEndpointConfiguration: {Types: [REGIONAL]}\nTags: [{Key: k, Value: v}]\n`,
      ),
      async (ids) => {
        const { id, name, description, paths, ...rest } = await state(ids);
        assert.deepEqual([id, name, description, paths], [first, 'named', 'given', ['/', '/b']]);
        assert.deepEqual(rest.binaryMediaTypes, ['image/png']);
        assert.deepEqual(rest.endpointConfiguration?.types, ['REGIONAL']);
        assert.deepEqual(rest.tags, { k: 'v' });
      },
    ],
    [
      api(`${body('Titled', '/c')}Name: named\nMode: merge\n`),
      async (ids) => {
        const { name, description, paths } = await state(ids);
        assert.deepEqual([name, description, paths], ['named', 'of the definition', ['/', '/b', '/c']]);
      },
    ],
    [
      api(
        `${body('Titled', '/c', 'servers: [{url: "https://a.example/base"}]')}Parameters: {basepath: prepend}\n`,
      ),
      async (ids) => assert.deepEqual((await state(ids)).paths, ['/', '/base', '/base/c']),
    ],
  );
});

test('a definition given as text, with a Name from the start', async (t) => {
  const fixture = await cloudFormationFixture(t);
  await through(fixture, [
    api(`Name: named\nBody: '{"swagger": "2.0", "info": {"title": "T"}, "paths": {"/x": {}}}'\n`),
    async ({ Api: restApiId }) => {
      assert.equal((await fixture.apigateway.GetRestApi({ restApiId })).name, 'named');
      assert.equal((await fixture.apigateway.GetRestApis({})).items?.length, 1);
    },
  ]);
});

test('an API that was imported is found again when the answer was lost', async (t) => {
  const fixture = await cloudFormationFixture(t);
  const { apigateway } = fixture;
  await apigateway.CreateRestApi({ name: 'Titled' });
  const lost = Promise.withResolvers<void>();
  fixture.intercept(async ({ operation }, proceed) => {
    const answer = await proceed();
    if (operation !== 'ImportRestApi') return answer;
    lost.resolve();
    return new Promise(() => {});
  });
  await fixture.cloudFormation.CreateStack({
    StackName: 'demo',
    TemplateBody: api(`${body('Titled', '/a')}Name: named\n`),
  });
  await lost.promise;
  fixture.intercept(undefined);
  await fixture.restart();
  await fixture.idle();
  assert.equal((await fixture.stack('demo')).StackStatus, 'CREATE_COMPLETE');
  const { items } = await apigateway.GetRestApis({});
  assert.deepEqual(items?.map((one) => one.name).sort(), ['Titled', 'named']);
});

test('an update that fails brings the old definition back', async (t) => {
  const fixture = await cloudFormationFixture(t);
  const { cloudFormation, idle, apigateway } = fixture;
  await cloudFormation.CreateStack({ StackName: 'demo', TemplateBody: api(body('Titled', '/a')) });
  await idle();
  const broken = `${api(body('Titled', '/b'))}  Bad:
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: !Ref Api, StageName: x, DeploymentId: none}
`;
  await cloudFormation.UpdateStack({ StackName: 'demo', TemplateBody: broken });
  await idle();
  assert.equal((await fixture.stack('demo')).StackStatus, 'UPDATE_ROLLBACK_COMPLETE');
  const restApiId = (await apigateway.GetRestApis({})).items?.[0]?.id;
  const { items } = await apigateway.GetResources({ restApiId });
  assert.deepEqual(items?.map((one) => one.path).sort(), ['/', '/a']);
});

test('FailOnWarnings makes a warning a failure', async (t) => {
  const fixture = await cloudFormationFixture(t);
  const warned = body('Titled', '/a').replace(
    '{description: fine}',
    '{description: fine, content: {application/json: {schema: {$ref: "#/components/schemas/Gone"}}}}',
  );
  const create = async (StackName: string, TemplateBody: string) => {
    await fixture.cloudFormation.CreateStack({ StackName, TemplateBody });
    await fixture.idle();
    return (await fixture.stack(StackName)).StackStatus;
  };
  assert.equal(await create('fails', api(`${warned}FailOnWarnings: true\n`)), 'ROLLBACK_COMPLETE');
  assert.deepEqual((await fixture.apigateway.GetRestApis({})).items, []);
  assert.equal(await create('warns', api(warned)), 'CREATE_COMPLETE');
});

test('a Body comes from a bucket', async (t) => {
  const asked: string[] = [];
  const backends: Backends = {
    send: async ({ service, method, path }) => {
      asked.push(`${service} ${method} ${path}`);
      const found = path === '/b/folder/api.yaml';
      const text = found
        ? 'openapi: 3.0.1\ninfo: {title: from a bucket, version: "1"}\npaths: {}\n'
        : '<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>';
      return { status: found ? 200 : 404, rawHeaders: [], body: Readable.from([Buffer.from(text)]) };
    },
  };
  const fixture = await cloudFormationFixture(t, backends);
  const create = async (StackName: string, key: string) => {
    const TemplateBody = api(`BodyS3Location: {Bucket: b, Key: ${key}}\n`);
    await fixture.cloudFormation.CreateStack({ StackName, TemplateBody });
    await fixture.idle();
    return (await fixture.stack(StackName)).StackStatus;
  };
  assert.equal(await create('there', 'folder/api.yaml'), 'CREATE_COMPLETE');
  const { items = [] } = await fixture.apigateway.GetRestApis({});
  assert.deepEqual(
    items.map(({ name }) => name),
    ['from a bucket'],
  );
  assert.ok(asked.includes('s3 GET /b/folder/api.yaml'), asked.join());
  assert.equal(await create('gone', 'folder/none.yaml'), 'ROLLBACK_COMPLETE');
  const history = await fixture.history('gone');
  assert.ok(
    history.some((one) => one.includes('The specified key does not exist.')),
    history.join('\n'),
  );
});
