import type { Replay, Script } from '../replay.ts';

type Members = Record<string, unknown>;

const location = { type: 'API' };

async function newApi(replay: Replay): Promise<Members> {
  return { restApiId: (await replay.given('CreateRestApi', { name: 'test-api' })).id };
}

async function newPart(replay: Replay) {
  const api = await newApi(replay);
  const properties = JSON.stringify({ description: 'Sample API description' });
  const { id } = await replay.given('CreateDocumentationPart', { ...api, location, properties });
  return { ...api, documentationPartId: id };
}

/** A file with four parts, of which two leave out their paths. */
const documented = {
  openapi: '3.0.0',
  info: { description: 'description', version: '1', title: 'doc' },
  paths: {},
  'x-amazon-apigateway-documentation': {
    version: '1.0.3',
    documentationParts: [
      {
        location: { type: 'API' },
        properties: {
          description: 'API description',
          info: { description: 'API info description 4', version: 'API info version 3' },
        },
      },
      { location: { type: 'METHOD', method: 'GET' }, properties: { description: 'Method description.' } },
      { location: { type: 'MODEL', name: 'Empty' }, properties: { title: 'Empty Schema' } },
      {
        location: { type: 'RESPONSE', method: 'GET', statusCode: '200' },
        properties: { description: '200 response' },
      },
    ],
  },
};

export const documentationScripts: Record<string, Script> = {
  'api TestApiGatewayApiDocumentationPart::test_doc_parts_crud_no_api': async (replay) => {
    const api = { restApiId: 'test-fake-rest-id' };
    const properties = '{"description": "API description"}';
    await replay.step('wrong-rest-api-id-create-doc-part', 'CreateDocumentationPart', {
      ...api,
      location,
      properties,
    });
    await replay.step('wrong-rest-api-id-get-doc-parts', 'GetDocumentationParts', api);
  },
  'api TestApiGatewayApiDocumentationPart::test_documentation_part_lifecycle': async (replay) => {
    const api = await newApi(replay);
    const { id } = await replay.step('create-documentation-part', 'CreateDocumentationPart', {
      ...api,
      location,
      properties: JSON.stringify({ description: 'Sample API description' }),
    });
    const part = { ...api, documentationPartId: id };
    await replay.step('get-documentation-part', 'GetDocumentationPart', part);
    await replay.step('get-documentation-parts', 'GetDocumentationParts', api);
    await replay.step('update-documentation-part', 'UpdateDocumentationPart', {
      ...part,
      patchOperations: [
        {
          op: 'replace',
          path: '/properties',
          value: JSON.stringify({ description: 'Updated Sample API description' }),
        },
      ],
    });
    await replay.step('get-documentation-part-after-update', 'GetDocumentationPart', part);
    await replay.step('delete_documentation_part', 'DeleteDocumentationPart', part);
  },
  'api TestApiGatewayApiDocumentationPart::test_invalid_get_documentation_part': async (replay) => {
    const part = await newPart(replay);
    await replay.step('get-documentation-part-invalid-api-id', 'GetDocumentationPart', {
      ...part,
      restApiId: 'api_id',
    });
    await replay.step('get-documentation-part-invalid-doc-id', 'GetDocumentationPart', {
      ...part,
      documentationPartId: 'part_id',
    });
  },
  'api TestApiGatewayApiDocumentationPart::test_invalid_get_documentation_parts': async (replay) => {
    await replay.step('get-inavlid-documentation-parts', 'GetDocumentationParts', { restApiId: 'api_id' });
  },
  'api TestApiGatewayApiDocumentationPart::test_invalid_update_documentation_part': async (replay) => {
    const part = await newPart(replay);
    const update = (step: string, members: Members, operation: Members) =>
      replay.step(step, 'UpdateDocumentationPart', { ...part, ...members, patchOperations: [operation] });
    const value = '{"description": "updated"}';
    const properties = { op: 'replace', path: '/properties', value };
    await update('update-documentation-part-invalid-api-id', { restApiId: 'api_id' }, properties);
    await update('update-documentation-part-invalid-add-operation', {}, { ...properties, op: 'add' });
    await update('update-documentation-part-invalid-path', {}, { ...properties, path: '/invalidPath' });
  },
  'api TestApiGatewayApiDocumentationPart::test_invalid_create_documentation_part_operations': async (
    replay,
  ) => {
    const api = await newApi(replay);
    const properties = '{"description": "Sample API description"}';
    await replay.step('create_documentation_part_invalid_api_id', 'CreateDocumentationPart', {
      restApiId: 'api_id',
      location,
      properties,
    });
    await replay.step('create_documentation_part_invalid_location_type', 'CreateDocumentationPart', {
      ...api,
      location: { type: 'INVALID' },
      properties,
    });
  },
  'api TestApiGatewayApiDocumentationPart::test_invalid_delete_documentation_part': async (replay) => {
    const part = await newPart(replay);
    await replay.step('delete_documentation_part_wrong_api_id', 'DeleteDocumentationPart', {
      ...part,
      restApiId: 'api_id',
    });
    await replay.step('delete_documentation_part', 'DeleteDocumentationPart', part);
    await replay.step('delete_already_deleted_documentation_part', 'DeleteDocumentationPart', part);
  },
  'api TestApiGatewayApiDocumentationPart::test_import_documentation_parts': async (replay) => {
    const api = await newApi(replay);
    const file = { ...api, body: JSON.stringify(documented) };
    // Recorded after an import of the whole API, which makes the same parts of the same file.
    await replay.given('ImportDocumentationParts', file);
    await replay.step('get-documentations-parts-after-api-imports', 'GetDocumentationParts', api);
    await replay.step('import-documentation-parts', 'ImportDocumentationParts', {
      ...file,
      mode: 'overwrite',
    });
    await replay.step('get-documentations-parts-after-import', 'GetDocumentationParts', api);
  },
  'api TestApiGatewayApiDocumentationPart::test_import_documentation_parts_bad_file': async (replay) => {
    const api = await newApi(replay);
    const load = (step: string, body: string) =>
      replay.step(step, 'ImportDocumentationParts', { ...api, body });
    await load('import-documentation-parts-bad-yaml-file', 'swagger: [');
    await load('import-documentation-parts-bad-json-file', '{"swagger": ');
  },
  'common TestDocumentations::test_documentation_parts_and_versions': async (replay) => {
    const api = await newApi(replay);
    await replay.step('create-part-response', 'CreateDocumentationPart', {
      ...api,
      location,
      properties: JSON.stringify({ foo: 'bar' }),
    });
    await replay.step('get-parts-response', 'GetDocumentationParts', api);
    const version = { ...api, documentationVersion: 'v123' };
    await replay.step('create-version-response', 'CreateDocumentationVersion', version);
    await replay.step('update-version-response', 'UpdateDocumentationVersion', {
      ...version,
      patchOperations: [{ op: 'replace', path: '/description', value: 'doc version new' }],
    });
    await replay.step('get-version-response', 'GetDocumentationVersion', version);
  },
};
