import type { RequestValidator } from '../../definitions/api-parts.ts';
import type { CallContext } from '../../protocols/service.ts';
import type { Stored } from '../../store/store.ts';
import { atomically } from './atomically.ts';
import { errors } from './errors.ts';
import { type Family, type Gateway, type Input, type Output, scopeOf } from './gateway.ts';
import { newPartId } from './identifiers.ts';
import { defined, required } from './members.ts';
import { readPage } from './pages.ts';
import { applyPatch, listingRejections, type PatchTable } from './patch.ts';
import { holdingResources, placeOfMethod } from './references.ts';
import { resourcesOf } from './resource-tree.ts';
import { findRestApi, holding } from './rest-api.ts';

type Operation =
  | 'CreateRequestValidator'
  | 'GetRequestValidator'
  | 'GetRequestValidators'
  | 'UpdateRequestValidator'
  | 'DeleteRequestValidator';

/** https://docs.aws.amazon.com/apigateway/latest/api/API_RequestValidator.html */
export function requestValidatorOperations(gateway: Gateway): Family<Operation> {
  return {
    CreateRequestValidator: (input, context) => createRequestValidator(gateway, input, context),
    GetRequestValidator: async (input, context) =>
      (await findRequestValidator(gateway, input, context)).value,
    GetRequestValidators: async (input, context) => {
      const api = await findRestApi(gateway, input.restApiId, context);
      return readPage(gateway.requestValidators, api.scope, `${api.value.id}/`, input);
    },
    UpdateRequestValidator: (input, context) => updateRequestValidator(gateway, input, context),
    DeleteRequestValidator: (input, context) => deleteRequestValidator(gateway, input, context),
  };
}

/** What UpdateRequestValidator can change. A flag without a value, or with any but `true`, is false. */
const requestValidatorPatches: PatchTable<RequestValidator> = {
  rejections: listingRejections,
  targets: [
    {
      path: '/name',
      replace: (validator, { value }) => {
        if (!value?.trim()) throw errors.blankRequestValidatorName();
        validator.name = value;
      },
    },
    {
      path: '/validateRequestParameters',
      replace: (validator, { value }) => {
        validator.validateRequestParameters = value === 'true';
      },
    },
    {
      path: '/validateRequestBody',
      replace: (validator, { value }) => {
        validator.validateRequestBody = value === 'true';
      },
    },
  ],
};

interface RequestValidatorReference {
  readonly restApiId: string | undefined;
  readonly requestValidatorId: string | undefined;
}

function requestValidatorKey(input: RequestValidatorReference): string {
  return `${required(input.restApiId, 'restApiId')}/${required(input.requestValidatorId, 'requestValidatorId')}`;
}

/** Throws NotFoundException; an unknown API too reads as an unknown request validator. */
async function findRequestValidator(
  gateway: Gateway,
  input: RequestValidatorReference,
  context: CallContext,
): Promise<Stored<RequestValidator>> {
  const found = await gateway.requestValidators.get(scopeOf(context), requestValidatorKey(input));
  if (found === undefined) throw errors.requestValidatorNotFound();
  return found;
}

async function createRequestValidator(
  gateway: Gateway,
  input: Input<'CreateRequestValidator'>,
  context: CallContext,
): Promise<Output<'CreateRequestValidator'>> {
  const scope = scopeOf(context);
  return atomically(async () => {
    // Unlike other operations, this one calls an unknown API a bad request.
    const api = await gateway.restApis.get(scope, required(input.restApiId, 'restApiId'));
    if (api === undefined) throw errors.noSuchRestApi();
    const all = await gateway.requestValidators.list(scope, { prefix: `${api.value.id}/` });
    if (all.length >= gateway.quotas.requestValidatorsPerApi) throw errors.requestValidatorQuota();
    const validator: RequestValidator = defined({
      id: newPartId(),
      name: input.name || undefined,
      validateRequestBody: input.validateRequestBody ?? false,
      validateRequestParameters: input.validateRequestParameters ?? false,
    });
    checkName(validator, all);
    await gateway.store.commit([
      holding(gateway, api),
      gateway.requestValidators.putting(scope, `${api.value.id}/${validator.id}`, validator, 0),
    ]);
    return validator;
  });
}

function checkName({ id, name }: RequestValidator, all: readonly Stored<RequestValidator>[]): void {
  const same = all.some(({ value }) => value.id !== id && value.name === name);
  if (name !== undefined && same) throw errors.requestValidatorExists();
}

async function updateRequestValidator(
  gateway: Gateway,
  input: Input<'UpdateRequestValidator'>,
  context: CallContext,
): Promise<Output<'UpdateRequestValidator'>> {
  return atomically(async () => {
    const found = await findRequestValidator(gateway, input, context);
    const api = await findRestApi(gateway, input.restApiId, context);
    const validator = applyPatch(requestValidatorPatches, found.value, input.patchOperations);
    checkName(validator, await gateway.requestValidators.list(found.scope, { prefix: `${api.value.id}/` }));
    await gateway.store.commit([
      holding(gateway, api),
      gateway.requestValidators.putting(found.scope, found.id, validator, found.revision),
    ]);
    return validator;
  });
}

async function deleteRequestValidator(
  gateway: Gateway,
  input: Input<'DeleteRequestValidator'>,
  context: CallContext,
): Promise<Output<'DeleteRequestValidator'>> {
  await atomically(async () => {
    const found = await findRequestValidator(gateway, input, context);
    const api = await findRestApi(gateway, input.restApiId, context);
    const tree = await resourcesOf(gateway, api.scope, api.value.id);
    const user = placeOfMethod(tree, (method) => method.requestValidatorId === found.value.id);
    if (user !== undefined) {
      throw errors.requestValidatorInUse(
        found.value.name ?? found.value.id,
        `${user.path}/${user.httpMethod}`,
      );
    }
    await gateway.store.commit([
      holding(gateway, api),
      gateway.requestValidators.deleting(found.scope, found.id, found.revision),
      ...holdingResources(gateway, tree),
    ]);
  });
  return {};
}
