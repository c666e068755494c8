import type { Model } from '../definitions/api-parts.ts';
import type { Method, RestApiSnapshot } from '../definitions/rest-api.ts';
import { NonJsonModelsError } from './export-options.ts';
import { isObject, type JsonObject } from './json-value.ts';
import { mapReferences, modelOfUrl } from './read-models.ts';
import type { Dialect } from './source-document.ts';

/** `#/components/schemas/Pet` or `#/definitions/Pet` */
export function schemaReference(dialect: Dialect, name: string): { $ref: string } {
  return { $ref: `${dialect === 'swagger' ? '#/definitions/' : '#/components/schemas/'}${name}` };
}

/**
 * The models that methods use, and those to which these refer, in the order in which they are met. AWS exports no
 * others, and only models of JSON.
 * @throws NonJsonModelsError
 */
export function writeModels(snapshot: RestApiSnapshot, dialect: Dialect): Record<string, JsonObject> {
  const models = new Map(snapshot.models.map((model) => [model.name, model]));
  const names = new Set(
    snapshot.resources.flatMap(({ methods }) => Object.values(methods).flatMap(modelsOfMethod)),
  );
  const written: [string, JsonObject][] = [];
  // Grows while it is walked: each model brings those to which it refers.
  for (const name of names) {
    const model = models.get(name);
    if (model === undefined) continue;
    if (!model.contentType.toLowerCase().startsWith('application/json')) throw new NonJsonModelsError(name);
    written.push([name, writeSchema(model, dialect, (other) => names.add(other))]);
  }
  return Object.fromEntries(written);
}

function modelsOfMethod(method: Method): string[] {
  const responses = Object.values(method.methodResponses ?? {});
  return [
    ...Object.values(method.requestModels ?? {}),
    ...responses.flatMap(({ responseModels }) => Object.values(responseModels ?? {})),
  ];
}

function writeSchema({ schema }: Model, dialect: Dialect, meet: (name: string) => void): JsonObject {
  const mapped = mapReferences(parse(schema), (reference) => {
    const name = modelOfUrl(reference);
    if (name === undefined) return reference;
    meet(name);
    return schemaReference(dialect, name).$ref;
  });
  if (!isObject(mapped)) return {};
  const { $schema, ...members } = mapped;
  return members;
}

function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
