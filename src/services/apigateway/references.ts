import type { Method, Resource } from '../../definitions/rest-api.ts';
import type { Change, Scope, Stored } from '../../store/store.ts';
import { errors } from './errors.ts';
import type { Gateway } from './gateway.ts';

/** What the methods of an API can refer to, as it is now. */
export interface References {
  readonly models: ReadonlySet<string>;
  readonly requestValidators: ReadonlySet<string>;
  readonly authorizers: ReadonlySet<string>;
}

/** The API's models by name, its request validators and authorizers by id. */
export async function referencesOf(gateway: Gateway, scope: Scope, restApiId: string): Promise<References> {
  const prefix = `${restApiId}/`;
  const [models, requestValidators, authorizers] = await Promise.all(
    [gateway.models, gateway.requestValidators, gateway.authorizers].map(async (collection) => {
      const found = await collection.list(scope, { prefix });
      return new Set(found.map((record) => record.id.slice(prefix.length)));
    }),
  );
  const none = new Set<string>();
  return {
    models: models ?? none,
    requestValidators: requestValidators ?? none,
    authorizers: authorizers ?? none,
  };
}

/** Throws BadRequestException unless every model that a map of content types names exists in the API. */
export function checkModels(
  models: Readonly<Record<string, string>> | undefined,
  references: References,
): void {
  for (const name of Object.values(models ?? {})) {
    if (!references.models.has(name)) throw errors.invalidModel(name);
  }
}

/**
 * Checks what a method says of who may call it, and forgets the authorizer where the authorization type has no use for
 * one. Throws BadRequestException.
 */
export function settleAuthorizer(method: Method, references: References): void {
  const { authorizationType, authorizerId } = method;
  if (authorizationType !== 'CUSTOM' && authorizationType !== 'COGNITO_USER_POOLS') {
    delete method.authorizerId;
    return;
  }
  if (authorizerId === undefined || !references.authorizers.has(authorizerId)) {
    throw errors.invalidAuthorizer();
  }
}

/** Throws BadRequestException unless the method has none, or one of the API's. */
export function checkRequestValidator(method: Method, references: References): void {
  const { requestValidatorId } = method;
  if (requestValidatorId !== undefined && !references.requestValidators.has(requestValidatorId)) {
    throw errors.invalidRequestValidator();
  }
}

export function isAuthorizationType(value: string | undefined): value is Method['authorizationType'] {
  return value === 'NONE' || value === 'AWS_IAM' || value === 'CUSTOM' || value === 'COGNITO_USER_POOLS';
}

/** Where the last of the methods stands, in order of paths, for which `refers` holds. */
export function placeOfMethod(
  tree: readonly Stored<Resource>[],
  refers: (method: Method) => boolean,
): { readonly path: string; readonly httpMethod: string } | undefined {
  return tree
    .flatMap(({ value: { path, methods } }) =>
      Object.values(methods)
        .filter(refers)
        .map(({ httpMethod }) => ({ path, httpMethod })),
    )
    .sort((one, other) => (one.path < other.path ? 1 : -1))
    .at(0);
}

/**
 * Changes that write nothing new, but only if no method of the API has changed: what was checked unused is so when it
 * is deleted. Those who refer to a part read the resource first and the part then, so one of the two fails.
 */
export function holdingResources(gateway: Gateway, tree: readonly Stored<Resource>[]): Change[] {
  return tree.map(({ scope, id, value, revision }) => gateway.resources.putting(scope, id, value, revision));
}
