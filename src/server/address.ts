import { type UserPoolAddress, userPoolAddress } from './user-pool-address.ts';

/**
 * The one decision about a request: is it an invocation of somebody's API, for a user pool, an AWS API call to this
 * program, or for the program itself? By host and path alone, so that it is made before anything is read or verified.
 */
export type Address =
  | { readonly kind: 'invocation'; readonly invocation: InvocationAddress }
  | { readonly kind: 'internal'; readonly path: string }
  | { readonly kind: 'user-pool'; readonly userPool: UserPoolAddress }
  | { readonly kind: 'api-call' };

export interface InvocationAddress {
  /** The API's id, in lower case. */
  readonly apiId: string;
  /** The region in the host name, if there is one. */
  readonly region: string | undefined;
  /** First path segment as on the wire; undefined when the path is empty. */
  readonly stageName: string | undefined;
  /** What follows the stage, as on the wire; at least `/`. */
  readonly rawPath: string;
  /** Host name as the client sent it, without port. */
  readonly host: string;
  /** True when the path names the API, so that the host says nothing. */
  readonly pathStyle: boolean;
  /** The VPC endpoint in the host name; absent when there is none. */
  readonly vpcEndpointId?: string;
}

/** Where LocalStack, and so the tools made for it, address an API by path. */
const PATH_STYLE_PREFIX = '/_aws/execute-api/';
const SLASH = '/'.charCodeAt(0);
const INTERNAL_PREFIX = '/_alicorn/';

/**
 * @param hostHeader the Host header, with or without port
 * @param rawPath the request target without its query, as on the wire
 * @param namedApi the x-apigw-api-id header, which counts where the host is that of a VPC endpoint
 */
export function addressOf(
  hostHeader: string | undefined,
  rawPath: string,
  namedApi?: string | string[],
): Address {
  const host = withoutPort(hostHeader ?? '');
  if (rawPath.startsWith(PATH_STYLE_PREFIX)) {
    return byPath(rawPath.slice(PATH_STYLE_PREFIX.length), host);
  }
  if (rawPath.startsWith(INTERNAL_PREFIX)) return { kind: 'internal', path: rawPath };
  const user = userRequest(rawPath, host);
  if (user) return user;
  const labels = host.split('.');
  if (labels[1]?.toLowerCase() === 'execute-api' && labels[0] && labels.length > 2) {
    return byHost({ ...namedBy(labels[0], namedApi), regionLabel: labels[2] ?? '', rawPath, host });
  }
  const userPool = userPoolAddress(labels, rawPath);
  return userPool ? { kind: 'user-pool', userPool } : { kind: 'api-call' };
}

/** `{api}.execute-api.{region}.{suffix}`, or `{api}.execute-api.{suffix}` as LocalStack has it. */
function byHost({
  regionLabel,
  rawPath,
  ...named
}: Pick<InvocationAddress, 'apiId' | 'host' | 'rawPath' | 'vpcEndpointId'> & {
  regionLabel: string;
}): Address {
  const region = isRegion(regionLabel) ? regionLabel : undefined;
  const { first, rest } = splitFirst(withoutSlashes(rawPath));
  return invocation({ ...named, region, stageName: first, rawPath: rest, pathStyle: false });
}

/**
 * What the first label says: an API, an API and a VPC endpoint that is associated with it (`{api}-vpce-0123`), or a VPC
 * endpoint by its public DNS name (`vpce-0123-abcdefgh`), the API of which a header names.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-test-invoke-url.html
 */
function namedBy(
  label: string,
  namedApi: string | string[] | undefined,
): Pick<InvocationAddress, 'apiId' | 'vpcEndpointId'> {
  const [, apiId, vpcEndpointId] = /^(?:([^-]+)-)?(vpce-[0-9a-z]+)(?:-|$)/i.exec(label) ?? [];
  if (vpcEndpointId === undefined) return { apiId: label };
  const api = apiId ?? (typeof namedApi === 'string' ? namedApi : '');
  return { apiId: api, vpcEndpointId: vpcEndpointId.toLowerCase() };
}

/** `{api}/{stage}/...` */
function byPath(path: string, host: string): Address {
  const api = splitFirst(path);
  const stage = splitFirst(withoutSlashes(api.rest));
  return invocation({
    apiId: api.first ?? '',
    region: undefined,
    stageName: stage.first,
    rawPath: stage.rest,
    host,
    pathStyle: true,
  });
}

/** `/restapis/{api}/{stage}/_user_request_/...`: LocalStack's older form. */
function userRequest(rawPath: string, host: string): Address | undefined {
  if (!rawPath.startsWith('/restapis/')) return undefined;
  const parts = rawPath.split('/', 6);
  const [, , apiId, stageName, marker] = parts;
  if (!apiId || !stageName || marker !== '_user_request_') return undefined;
  const rest = rawPath.slice(`/restapis/${apiId}/${stageName}/_user_request_`.length);
  return invocation({ apiId, region: undefined, stageName, rawPath: rest || '/', host, pathStyle: true });
}

function invocation(address: InvocationAddress): Address {
  return { kind: 'invocation', invocation: { ...address, apiId: address.apiId.toLowerCase() } };
}

/** Further slashes before the stage change nothing, as recorded from AWS. */
function withoutSlashes(path: string): string {
  let start = 0;
  while (path.charCodeAt(start) === SLASH) start++;
  return path.slice(start);
}

function splitFirst(path: string): { first: string | undefined; rest: string } {
  const slash = path.indexOf('/');
  const first = slash < 0 ? path : path.slice(0, slash);
  return { first: first === '' ? undefined : first, rest: slash < 0 ? '/' : path.slice(slash) };
}

/** `us-east-1`, `us-gov-west-1`; tells a region from the first label of a suffix such as `localhost`. */
function isRegion(label: string): boolean {
  const parts = label.split('-');
  return parts.length >= 3 && parts.every((part) => part !== '') && /^[0-9]$/.test(parts.at(-1) ?? '');
}

function withoutPort(host: string): string {
  if (host.startsWith('[')) return host.slice(0, host.indexOf(']') + 1);
  const colon = host.indexOf(':');
  return colon < 0 ? host : host.slice(0, colon);
}
