import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failure, openService, petsApi } from './apigateway.fixture.ts';

const properties = '{"description":"d"}';

async function open(quotas = {}) {
  const { call } = openService(quotas);
  const { restApiId, method } = await petsApi(call);
  const create = (location: Parameters<typeof createAt>[1]) => createAt(call, location, restApiId);
  return { call, restApiId, method, create };
}

type Call = ReturnType<typeof openService>['call'];
type Location = NonNullable<Awaited<ReturnType<typeof getFirst>>>;

async function getFirst(call: Call, restApiId: string | undefined) {
  return (await call('GetDocumentationParts', { restApiId })).items?.[0]?.location;
}

function createAt(call: Call, location: Location, restApiId: string | undefined) {
  return call('CreateDocumentationPart', { restApiId, location, properties });
}

const file = (parts: unknown) =>
  Buffer.from(
    JSON.stringify({ openapi: '3.0.1', 'x-amazon-apigateway-documentation': { documentationParts: parts } }),
  );

test('locations have the members of their types, with defaults, and one part each', async () => {
  const { create } = await open();
  const { location } = await create({ type: 'RESPONSE_HEADER', name: 'ETag' });
  assert.deepEqual(location, {
    type: 'RESPONSE_HEADER',
    path: '/',
    method: '*',
    statusCode: '*',
    name: 'ETag',
  });
  await create({ type: 'METHOD', path: '/pets', method: 'GET' });
  await assert.rejects(
    create({ type: 'METHOD', path: '/pets', method: 'GET' }),
    failure(
      'ConflictException',
      "Documentation part already exists for the specified location: type 'METHOD', path '/pets', method 'GET'",
    ),
  );
  await assert.rejects(create({ type: 'API', path: '/' }), failure('BadRequestException'));
  await assert.rejects(create({ type: 'RESPONSE', name: 'a' }), failure('BadRequestException'));
  await assert.rejects(create({ type: 'MODEL' }), failure('BadRequestException'));
});

test('properties are a JSON object', async () => {
  const { call, restApiId, create } = await open();
  const { id: documentationPartId } = await create({ type: 'API' });
  for (const value of ['', '[]', '{', 'null', undefined]) {
    await assert.rejects(
      call('UpdateDocumentationPart', {
        restApiId,
        documentationPartId,
        patchOperations: [{ op: 'replace', path: '/properties', value }],
      }),
      failure('BadRequestException'),
    );
  }
});

test('lists are filtered and paged', async () => {
  const { call, restApiId, create } = await open({ documentationPartsPerApi: 4 });
  await create({ type: 'API' });
  await create({ type: 'MODEL', name: 'Empty' });
  await create({ type: 'QUERY_PARAMETER', path: '/pets', name: 'limit' });
  await create({ type: 'METHOD', path: '/pets' });
  await assert.rejects(create({ type: 'RESOURCE' }), failure('LimitExceededException'));
  const types = async (filter: object) => {
    const { items } = await call('GetDocumentationParts', { restApiId, ...filter });
    return items?.map(({ location }) => location?.type);
  };
  assert.deepEqual(await types({}), ['API', 'METHOD', 'MODEL', 'QUERY_PARAMETER']);
  assert.deepEqual(await types({ type: 'MODEL' }), ['MODEL']);
  assert.deepEqual(await types({ path: '/pets' }), ['METHOD', 'QUERY_PARAMETER']);
  assert.deepEqual(await types({ nameQuery: 'lim' }), ['QUERY_PARAMETER']);
  const first = await call('GetDocumentationParts', { restApiId, limit: 3 });
  const second = await call('GetDocumentationParts', { restApiId, limit: 3, position: first.position });
  assert.deepEqual([first.items?.length, second.items?.length, second.position], [3, 1, undefined]);
  await assert.rejects(
    call('GetDocumentationParts', { restApiId, position: 'AAAA' }),
    failure('BadRequestException'),
  );
});

test('what has no documentation is listed on request', async () => {
  const { call, restApiId, method, create } = await open();
  await create({ type: 'API' });
  await call('PutMethodResponse', {
    ...method,
    statusCode: '200',
    responseModels: { 'text/plain': 'Empty' },
  });
  const { items } = await call('GetDocumentationParts', { restApiId, locationStatus: 'UNDOCUMENTED' });
  assert.deepEqual(
    items?.map(({ location }) => location),
    [
      { type: 'METHOD', path: '/pets', method: 'GET' },
      { type: 'MODEL', name: 'Empty' },
      { type: 'MODEL', name: 'Error' },
      { type: 'RESOURCE', path: '/' },
      { type: 'RESOURCE', path: '/pets' },
      { type: 'RESPONSE', path: '/pets', method: 'GET', statusCode: '200' },
      { type: 'RESPONSE_BODY', path: '/pets', method: 'GET', statusCode: '200' },
    ],
  );
});

test('an import merges into what there is, or takes its place', async () => {
  const { call, restApiId, create } = await open();
  const { id } = await create({ type: 'API' });
  await create({ type: 'RESOURCE', path: '/pets' });
  const parts = [{ location: { type: 'API' }, properties: { info: { version: '2' } } }];
  const merged = await call('ImportDocumentationParts', { restApiId, body: file(parts) });
  assert.deepEqual(merged, { ids: [id] });
  const all = async () =>
    (await call('GetDocumentationParts', { restApiId })).items?.map((part) => [
      part.location?.type,
      JSON.parse(part.properties ?? ''),
    ]);
  assert.deepEqual(await all(), [
    ['API', { description: 'd', info: { version: '2' } }],
    ['RESOURCE', { description: 'd' }],
  ]);
  const replaced = await call('ImportDocumentationParts', {
    restApiId,
    body: file(parts),
    mode: 'overwrite',
  });
  assert.notDeepEqual(replaced.ids, [id]);
  assert.deepEqual(await all(), [['API', { info: { version: '2' } }]]);
});

test('an import reads YAML, and warns of parts that it leaves out', async () => {
  const { call, restApiId } = await open();
  const body = Buffer.from(`swagger: "2.0"
x-amazon-apigateway-documentation:
  documentationParts:
    - location: { type: METHOD, method: GET, path: /pets }
      properties: { summary: All pets }
    - location: { type: NONSENSE }
      properties: {}
    - location: { type: API }
`);
  const call1 = (failOnWarnings: boolean) =>
    call('ImportDocumentationParts', { restApiId, body, failOnWarnings });
  await assert.rejects(call1(true), failure('BadRequestException'));
  assert.deepEqual((await call('GetDocumentationParts', { restApiId })).items, []);
  const { ids, warnings } = await call1(false);
  assert.deepEqual([ids?.length, warnings?.length], [1, 2]);
});

test('what is no OpenAPI file is refused', async () => {
  const { call, restApiId } = await open();
  const bomb = `swagger: "2.0"\na: &a [x,x,x,x,x,x,x,x,x]\n${['b', 'c', 'd', 'e', 'f', 'g', 'h']
    .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[index]}`).join(',')}]`)
    .join('\n')}`;
  for (const text of ['', 'text', '[]', '{}', '{"openapi"', bomb, `{"openapi":${'['.repeat(100_000)}`]) {
    await assert.rejects(
      call('ImportDocumentationParts', { restApiId, body: Buffer.from(text) }),
      failure('BadRequestException', 'Unable to build importer with provided input.'),
      text.slice(0, 20),
    );
  }
});

test('a version is a copy that a stage can show', async () => {
  const { call, restApiId, create } = await open();
  await create({ type: 'API' });
  await call('CreateDeployment', { restApiId, stageName: 'v1' });
  const version = { restApiId, documentationVersion: '1' };
  await assert.rejects(
    call('CreateDocumentationVersion', { ...version, stageName: 'none' }),
    failure('NotFoundException'),
  );
  const made = await call('CreateDocumentationVersion', {
    ...version,
    stageName: 'v1',
    description: 'first',
  });
  assert.deepEqual(await call('GetDocumentationVersion', version), made);
  assert.equal((await call('GetStage', { restApiId, stageName: 'v1' })).documentationVersion, '1');
  await assert.rejects(call('CreateDocumentationVersion', version), failure('ConflictException'));
  assert.deepEqual((await call('GetDocumentationVersions', { restApiId })).items, [made]);
  const publish = (value: string) =>
    call('UpdateStage', {
      restApiId,
      stageName: 'v1',
      patchOperations: [{ op: 'replace', path: '/documentationVersion', value }],
    });
  await assert.rejects(
    publish('2'),
    failure('BadRequestException', 'Invalid Documentation version specified'),
  );
  const remove = () => call('DeleteDocumentationVersion', version);
  await assert.rejects(remove(), failure('ConflictException'));
  await publish('');
  await remove();
  await assert.rejects(remove(), failure('NotFoundException', 'Invalid Documentation version specified'));
});

test('a documentation version that no path can say is refused', async () => {
  const { call } = openService();
  const { restApiId } = await petsApi(call);
  for (const documentationVersion of ['a\0b', 'a\nb', '\ud800']) {
    await assert.rejects(
      call('CreateDocumentationVersion', { restApiId, documentationVersion }),
      failure('BadRequestException', 'Invalid Documentation version specified'),
    );
  }
});
