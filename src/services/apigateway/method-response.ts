import type { Method, MethodResponse } from '../../definitions/rest-api.ts';
import type { CallContext } from '../../protocols/service.ts';
import { dropEntry, entry, hasEntry, withEntry } from './entries.ts';
import { errors } from './errors.ts';
import type { Family, Gateway, Input, Output } from './gateway.ts';
import { checkMethodResponseParameters } from './mapping-expressions.ts';
import { defined, required } from './members.ts';
import { changeMethod, changeMethodReferences, findMethod } from './method.ts';
import { applyPatch, type PatchTable, plainRejections } from './patch.ts';
import { entryTarget } from './patch-entry.ts';
import { checkModels } from './references.ts';

type Operation = 'PutMethodResponse' | 'GetMethodResponse' | 'UpdateMethodResponse' | 'DeleteMethodResponse';

/** https://docs.aws.amazon.com/apigateway/latest/api/API_MethodResponse.html */
export function methodResponseOperations(gateway: Gateway): Family<Operation> {
  return {
    PutMethodResponse: (input, context) => putMethodResponse(gateway, input, context),
    GetMethodResponse: async (input, context) =>
      responseIn(await findMethod(gateway, input, context), input.statusCode),
    UpdateMethodResponse: (input, context) =>
      changeMethodReferences(gateway, input, context, (method, references) => {
        const response = responseIn(method, input.statusCode);
        applyPatch(methodResponsePatches, response, input.patchOperations);
        checkModels(response.responseModels, references);
        return response;
      }),
    DeleteMethodResponse: (input, context) => deleteMethodResponse(gateway, input, context),
  };
}

/** What UpdateMethodResponse can change; its models are checked afterwards. */
const methodResponsePatches: PatchTable<MethodResponse> = {
  rejections: plainRejections,
  targets: [
    entryTarget('/responseParameters/{name}', 'responseParameters', errors.parameterNotFound, setParameter),
    entryTarget('/responseModels/{contentType}', 'responseModels', errors.contentTypeNotFound, setModel),
  ],
};

function setParameter(response: MethodResponse, name: string, value: string | undefined): void {
  const parameters = withEntry(response.responseParameters, name, value === 'true');
  checkMethodResponseParameters(parameters);
  response.responseParameters = parameters;
}

function setModel(response: MethodResponse, contentType: string, value: string | undefined): void {
  if (!value) throw errors.emptyPatchValue('responseModels');
  response.responseModels = withEntry(response.responseModels, contentType, value);
}

/** The method's response of a status. Throws NotFoundException. */
function responseIn(method: Method, statusCode: string | undefined): MethodResponse {
  const response = entry(method.methodResponses, required(statusCode, 'statusCode'));
  if (response === undefined) throw errors.responseNotFound();
  return response;
}

async function putMethodResponse(
  gateway: Gateway,
  input: Input<'PutMethodResponse'>,
  context: CallContext,
): Promise<Output<'PutMethodResponse'>> {
  const statusCode = required(input.statusCode, 'statusCode');
  return changeMethodReferences(gateway, input, context, (method, references) => {
    if (hasEntry(method.methodResponses, statusCode)) throw errors.methodResponseExists();
    checkModels(input.responseModels, references);
    checkMethodResponseParameters(input.responseParameters ?? {});
    const response: MethodResponse = defined({
      statusCode,
      responseParameters: input.responseParameters,
      responseModels: input.responseModels,
    });
    method.methodResponses = withEntry(method.methodResponses, statusCode, response);
    return response;
  });
}

async function deleteMethodResponse(
  gateway: Gateway,
  input: Input<'DeleteMethodResponse'>,
  context: CallContext,
): Promise<Output<'DeleteMethodResponse'>> {
  return changeMethod(gateway, input, context, (method) => {
    const { statusCode } = responseIn(method, input.statusCode);
    dropEntry(method, 'methodResponses', statusCode);
    return {};
  });
}
