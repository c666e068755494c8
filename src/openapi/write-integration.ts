import type { Integration } from '../definitions/rest-api.ts';
import { nonEmpty, present } from './present.ts';

const DEFAULT_TIMEOUT = 29_000;

/** `x-amazon-apigateway-integration`, with its members in AWS's order. What is AWS's default is left out. */
export function writeIntegration(integration: Integration, resourceId: string): object {
  const { type, connectionType, timeoutInMillis, cacheNamespace, cacheKeyParameters } = integration;
  const implied = connectionType === 'INTERNET' && (type === 'HTTP' || type === 'HTTP_PROXY');
  return present({
    type: type.toLowerCase(),
    credentials: integration.credentials,
    connectionId: integration.connectionId,
    httpMethod: integration.httpMethod,
    uri: integration.uri,
    responses: writeResponses(integration),
    requestParameters: nonEmpty(integration.requestParameters ?? {}),
    requestTemplates: nonEmpty(integration.requestTemplates ?? {}),
    passthroughBehavior: integration.passthroughBehavior.toLowerCase(),
    connectionType: implied ? undefined : connectionType,
    integrationTarget: integration.integrationTarget,
    // The resource's id is the default, and would mean nothing in another API.
    cacheNamespace: cacheNamespace === resourceId ? undefined : cacheNamespace,
    timeoutInMillis: timeoutInMillis === DEFAULT_TIMEOUT ? undefined : timeoutInMillis,
    cacheKeyParameters: cacheKeyParameters.length > 0 ? cacheKeyParameters : undefined,
    contentHandling: integration.contentHandling,
    tlsConfig: integration.tlsConfig,
    responseTransferMode: integration.responseTransferMode,
  });
}

/** By the pattern that selects each; the one for everything else is `default`. */
function writeResponses({ integrationResponses }: Integration): object | undefined {
  const responses = Object.values(integrationResponses ?? {}).map((response): [string, object] => [
    response.selectionPattern || 'default',
    present({
      statusCode: response.statusCode,
      responseParameters: nonEmpty(response.responseParameters ?? {}),
      responseTemplates: nonEmpty(response.responseTemplates ?? {}),
      contentHandling: response.contentHandling,
    }),
  ]);
  return nonEmpty(Object.fromEntries(responses));
}
