import type { Integration, IntegrationResponse, Method } from '../../definitions/rest-api.ts';
import type { CallContext } from '../../protocols/service.ts';
import { entry, hasEntry, withEntry, withoutEntry } from './entries.ts';
import { errors } from './errors.ts';
import type { Family, Gateway, Input, Output } from './gateway.ts';
import { integrationIn } from './integration.ts';
import { checkTemplates, contentHandling } from './integration-rules.ts';
import { checkIntegrationResponseParameters } from './mapping-expressions.ts';
import { defined, required } from './members.ts';
import { changeMethod, findMethod } from './method.ts';
import { applyPatch, type PatchTable, plainRejections } from './patch.ts';
import { changeResource } from './resource.ts';

type Operation =
  | 'PutIntegrationResponse'
  | 'GetIntegrationResponse'
  | 'UpdateIntegrationResponse'
  | 'DeleteIntegrationResponse';

/** https://docs.aws.amazon.com/apigateway/latest/api/API_IntegrationResponse.html */
export function integrationResponseOperations(gateway: Gateway): Family<Operation> {
  return {
    PutIntegrationResponse: (input, context) => putIntegrationResponse(gateway, input, context),
    GetIntegrationResponse: async (input, context) =>
      responseIn(integrationIn(await findMethod(gateway, input, context)), input.statusCode),
    UpdateIntegrationResponse: (input, context) => updateIntegrationResponse(gateway, input, context),
    DeleteIntegrationResponse: (input, context) => deleteIntegrationResponse(gateway, input, context),
  };
}

/** What UpdateIntegrationResponse can change. */
const integrationResponsePatches: PatchTable<IntegrationResponse> = {
  rejections: plainRejections,
  targets: [
    {
      path: '/selectionPattern',
      replace: (response, { value }) => {
        response.selectionPattern = value ?? '';
      },
    },
    {
      path: '/contentHandling',
      replace: (response, { value }) => {
        if (value) response.contentHandling = contentHandling(value);
        else delete response.contentHandling;
      },
    },
    {
      path: '/responseParameters/{name}',
      add: (response, { keys: [name = ''], value }) => setParameter(response, name, value),
      replace: (response, { keys: [name = ''], value }) => {
        if (!hasEntry(response.responseParameters, name)) throw errors.parameterNotFound();
        setParameter(response, name, value);
      },
      remove: (response, { keys: [name = ''] }) => {
        if (!hasEntry(response.responseParameters, name)) throw errors.parameterNotFound();
        const left = withoutEntry(response.responseParameters, name);
        if (left === undefined) delete response.responseParameters;
        else response.responseParameters = left;
      },
    },
    {
      path: '/responseTemplates/{contentType}',
      add: (response, { keys: [type = ''], value }) => setTemplate(response, type, value),
      replace: (response, { keys: [type = ''], value }) => {
        if (!hasEntry(response.responseTemplates, type)) throw errors.contentTypeNotFound();
        setTemplate(response, type, value);
      },
      remove: (response, { keys: [type = ''] }) => {
        if (!hasEntry(response.responseTemplates, type)) throw errors.contentTypeNotFound();
        const left = withoutEntry(response.responseTemplates, type);
        if (left === undefined) delete response.responseTemplates;
        else response.responseTemplates = left;
      },
    },
  ],
};

function setParameter(response: IntegrationResponse, name: string, value: string | undefined): void {
  if (!value) throw errors.emptyPatchValue('responseParameters');
  response.responseParameters = withEntry(response.responseParameters, name, value);
}

function setTemplate(response: IntegrationResponse, contentType: string, value: string | undefined): void {
  response.responseTemplates = withEntry(response.responseTemplates, contentType, value ?? '');
}

/** The integration's response of a status. Throws NotFoundException. */
function responseIn(integration: Integration, statusCode: string | undefined): IntegrationResponse {
  const response = entry(integration.integrationResponses, required(statusCode, 'statusCode'));
  if (response === undefined) throw errors.responseNotFound();
  return response;
}

function checkResponse(gateway: Gateway, method: Method, response: IntegrationResponse): void {
  checkTemplates(response.responseTemplates, gateway.quotas);
  checkIntegrationResponseParameters(
    response.responseParameters ?? {},
    entry(method.methodResponses, response.statusCode),
  );
}

/** Puts a response in the place of the one of the same status, if any. */
async function putIntegrationResponse(
  gateway: Gateway,
  input: Input<'PutIntegrationResponse'>,
  context: CallContext,
): Promise<Output<'PutIntegrationResponse'>> {
  const statusCode = required(input.statusCode, 'statusCode');
  return changeMethod(gateway, input, context, (method) => {
    const integration = integrationIn(method);
    const response: IntegrationResponse = defined({
      statusCode,
      selectionPattern: input.selectionPattern,
      responseParameters: input.responseParameters,
      responseTemplates: input.responseTemplates,
      contentHandling: input.contentHandling && contentHandling(input.contentHandling),
    });
    checkResponse(gateway, method, response);
    integration.integrationResponses = withEntry(integration.integrationResponses, statusCode, response);
    return response;
  });
}

async function updateIntegrationResponse(
  gateway: Gateway,
  input: Input<'UpdateIntegrationResponse'>,
  context: CallContext,
): Promise<Output<'UpdateIntegrationResponse'>> {
  return changeMethod(gateway, input, context, (method) => {
    const response = responseIn(integrationIn(method), input.statusCode);
    applyPatch(integrationResponsePatches, response, input.patchOperations);
    checkResponse(gateway, method, response);
    return response;
  });
}

/** Unlike the others, an unknown method reads as an unknown integration here. */
async function deleteIntegrationResponse(
  gateway: Gateway,
  input: Input<'DeleteIntegrationResponse'>,
  context: CallContext,
): Promise<Output<'DeleteIntegrationResponse'>> {
  await changeResource(gateway, input, context, (resource) => {
    const integration = entry(resource.methods, required(input.httpMethod, 'httpMethod'))?.methodIntegration;
    if (integration === undefined) throw errors.integrationNotFound();
    const { statusCode } = responseIn(integration, input.statusCode);
    const left = withoutEntry(integration.integrationResponses, statusCode);
    if (left === undefined) delete integration.integrationResponses;
    else integration.integrationResponses = left;
  });
  return {};
}
