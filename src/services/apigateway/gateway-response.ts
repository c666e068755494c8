import type { GatewayResponseType } from '@aws-sdk/client-api-gateway';
import type { GatewayResponse } from '../../definitions/api-parts.ts';
import type { RestApi } from '../../definitions/rest-api.ts';
import type { CallContext } from '../../protocols/service.ts';
import type { Stored } from '../../store/store.ts';
import { atomically } from './atomically.ts';
import { errors } from './errors.ts';
import type { Family, Gateway, Input, Output } from './gateway.ts';
import { gatewayResponsePatches } from './gateway-response-patches.ts';
import {
  defaultGatewayResponse,
  effectiveGatewayResponse,
  effectiveGatewayResponses,
} from './gateway-response-types.ts';
import { checkTemplates } from './integration-rules.ts';
import { checkGatewayResponseParameters } from './mapping-expressions.ts';
import { required } from './members.ts';
import { applyPatch } from './patch.ts';
import { findRestApi, holding } from './rest-api.ts';

type Operation =
  | 'PutGatewayResponse'
  | 'GetGatewayResponse'
  | 'GetGatewayResponses'
  | 'UpdateGatewayResponse'
  | 'DeleteGatewayResponse';

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GatewayResponse.html */
export function gatewayResponseOperations(gateway: Gateway): Family<Operation> {
  return {
    PutGatewayResponse: (input, context) => putGatewayResponse(gateway, input, context),
    GetGatewayResponse: async (input, context) => {
      const api = await findRestApi(gateway, input.restApiId, context);
      const type = required(input.responseType, 'responseType');
      return effectiveGatewayResponse(type, await customizedResponses(gateway, api));
    },
    // All of them at once: this list has no pages.
    GetGatewayResponses: async (input, context) => {
      const api = await findRestApi(gateway, input.restApiId, context);
      return { items: effectiveGatewayResponses(await customizedResponses(gateway, api)) };
    },
    UpdateGatewayResponse: (input, context) => updateGatewayResponse(gateway, input, context),
    DeleteGatewayResponse: (input, context) => deleteGatewayResponse(gateway, input, context),
  };
}

/** The API's own responses by their types. */
async function customizedResponses(
  gateway: Gateway,
  api: Stored<RestApi>,
): Promise<ReadonlyMap<string, GatewayResponse>> {
  const found = await gateway.gatewayResponses.list(api.scope, { prefix: `${api.value.id}/` });
  return new Map(found.map(({ value }) => [value.responseType, value]));
}

/** What is left out is AWS's own, whatever the API's DEFAULT_4XX and DEFAULT_5XX are. */
async function putGatewayResponse(
  gateway: Gateway,
  input: Input<'PutGatewayResponse'>,
  context: CallContext,
): Promise<Output<'PutGatewayResponse'>> {
  const type = required(input.responseType, 'responseType');
  return change(gateway, input.restApiId, type, context, () => {
    const plain = defaultGatewayResponse(type);
    return {
      ...plain,
      ...(input.statusCode ? { statusCode: input.statusCode } : {}),
      responseParameters: input.responseParameters ?? plain.responseParameters,
      responseTemplates: input.responseTemplates ?? plain.responseTemplates,
    };
  });
}

async function updateGatewayResponse(
  gateway: Gateway,
  input: Input<'UpdateGatewayResponse'>,
  context: CallContext,
): Promise<Output<'UpdateGatewayResponse'>> {
  const type = required(input.responseType, 'responseType');
  return change(gateway, input.restApiId, type, context, (current) =>
    applyPatch(gatewayResponsePatches, current ?? defaultGatewayResponse(type), input.patchOperations),
  );
}

/** Writes one response of an API as `make` makes it of the one there is, if any. */
async function change(
  gateway: Gateway,
  restApiId: string | undefined,
  type: GatewayResponseType,
  context: CallContext,
  make: (current: GatewayResponse | undefined) => GatewayResponse,
): Promise<Output<'GetGatewayResponse'>> {
  return atomically(async () => {
    const api = await findRestApi(gateway, restApiId, context);
    const key = `${api.value.id}/${type}`;
    const found = await gateway.gatewayResponses.get(api.scope, key);
    const response = make(found?.value);
    checkGatewayResponseParameters(response.responseParameters);
    checkTemplates(response.responseTemplates, gateway.quotas);
    await gateway.store.commit([
      holding(gateway, api),
      gateway.gatewayResponses.putting(api.scope, key, response, found?.revision ?? 0),
    ]);
    return effectiveGatewayResponse(type, new Map([[type, response]]));
  });
}

async function deleteGatewayResponse(
  gateway: Gateway,
  input: Input<'DeleteGatewayResponse'>,
  context: CallContext,
): Promise<Output<'DeleteGatewayResponse'>> {
  await atomically(async () => {
    const api = await findRestApi(gateway, input.restApiId, context);
    const key = `${api.value.id}/${required(input.responseType, 'responseType')}`;
    const found = await gateway.gatewayResponses.get(api.scope, key);
    if (found === undefined) throw errors.gatewayResponseNotFound();
    await gateway.store.commit([
      holding(gateway, api),
      gateway.gatewayResponses.deleting(api.scope, key, found.revision),
    ]);
  });
  return {};
}
