import type { Model } from '../../definitions/api-parts.ts';
import { newPartId } from './identifiers.ts';

/** The models with which every new API begins, as AWS makes them. */
export function newBuiltInModels(): Model[] {
  const contentType = 'application/json';
  return [
    {
      id: newPartId(),
      name: 'Empty',
      description: 'This is a default empty schema model',
      schema:
        '{\n  "$schema": "http://json-schema.org/draft-04/schema#",\n  "title" : "Empty Schema",\n  "type" : "object"\n}',
      contentType,
    },
    {
      id: newPartId(),
      name: 'Error',
      description: 'This is a default error schema model',
      schema:
        '{\n  "$schema" : "http://json-schema.org/draft-04/schema#",\n  "title" : "Error Schema",\n  "type" : "object",\n  "properties" : {\n    "message" : { "type" : "string" }\n  }\n}',
      contentType,
    },
  ];
}
