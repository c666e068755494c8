import { REGION } from './apigateway.fixture.ts';

/** A definition as the body of a request. */
export function body(document: unknown): Buffer {
  return Buffer.from(JSON.stringify(document));
}

/** OpenAPI 3.0 with a name. */
export function oas30(members: object): Buffer {
  return body({ openapi: '3.0.1', info: { title: 'pets', version: '1.0' }, paths: {}, ...members });
}

/** An operation that a MOCK answers. */
export const MOCK = {
  responses: { 200: { description: '200 response' } },
  'x-amazon-apigateway-integration': {
    type: 'mock',
    requestTemplates: { 'application/json': '{"statusCode": 200}' },
    responses: { default: { statusCode: '200' } },
  },
};

const PETS = `http://petstore.execute-api.${REGION}.amazonaws.com/petstore/pets`;
const ORIGIN = { 'Access-Control-Allow-Origin': { type: 'string' } };
const ALLOWED = { 'method.response.header.Access-Control-Allow-Origin': "'*'" };
const answer = (model: string) => ({
  200: {
    description: 'Successful operation',
    schema: { $ref: `#/definitions/${model}` },
    headers: ORIGIN,
  },
});

/**
 * A pet store in the manner of the example of API Gateway's console: Swagger 2.0 with HTTP and MOCK integrations.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-create-api-from-example.html
 */
export const PET_STORE = {
  swagger: '2.0',
  info: { description: 'A sample API', title: 'PetStore' },
  schemes: ['https'],
  paths: {
    '/': {
      get: {
        consumes: ['application/json'],
        produces: ['text/html'],
        responses: {
          200: { description: 'Successful operation', headers: { 'Content-Type': { type: 'string' } } },
        },
        'x-amazon-apigateway-integration': {
          responses: {
            default: {
              statusCode: '200',
              responseParameters: { 'method.response.header.Content-Type': "'text/html'" },
              responseTemplates: { 'text/html': '<html></html>' },
            },
          },
          passthroughBehavior: 'when_no_match',
          requestTemplates: { 'application/json': '{"statusCode": 200}' },
          type: 'mock',
        },
      },
    },
    '/pets': {
      get: {
        produces: ['application/json'],
        parameters: [
          { name: 'type', in: 'query', description: 'The type of pet', required: false, type: 'string' },
          { name: 'page', in: 'query', description: 'Page number', required: false, type: 'string' },
        ],
        responses: answer('Pets'),
        'x-amazon-apigateway-integration': {
          responses: { default: { statusCode: '200', responseParameters: ALLOWED } },
          requestParameters: {
            'integration.request.querystring.page': 'method.request.querystring.page',
            'integration.request.querystring.type': 'method.request.querystring.type',
          },
          uri: PETS,
          passthroughBehavior: 'when_no_match',
          httpMethod: 'GET',
          type: 'http',
        },
      },
      post: {
        operationId: 'CreatePet',
        consumes: ['application/json'],
        produces: ['application/json'],
        parameters: [
          { in: 'body', name: 'NewPet', required: true, schema: { $ref: '#/definitions/NewPet' } },
        ],
        responses: answer('Pet'),
        'x-amazon-apigateway-integration': {
          responses: { default: { statusCode: '200', responseParameters: ALLOWED } },
          uri: PETS,
          passthroughBehavior: 'when_no_match',
          httpMethod: 'POST',
          type: 'http',
        },
      },
    },
    '/pets/{petId}': {
      get: {
        operationId: 'GetPet',
        produces: ['application/json'],
        parameters: [{ name: 'petId', in: 'path', description: 'The id', required: true, type: 'string' }],
        responses: answer('Pet'),
        'x-amazon-apigateway-integration': {
          responses: { default: { statusCode: '200', responseParameters: ALLOWED } },
          requestParameters: { 'integration.request.path.petId': 'method.request.path.petId' },
          uri: `${PETS}/{petId}`,
          passthroughBehavior: 'when_no_match',
          httpMethod: 'GET',
          type: 'http',
        },
      },
    },
  },
  definitions: {
    Pets: { type: 'array', items: { $ref: '#/definitions/Pet' } },
    Pet: {
      type: 'object',
      properties: { id: { type: 'integer' }, type: { type: 'string' }, price: { type: 'number' } },
    },
    NewPet: {
      type: 'object',
      properties: { type: { $ref: '#/definitions/PetType' }, price: { type: 'number' } },
    },
    PetType: { type: 'string', enum: ['dog', 'cat', 'fish', 'bird', 'gecko'] },
    Empty: { type: 'object' },
  },
};
