import type { Method, Resource } from '../../definitions/rest-api.ts';
import type { CallContext } from '../../protocols/service.ts';
import { entry, hasEntry, withEntry } from './entries.ts';
import { errors } from './errors.ts';
import type { Family, Gateway, Input, Output } from './gateway.ts';
import { checkMethodRequestParameters } from './mapping-expressions.ts';
import { defined, required } from './members.ts';
import { methodPatches } from './method-patches.ts';
import { applyPatch } from './patch.ts';
import {
  checkModels,
  checkRequestValidator,
  isAuthorizationType,
  type References,
  settleAuthorizer,
} from './references.ts';
import { changeReferences, changeResource, findResource, type ResourceReference } from './resource.ts';

type Operation = 'PutMethod' | 'GetMethod' | 'UpdateMethod' | 'DeleteMethod';

const HTTP_METHODS = ['GET', 'PUT', 'POST', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'ANY'];

/** https://docs.aws.amazon.com/apigateway/latest/api/API_Method.html */
export function methodOperations(gateway: Gateway): Family<Operation> {
  return {
    PutMethod: (input, context) => putMethod(gateway, input, context),
    GetMethod: (input, context) => findMethod(gateway, input, context),
    UpdateMethod: (input, context) => updateMethod(gateway, input, context),
    DeleteMethod: (input, context) => deleteMethod(gateway, input, context),
  };
}

/** Names a method in a request. */
export interface MethodReference extends ResourceReference {
  readonly httpMethod: string | undefined;
}

/** The resource's method. Throws NotFoundException. */
export function methodIn(resource: Resource, httpMethod: string | undefined): Method {
  const method = entry(resource.methods, required(httpMethod, 'httpMethod'));
  if (method === undefined) throw errors.methodNotFound();
  return method;
}

export async function findMethod(
  gateway: Gateway,
  input: MethodReference,
  context: CallContext,
): Promise<Method> {
  return methodIn((await findResource(gateway, input, context)).value, input.httpMethod);
}

/** Changes one method so that no other change to it is lost, and gives what `change` gives. Throws NotFoundException. */
export async function changeMethod<T>(
  gateway: Gateway,
  input: MethodReference,
  context: CallContext,
  change: (method: Method) => T,
): Promise<T> {
  const results: T[] = [];
  await changeResource(gateway, input, context, (resource) => {
    results.push(change(methodIn(resource, input.httpMethod)));
  });
  // The change runs again when another writer came first; the last run is the one that was written.
  return required(results.at(-1), 'result');
}

/** As changeMethod, by what the method refers to: models, request validators and authorizers of the API. */
export async function changeMethodReferences<T>(
  gateway: Gateway,
  input: MethodReference,
  context: CallContext,
  change: (method: Method, references: References) => T,
): Promise<T> {
  const results: T[] = [];
  await changeReferences(gateway, input, context, (resource, references) => {
    results.push(change(methodIn(resource, input.httpMethod), references));
  });
  return required(results.at(-1), 'result');
}

async function putMethod(
  gateway: Gateway,
  input: Input<'PutMethod'>,
  context: CallContext,
): Promise<Output<'PutMethod'>> {
  const resource = await changeReferences(gateway, input, context, (draft, references) => {
    const method = newMethod(input, references);
    if (hasEntry(draft.methods, method.httpMethod)) throw errors.methodExists();
    draft.methods = withEntry(draft.methods, method.httpMethod, method);
  });
  return methodIn(resource, input.httpMethod);
}

/** A method as PutMethod asks for it, checked in AWS's order. */
function newMethod(input: Input<'PutMethod'>, references: References): Method {
  const httpMethod = required(input.httpMethod, 'httpMethod');
  if (!HTTP_METHODS.includes(httpMethod)) throw errors.invalidHttpMethod();
  const authorizationType = required(input.authorizationType, 'authorizationType');
  if (!isAuthorizationType(authorizationType)) throw errors.invalidAuthorizationType();
  const method: Method = defined({
    httpMethod,
    authorizationType,
    authorizerId: input.authorizerId || undefined,
    authorizationScopes: input.authorizationScopes?.length ? input.authorizationScopes : undefined,
    apiKeyRequired: input.apiKeyRequired ?? false,
    operationName: input.operationName,
    requestValidatorId: input.requestValidatorId || undefined,
    requestParameters: input.requestParameters,
    requestModels: input.requestModels,
  });
  settleAuthorizer(method, references);
  checkRequestValidator(method, references);
  checkModels(method.requestModels, references);
  checkMethodRequestParameters(method.requestParameters ?? {});
  return method;
}

async function updateMethod(
  gateway: Gateway,
  input: Input<'UpdateMethod'>,
  context: CallContext,
): Promise<Output<'UpdateMethod'>> {
  return changeMethodReferences(gateway, input, context, (method, references) => {
    applyPatch(methodPatches, method, input.patchOperations);
    settleAuthorizer(method, references);
    checkRequestValidator(method, references);
    checkModels(method.requestModels, references);
    return method;
  });
}

async function deleteMethod(
  gateway: Gateway,
  input: Input<'DeleteMethod'>,
  context: CallContext,
): Promise<Output<'DeleteMethod'>> {
  await changeResource(gateway, input, context, (resource) => {
    const { httpMethod } = methodIn(resource, input.httpMethod);
    resource.methods = Object.fromEntries(
      Object.entries(resource.methods).filter(([name]) => name !== httpMethod),
    );
  });
  return {};
}
