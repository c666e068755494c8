import type { RestApi } from '../../definitions/rest-api.ts';
import type { Change, Collection, Stored } from '../../store/store.ts';
import type { Gateway } from './gateway.ts';
import type { ApiParts } from './import-planning.ts';

/** The records of an API, as they were read. */
export type StoredParts = {
  readonly [Part in keyof ApiParts]: readonly Stored<ValueOf<ApiParts[Part]>>[];
};

type ValueOf<Map> = Map extends ReadonlyMap<string, infer Value> ? Value : never;

/** Reads what an import can change of an API. */
export async function readParts(gateway: Gateway, api: Stored<RestApi>): Promise<StoredParts> {
  const range = { prefix: `${api.value.id}/` };
  const [resources, models, requestValidators, authorizers, gatewayResponses] = await Promise.all([
    gateway.resources.list(api.scope, range),
    gateway.models.list(api.scope, range),
    gateway.requestValidators.list(api.scope, range),
    gateway.authorizers.list(api.scope, range),
    gateway.gatewayResponses.list(api.scope, range),
  ]);
  return { resources, models, requestValidators, authorizers, gatewayResponses };
}

/** The parts by what tells them apart. Validators of the same name are told apart by their ids too. */
export function partsByName(stored: StoredParts): ApiParts {
  return {
    resources: byName(stored.resources, (resource) => resource.path),
    models: byName(stored.models, (model) => model.name),
    requestValidators: byName(stored.requestValidators, (validator) => validator.name ?? `\0${validator.id}`),
    authorizers: byName(stored.authorizers, (authorizer) => authorizer.name),
    gatewayResponses: byName(stored.gatewayResponses, (response) => response.responseType),
  };
}

function byName<T extends object>(
  records: readonly Stored<T>[],
  nameOf: (value: T) => string,
): Map<string, T> {
  const named = new Map<string, T>();
  for (const { id, value } of records) {
    const name = nameOf(value);
    named.set(named.has(name) ? `${name}\0${id}` : name, value);
  }
  return named;
}

/** What brings the records from what was read to what is planned, each only if it is as it was read. */
export function partChanges(
  gateway: Gateway,
  api: Stored<RestApi>,
  before: StoredParts,
  planned: ApiParts,
): Change[] {
  const changes = <T extends object>(
    collection: Collection<T>,
    stored: readonly Stored<T>[],
    wanted: ReadonlyMap<string, T>,
    keyOf: (value: T) => string,
  ): Change[] => {
    const open = new Map(stored.map((record) => [record.id, record]));
    const writes: Change[] = [];
    for (const value of wanted.values()) {
      const id = `${api.value.id}/${keyOf(value)}`;
      const present = open.get(id);
      open.delete(id);
      if (present?.value !== value) {
        writes.push(collection.putting(api.scope, id, value, present?.revision ?? 0));
      }
    }
    return [
      ...writes,
      ...[...open.values()].map(({ id, revision }) => collection.deleting(api.scope, id, revision)),
    ];
  };
  return [
    ...changes(gateway.resources, before.resources, planned.resources, ({ id }) => id),
    ...changes(gateway.models, before.models, planned.models, ({ name }) => name),
    ...changes(
      gateway.requestValidators,
      before.requestValidators,
      planned.requestValidators,
      ({ id }) => id,
    ),
    ...changes(gateway.authorizers, before.authorizers, planned.authorizers, ({ id }) => id),
    ...changes(
      gateway.gatewayResponses,
      before.gatewayResponses,
      planned.gatewayResponses,
      ({ responseType }) => responseType,
    ),
  ];
}
