import type { Authorizer } from '../../definitions/api-parts.ts';
import type { CallContext } from '../../protocols/service.ts';
import type { Stored } from '../../store/store.ts';
import { atomically } from './atomically.ts';
import { authorizerPatches } from './authorizer-patches.ts';
import { checkAuthorizerRules } from './authorizer-rules.ts';
import { isAuthorizerType, settleType } from './authorizer-type.ts';
import { errors } from './errors.ts';
import { type Family, type Gateway, type Input, type Output, scopeOf } from './gateway.ts';
import { newPartId } from './identifiers.ts';
import { defined, required } from './members.ts';
import { readPage } from './pages.ts';
import { applyPatch } from './patch.ts';
import { holdingResources, placeOfMethod } from './references.ts';
import { resourcesOf } from './resource-tree.ts';
import { findRestApi, holding } from './rest-api.ts';

type Operation =
  | 'CreateAuthorizer'
  | 'GetAuthorizer'
  | 'GetAuthorizers'
  | 'UpdateAuthorizer'
  | 'DeleteAuthorizer';

/** https://docs.aws.amazon.com/apigateway/latest/api/API_Authorizer.html */
export function authorizerOperations(gateway: Gateway): Family<Operation> {
  return {
    CreateAuthorizer: (input, context) => createAuthorizer(gateway, input, context),
    GetAuthorizer: async (input, context) => (await findAuthorizer(gateway, input, context)).value,
    GetAuthorizers: async (input, context) => {
      const api = await findRestApi(gateway, input.restApiId, context);
      return readPage(gateway.authorizers, api.scope, `${api.value.id}/`, input);
    },
    UpdateAuthorizer: (input, context) => updateAuthorizer(gateway, input, context),
    DeleteAuthorizer: (input, context) => deleteAuthorizer(gateway, input, context),
  };
}

interface AuthorizerReference {
  readonly restApiId: string | undefined;
  readonly authorizerId: string | undefined;
}

/** Throws NotFoundException; an unknown API too reads as an unknown authorizer. */
export async function findAuthorizer(
  gateway: Gateway,
  input: AuthorizerReference,
  context: CallContext,
): Promise<Stored<Authorizer>> {
  const key = `${required(input.restApiId, 'restApiId')}/${required(input.authorizerId, 'authorizerId')}`;
  const found = await gateway.authorizers.get(scopeOf(context), key);
  if (found === undefined) throw errors.authorizerNotFound();
  return found;
}

function newAuthorizer(input: Input<'CreateAuthorizer'>): Authorizer {
  if (!isAuthorizerType(input.type)) throw errors.invalidAuthorizerType();
  const authorizer: Authorizer = defined({
    id: newPartId(),
    name: required(input.name, 'name'),
    type: input.type,
    providerARNs: input.providerARNs?.length ? input.providerARNs : undefined,
    authType: input.authType || undefined,
    authorizerUri: input.authorizerUri || undefined,
    authorizerCredentials: input.authorizerCredentials || undefined,
    identitySource: input.identitySource || undefined,
    identityValidationExpression: input.identityValidationExpression || undefined,
    authorizerResultTtlInSeconds: input.authorizerResultTtlInSeconds,
  });
  settleType(authorizer);
  return authorizer;
}

async function createAuthorizer(
  gateway: Gateway,
  input: Input<'CreateAuthorizer'>,
  context: CallContext,
): Promise<Output<'CreateAuthorizer'>> {
  const scope = scopeOf(context);
  return atomically(async () => {
    // Unlike other operations, this one calls an unknown API a conflict.
    const api = await gateway.restApis.get(scope, required(input.restApiId, 'restApiId'));
    if (api === undefined) throw errors.concurrentModification();
    const authorizer = newAuthorizer(input);
    checkAuthorizerRules(authorizer, context.account);
    const all = await gateway.authorizers.list(scope, { prefix: `${api.value.id}/` });
    checkName(authorizer, all);
    if (all.length >= gateway.quotas.authorizersPerApi) throw errors.authorizerQuota();
    await gateway.store.commit([
      holding(gateway, api),
      gateway.authorizers.putting(scope, `${api.value.id}/${authorizer.id}`, authorizer, 0),
    ]);
    return authorizer;
  });
}

function checkName(authorizer: Authorizer, all: readonly Stored<Authorizer>[]): void {
  const others = all.filter(({ value }) => value.id !== authorizer.id);
  if (others.some(({ value }) => value.name === authorizer.name)) {
    throw errors.authorizerExists(authorizer.name);
  }
}

async function updateAuthorizer(
  gateway: Gateway,
  input: Input<'UpdateAuthorizer'>,
  context: CallContext,
): Promise<Output<'UpdateAuthorizer'>> {
  return atomically(async () => {
    const found = await findAuthorizer(gateway, input, context);
    const api = await findRestApi(gateway, input.restApiId, context);
    const authorizer = applyPatch(authorizerPatches, found.value, input.patchOperations);
    checkAuthorizerRules(authorizer, context.account);
    checkName(authorizer, await gateway.authorizers.list(found.scope, { prefix: `${api.value.id}/` }));
    await gateway.store.commit([
      holding(gateway, api),
      gateway.authorizers.putting(found.scope, found.id, authorizer, found.revision),
    ]);
    return authorizer;
  });
}

async function deleteAuthorizer(
  gateway: Gateway,
  input: Input<'DeleteAuthorizer'>,
  context: CallContext,
): Promise<Output<'DeleteAuthorizer'>> {
  await atomically(async () => {
    const found = await findAuthorizer(gateway, input, context);
    const api = await findRestApi(gateway, input.restApiId, context);
    const tree = await resourcesOf(gateway, api.scope, api.value.id);
    const user = placeOfMethod(tree, (method) => method.authorizerId === found.value.id);
    if (user !== undefined) {
      throw errors.authorizerInUse(found.value.name, `${user.httpMethod}/${user.path}`);
    }
    await gateway.store.commit([
      holding(gateway, api),
      gateway.authorizers.deleting(found.scope, found.id, found.revision),
      ...holdingResources(gateway, tree),
    ]);
  });
  return {};
}
