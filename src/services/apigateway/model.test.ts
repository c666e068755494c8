import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { failure, openService, petsApi } from './apigateway.fixture.ts';

const contentType = 'application/json';
const modelUrl = (restApiId: string | undefined, name: string) =>
  `https://apigateway.amazonaws.com/restapis/${restApiId}/models/${name}`;

/** An API with a way to make models in it. */
async function open(quotas = {}) {
  const { call, store } = openService(quotas);
  const { id: restApiId } = await call('CreateRestApi', { name: 'pets' });
  const create = (name: string, schema: unknown) =>
    call('CreateModel', { restApiId, name, contentType, schema: JSON.stringify(schema) });
  const refuses = (schema: unknown, reason: string) =>
    assert.rejects(
      create('Refused', schema),
      failure(
        'BadRequestException',
        `Invalid model specified: Validation Result: warnings : [], errors : [${reason}]`,
      ),
    );
  return { call, store, restApiId, create, refuses };
}

test('every API begins with the models Empty and Error', async () => {
  const { call, restApiId } = await open();
  const { items } = await call('GetModels', { restApiId });
  assert.deepEqual(
    items?.map(({ name, description }) => [name, description]),
    [
      ['Empty', 'This is a default empty schema model'],
      ['Error', 'This is a default error schema model'],
    ],
  );
});

test('a schema must have the form of JSON Schema draft 4', async () => {
  const { refuses, create } = await open();
  const invalid = 'Invalid model schema specified';
  for (const schema of [
    [],
    'text',
    { type: 'any' },
    { type: [] },
    { required: [] },
    { properties: { status: { enum: ['A', 'A'] } } },
    { properties: { a: 1 } },
    { items: [] },
    { allOf: [] },
    { minimum: '1' },
    { exclusiveMinimum: true },
    { maxLength: -1 },
    { definitions: { a: { type: 'text' } } },
    { $ref: 1 },
  ]) {
    await refuses(schema, invalid);
  }
  await assert.rejects(
    create('x-y', {}),
    failure('BadRequestException', 'Model name must be alphanumeric: x-y'),
  );
  const deep = ['{"not":'.repeat(200), '{}', '}'.repeat(200)].join('');
  const { call, restApiId } = await open();
  await assert.rejects(
    call('CreateModel', { restApiId, name: 'Deep', contentType, schema: deep }),
    failure('BadRequestException'),
  );
  await create('Odd', { type: ['string', 'null'], 'x-other': { type: 'any' }, default: { type: 'any' } });
});

test('schemas of other content are kept as they are', async () => {
  const { call, restApiId } = await open();
  const schema = '<xs:schema/>';
  const model = await call('CreateModel', { restApiId, name: 'Pet', contentType: 'application/xml', schema });
  assert.equal(model.schema, schema);
});

test('references stay in the document or name a model of the same API', async () => {
  const { refuses, create, restApiId } = await open();
  const notCanonical = 'Model reference must be in canonical form';
  await refuses({ $ref: '#/definitions/Pet' }, notCanonical);
  await refuses({ items: { $ref: '#/components/schemas/Pet' } }, notCanonical);
  await refuses({ $ref: 'Pet' }, notCanonical);
  const unknown = modelUrl(restApiId, 'Pet');
  await refuses({ $ref: unknown }, `Invalid model reference specified: ${unknown}`);
  const foreign = modelUrl('abcdefghij', 'Empty');
  await refuses({ $ref: foreign }, `Invalid model reference specified: ${foreign}`);
  await create('Pets', { items: { $ref: '#/definitions/pet' }, definitions: { pet: { type: 'string' } } });
  await create('Tree', { properties: { left: { $ref: '#' }, right: { $ref: modelUrl(restApiId, 'Tree') } } });
});

test('a flattened model holds those to which it refers, cycles too', async () => {
  const { call, restApiId, create } = await open();
  const url = (name: string) => modelUrl(restApiId, name);
  await create('Pet', { type: 'object' });
  await create('Owner', {
    properties: { pets: { items: { $ref: url('Pet') } }, home: { $ref: '#/definitions/home' } },
    definitions: { home: { type: 'string' } },
  });
  const pet = { properties: { owner: { $ref: url('Owner') }, next: { $ref: '#' } } };
  await call('UpdateModel', {
    restApiId,
    modelName: 'Pet',
    patchOperations: [{ op: 'replace', path: '/schema', value: JSON.stringify(pet) }],
  });
  const plain = await call('GetModel', { restApiId, modelName: 'Owner' });
  assert.match(plain.schema ?? '', /restapis/);
  const { schema } = await call('GetModel', { restApiId, modelName: 'Owner', flatten: true });
  assert.deepEqual(JSON.parse(schema ?? ''), {
    properties: { pets: { items: { $ref: '#/definitions/Pet' } }, home: { $ref: '#/definitions/home' } },
    definitions: {
      home: { type: 'string' },
      Pet: { properties: { owner: { $ref: '#' }, next: { $ref: '#/definitions/Pet' } } },
    },
  });
  const flatPet = await call('GetModel', { restApiId, modelName: 'Pet', flatten: true });
  assert.deepEqual(JSON.parse(flatPet.schema ?? '').definitions.Owner.properties.home, {
    $ref: '#/definitions/Owner/definitions/home',
  });
});

test('a template shows a sample of every value', async () => {
  const { call, restApiId, create } = await open();
  const template = async (modelName: string) =>
    (await call('GetModelTemplate', { restApiId, modelName })).value;
  assert.equal(await template('Empty'), "#set($inputRoot = $input.path('$'))\n{ }");
  assert.equal(await template('Error'), '#set($inputRoot = $input.path(\'$\'))\n{\n  "message" : "foo"\n}');
  await create('Pets', {
    type: 'array',
    items: { type: 'object', properties: { age: { type: 'integer' }, wild: { type: 'boolean' } } },
  });
  assert.equal(
    await template('Pets'),
    "#set($inputRoot = $input.path('$'))\n[\n##TODO: Update this foreach loop to reference array from input json\n" +
      '#foreach($elem in $inputRoot)\n {\n    "age" : 42,\n    "wild" : true\n  } \n#if($foreach.hasNext),#end\n#end\n]',
  );
  await create('Endless', { properties: { a: { $ref: '#' }, b: { $ref: '#' } } });
  const endless = await template('Endless');
  assert.ok(endless !== undefined && endless.length < 1_000_000);
});

test('a model in use is not deleted', async () => {
  const { call, restApiId, create } = await open();
  await create('Pet', { type: 'object' });
  await create('Pets', { items: { $ref: modelUrl(restApiId, 'Pet') } });
  const remove = (modelName: string) => call('DeleteModel', { restApiId, modelName });
  await assert.rejects(
    remove('Pet'),
    failure('ConflictException', "Cannot delete model 'Pet', is referenced in model: Pets"),
  );
  const { items } = await call('GetResources', { restApiId });
  const method = { restApiId, resourceId: items?.[0]?.id, httpMethod: 'GET' };
  await call('PutMethod', { ...method, authorizationType: 'NONE' });
  const responseModels = { 'application/json': 'Pets' };
  await call('PutMethodResponse', { ...method, statusCode: '200', responseModels });
  await assert.rejects(
    remove('Pets'),
    failure('ConflictException', "Cannot delete model 'Pets', is referenced in method response: //GET"),
  );
  await call('DeleteMethodResponse', { ...method, statusCode: '200' });
  await remove('Pets');
  await remove('Pet');
});

test('a model is deleted or used, never both', async () => {
  const { call, restApiId, create } = await open();
  const { items } = await call('GetResources', { restApiId });
  const method = { restApiId, resourceId: items?.[0]?.id, httpMethod: 'GET' };
  await call('PutMethod', { ...method, authorizationType: 'NONE' });
  for (let round = 0; round < 20; round++) {
    await create('Pet', {});
    const outcomes = await Promise.allSettled([
      call('UpdateMethod', {
        ...method,
        patchOperations: [{ op: 'add', path: '/requestModels/text~1x', value: 'Pet' }],
      }),
      call('DeleteModel', { restApiId, modelName: 'Pet' }),
    ]);
    assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
    if (outcomes[0].status === 'rejected') continue;
    await call('UpdateMethod', {
      ...method,
      patchOperations: [{ op: 'remove', path: '/requestModels/text~1x' }],
    });
    await call('DeleteModel', { restApiId, modelName: 'Pet' });
  }
});

test('an API has so many models, a schema so many characters', async () => {
  const { create } = await open({ modelsPerApi: 3, modelLength: 100 });
  await create('Pet', {});
  await assert.rejects(create('Pets', {}), failure('LimitExceededException'));
  await assert.rejects(create('Long', { title: 'x'.repeat(100) }), failure('BadRequestException'));
});

test('a copied API has the models of its source, referring to its own', async () => {
  const { call, restApiId, create } = await open();
  await create('Pets', { items: { $ref: modelUrl(restApiId, 'Empty') } });
  const { id } = await call('CreateRestApi', { name: 'copy', cloneFrom: restApiId });
  const { schema } = await call('GetModel', { restApiId: id, modelName: 'Pets' });
  assert.equal(JSON.parse(schema ?? '').items.$ref, modelUrl(id, 'Empty'));
});

test('whatever a schema is, it is kept or refused, and what is kept flattens and has a template', async () => {
  const { call, restApiId } = await open();
  const { restApiId: otherId } = await petsApi(call);
  const reference = fc.constantFrom(
    '#',
    '#/definitions/a',
    modelUrl(restApiId, 'Error'),
    modelUrl(otherId, 'Error'),
  );
  const { schema: schemas } = fc.letrec((tie) => ({
    schema: fc.oneof(
      { maxDepth: 4, depthIdentifier: 'schema' },
      fc.record({ type: fc.constantFrom('string', 'array', 'object', 'any') }, { requiredKeys: [] }),
      fc.record({ $ref: reference }),
      fc.record({ items: tie('schema') }),
      fc.record({ properties: fc.dictionary(fc.constantFrom('a', '__proto__', 'items'), tie('schema')) }),
      fc.record({
        definitions: fc.record({ a: tie('schema') }),
        anyOf: fc.array(tie('schema'), { maxLength: 2 }),
      }),
    ),
  }));
  let count = 0;
  await fc.assert(
    fc.asyncProperty(schemas, async (schema) => {
      const name = `M${count++}`;
      try {
        await call('CreateModel', { restApiId, name, contentType, schema: JSON.stringify(schema) });
      } catch (error) {
        return failure('BadRequestException')(error);
      }
      const flat = await call('GetModel', { restApiId, modelName: name, flatten: true });
      const { value } = await call('GetModelTemplate', { restApiId, modelName: name });
      await call('DeleteModel', { restApiId, modelName: name });
      return !flat.schema?.includes('restapis') && value?.startsWith('#set') === true;
    }),
    { numRuns: 150 },
  );
});
