import type { Gateway } from '../gateway/gateway.ts';
import type { InvocationTarget } from '../gateway/target.ts';
import type { CodeDownloads } from '../lambda/code-downloads.ts';
import { addressOf, type InvocationAddress } from './address.ts';
import type { ApiCalls } from './api-calls.ts';
import type { ClientConnection, ReadClientConnection } from './client-connection.ts';
import type { RequestHandler } from './http-listener.ts';
import { handleInternal } from './internal.ts';
import type { UserPoolRequests } from './user-pool-requests.ts';

/** Sends each request to the part that answers it. */
export function createDispatcher(parts: {
  gateway: Gateway;
  apiCalls: ApiCalls;
  userPoolRequests: UserPoolRequests;
  downloads: CodeDownloads;
  clientConnection: ReadClientConnection;
  region: string;
}): RequestHandler {
  const { gateway, apiCalls, userPoolRequests, downloads, clientConnection, region } = parts;
  return async (request, response) => {
    // A request target may be absolute, as it is sent to proxies; signatures are over path and query alone.
    if (!request.url?.startsWith('/'))
      request.url = (request.url ?? '').replace(/^https?:\/\/[^/?#]*/i, '') || '/';
    const { path, query } = splitUrl(request.url);
    const address = addressOf(request.headers.host, path, request.headers['x-apigw-api-id']);
    switch (address.kind) {
      case 'invocation': {
        const client = clientConnection(request);
        return gateway.handle(request, response, targetOf(address.invocation, query, region, client));
      }
      case 'internal':
        return handleInternal(request, response, { path: address.path, query }, downloads);
      case 'user-pool': {
        const url = { address: address.userPool, query };
        return userPoolRequests.handle(request, response, url, clientConnection(request).secure);
      }
      case 'api-call':
        return apiCalls.handle(request, response, path, query);
    }
  };
}

function splitUrl(url: string): { path: string; query: string } {
  const mark = url.indexOf('?');
  return mark < 0 ? { path: url, query: '' } : { path: url.slice(0, mark), query: url.slice(mark + 1) };
}

function targetOf(
  address: InvocationAddress,
  rawQuery: string,
  defaultRegion: string,
  { sourceIp, proxied }: ClientConnection,
): InvocationTarget {
  const { apiId, rawPath, pathStyle, stageName, vpcEndpointId } = address;
  const region = address.region ?? defaultRegion;
  return {
    apiId,
    region,
    ...(stageName !== undefined && { stageName }),
    rawPath,
    rawQuery,
    domainName: pathStyle ? `${apiId}.execute-api.${region}.amazonaws.com` : address.host,
    pathStyle,
    sourceIp,
    ...(proxied && { proxied }),
    ...(vpcEndpointId !== undefined && { vpcEndpointId }),
    protocol: 'HTTP/1.1',
  };
}
