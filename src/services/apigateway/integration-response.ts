import type { Integration, IntegrationResponse, Method } from '../../definitions/rest-api.ts';
import type { CallContext } from '../../protocols/service.ts';
import { dropEntry, entry, withEntry } from './entries.ts';
import { errors } from './errors.ts';
import type { Family, Gateway, Input, Output } from './gateway.ts';
import { integrationIn } from './integration.ts';
import { checkTemplates, contentHandling } from './integration-rules.ts';
import { checkIntegrationResponseParameters } from './mapping-expressions.ts';
import { defined, required } from './members.ts';
import { changeMethod, findMethod } from './method.ts';
import { applyPatch, type PatchTable, plainRejections } from './patch.ts';
import { entryTarget } from './patch-entry.ts';
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
    entryTarget('/responseParameters/{name}', 'responseParameters', errors.parameterNotFound, setParameter),
    entryTarget(
      '/responseTemplates/{contentType}',
      'responseTemplates',
      errors.contentTypeNotFound,
      setTemplate,
    ),
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
    dropEntry(integration, 'integrationResponses', statusCode);
  });
  return {};
}
