import type { BasePathMode } from './base-path.ts';
import type { JsonObject } from './json-value.ts';
import { Problems } from './problems.ts';
import { readDefinition } from './read-definition.ts';

/** What a document defines, and what is wrong with it. */
export function read(document: JsonObject, basePath: BasePathMode = 'ignore') {
  const problems = new Problems();
  const definition = readDefinition(document, { basePath, ignoreDocumentation: false }, problems);
  return { ...definition, warnings: problems.warnings, errors: problems.errors };
}

/** A document with a title. */
export const oas30 = (members: JsonObject) => ({
  openapi: '3.0.1',
  info: { title: 'a' },
  paths: {},
  ...members,
});
export const swagger = (members: JsonObject) => ({
  swagger: '2.0',
  info: { title: 'a' },
  paths: {},
  ...members,
});
