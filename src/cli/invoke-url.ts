import type { ApiGatewayAccess } from './api-gateway-access.ts';

/** Where a deployed stage is called: here by a path of the gateway, at AWS by a host of its own. */
export function invokeUrl({ endpoint, region }: ApiGatewayAccess, apiId: string, stage: string): string {
  const aws = /\.(amazonaws\.com(\.cn)?)$/.exec(endpoint.hostname)?.[1];
  if (aws !== undefined) return `https://${apiId}.execute-api.${region}.${aws}/${stage}`;
  return `${endpoint.origin}/_aws/execute-api/${apiId}/${stage}`;
}
