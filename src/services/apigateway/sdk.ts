import { Uint8ArrayBlobAdapter } from '@smithy/core/serde';
import type { CallContext } from '../../protocols/service.ts';
import { hasEntry } from './entries.ts';
import { errors } from './errors.ts';
import type { Family, Gateway, Input, Output } from './gateway.ts';
import { required } from './members.ts';
import { javascriptSdk } from './sdk/javascript-sdk.ts';
import { SDK_TYPES } from './sdk/sdk-types.ts';
import { findStage } from './stage.ts';

type Operation = 'GetSdk' | 'GetSdkType' | 'GetSdkTypes';

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetSdk.html */
export function sdkOperations(gateway: Gateway): Family<Operation> {
  return {
    GetSdk: (input, context) => getSdk(gateway, input, context),
    GetSdkType: async (input) => findSdkType(required(input.id, 'id')),
    // All at once: the SDK's model has no place for where a page ended.
    GetSdkTypes: async () => ({ items: [...SDK_TYPES] }),
  };
}

/** Throws NotFoundException. */
function findSdkType(id: string) {
  const found = SDK_TYPES.find((type) => type.id === id);
  if (found === undefined) throw errors.sdkTypeNotFound();
  return found;
}

/** Of what the stage serves: its deployment, not the API as it is edited. */
async function getSdk(
  gateway: Gateway,
  input: Input<'GetSdk'>,
  context: CallContext,
): Promise<Output<'GetSdk'>> {
  const type = findSdkType(required(input.sdkType, 'sdkType'));
  const { scope, id, value: stage } = await findStage(gateway, input, context);
  for (const { name, required: isRequired } of type.configurationProperties ?? []) {
    if (isRequired && name !== undefined && !hasEntry(input.parameters, name))
      throw errors.missingSdkParameter(name);
  }
  if (type.id !== 'javascript') throw errors.unsupportedSdkType(type.id);
  const restApiId = id.slice(0, id.indexOf('/'));
  const deployment = await gateway.deployments.get(scope, `${restApiId}/${stage.deploymentId}`);
  if (deployment === undefined) throw errors.deploymentNotFound();
  const now = new Date(gateway.clock());
  const invokeUrl = `https://${restApiId}.execute-api.${scope.region}.amazonaws.com/${stage.stageName}`;
  const body = await javascriptSdk(deployment.value.snapshot, invokeUrl, now);
  const stamp = now.toISOString().slice(0, 16).replace('T', '_').replace(':', '-');
  return {
    contentType: 'application/octet-stream',
    contentDisposition: `attachment; filename="javascript_${stamp}Z.zip"`,
    body: Uint8ArrayBlobAdapter.mutate(body),
  };
}
