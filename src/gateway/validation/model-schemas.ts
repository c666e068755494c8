import type { Model } from '../../definitions/api-parts.ts';
import { NotServable } from '../compile/not-servable.ts';
import { type ModelSchema, readModelSchema } from './model-schema.ts';

/**
 * The schema of a model and those of all models that it refers to, by name. Throws NotServable when one is missing or
 * can't be read.
 */
export function modelSchemas(name: string, models: readonly Model[]): ReadonlyMap<string, ModelSchema> {
  const byName = new Map(models.map((model) => [model.name, model]));
  const schemas = new Map<string, ModelSchema>();
  const pending = [name];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (schemas.has(next)) continue;
    const model = byName.get(next);
    if (!model) throw new NotServable(`there is no model ${next}`);
    const schema = readModelSchema(next, model.schema);
    schemas.set(next, schema);
    for (const reference of schema.references) pending.push(reference.model);
  }
  for (const [from, { references }] of schemas) {
    for (const { model, pointer } of references) {
      if (!schemas.get(model)?.pointers.has(pointer)) {
        throw new NotServable(
          `model ${from} refers to ${pointer || 'all'} of model ${model}, where no schema is`,
        );
      }
    }
  }
  return schemas;
}
