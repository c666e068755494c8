import type { Gateway } from '../gateway/gateway.ts';
import type { InvocationTarget } from '../gateway/target.ts';
import type { CodeDownloads } from '../lambda/code-downloads.ts';
import { addressOf, type InvocationAddress } from './address.ts';
import type { ApiCalls } from './api-calls.ts';
import type { RequestHandler } from './http-listener.ts';
import { handleInternal } from './internal.ts';

/** Sends each request to the part that answers it. */
export function createDispatcher(parts: {
  gateway: Gateway;
  apiCalls: ApiCalls;
  downloads: CodeDownloads;
  region: string;
}): RequestHandler {
  const { gateway, apiCalls, downloads, region } = parts;
  return async (request, response) => {
    // A request target may be absolute, as it is sent to proxies; signatures are over path and query alone.
    if (!request.url?.startsWith('/'))
      request.url = (request.url ?? '').replace(/^https?:\/\/[^/?#]*/i, '') || '/';
    const { path, query } = splitUrl(request.url);
    const address = addressOf(request.headers.host, path);
    switch (address.kind) {
      case 'invocation': {
        const sourceIp = request.socket.remoteAddress ?? '';
        return gateway.handle(request, response, targetOf(address.invocation, query, region, sourceIp));
      }
      case 'internal':
        return handleInternal(request, response, { path: address.path, query }, downloads);
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
  sourceIp: string,
): InvocationTarget {
  const { apiId, rawPath, pathStyle, stageName } = address;
  const region = address.region ?? defaultRegion;
  return {
    apiId,
    region,
    ...(stageName !== undefined && { stageName }),
    rawPath,
    rawQuery,
    domainName: pathStyle ? `${apiId}.execute-api.${region}.amazonaws.com` : address.host,
    pathStyle,
    sourceIp: sourceIp.startsWith('::ffff:') ? sourceIp.slice('::ffff:'.length) : sourceIp,
    protocol: 'HTTP/1.1',
  };
}
