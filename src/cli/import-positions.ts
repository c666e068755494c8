/**
 * What stands at a place of a specification, as far as references are treated differently there.
 * https://spec.openapis.org/oas/v3.0.3 and https://swagger.io/specification/v2/
 */
export type Position =
  | 'document'
  | 'components'
  | 'paths'
  | 'pathItem'
  | 'operation'
  | 'parameters'
  | 'parameter'
  | 'bodyParameter'
  | 'requestBodies'
  | 'requestBody'
  | 'content'
  | 'mediaType'
  | 'responses'
  | 'response'
  | 'headers'
  | 'header'
  | 'models'
  | 'model'
  | 'bodySchema'
  | 'schema'
  | 'schemas'
  | 'other';

interface Members {
  /** By the name of a member. */
  readonly named?: Readonly<Record<string, Position>>;
  /** Every other member of a map, and the elements of a list. */
  readonly rest?: Position;
}

const SCHEMA: Members = {
  named: {
    properties: 'schemas',
    patternProperties: 'schemas',
    additionalProperties: 'schema',
    items: 'schema',
    not: 'schema',
    allOf: 'schemas',
    anyOf: 'schemas',
    oneOf: 'schemas',
  },
};

const MEMBERS: Readonly<Record<Position, Members>> = {
  document: {
    named: {
      paths: 'paths',
      components: 'components',
      definitions: 'models',
      parameters: 'parameters',
      responses: 'responses',
    },
  },
  components: {
    named: {
      schemas: 'models',
      parameters: 'parameters',
      responses: 'responses',
      requestBodies: 'requestBodies',
      headers: 'headers',
    },
  },
  paths: { rest: 'pathItem' },
  pathItem: { named: { parameters: 'parameters' }, rest: 'operation' },
  operation: { named: { parameters: 'parameters', requestBody: 'requestBody', responses: 'responses' } },
  parameters: { rest: 'parameter' },
  parameter: { named: { schema: 'schema', content: 'content' } },
  bodyParameter: { named: { schema: 'bodySchema' } },
  requestBodies: { rest: 'requestBody' },
  requestBody: { named: { content: 'content' } },
  content: { rest: 'mediaType' },
  mediaType: { named: { schema: 'bodySchema' } },
  responses: { rest: 'response' },
  response: { named: { schema: 'bodySchema', content: 'content', headers: 'headers' } },
  headers: { rest: 'header' },
  header: { named: { schema: 'schema' } },
  models: { rest: 'model' },
  model: SCHEMA,
  bodySchema: SCHEMA,
  schema: SCHEMA,
  schemas: { rest: 'schema' },
  other: {},
};

/** What stands at a member of a map, or at an element of a list when no name is given. */
export function memberPosition(position: Position, name?: string): Position {
  const { named, rest = 'other' } = MEMBERS[position];
  if (name !== undefined && named !== undefined && Object.hasOwn(named, name)) return named[name] ?? rest;
  return rest;
}

/** Whether a schema stands there, to which a model may give its name. */
export function isSchema(position: Position): boolean {
  return position === 'model' || position === 'bodySchema' || position === 'schema';
}
