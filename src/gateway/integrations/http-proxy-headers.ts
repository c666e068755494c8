import type { Invocation } from '../invocation.ts';
import type { MappedParameter } from '../mapping/overrides.ts';
import { headersOf } from '../request/parsed-request.ts';
import { responseHeaderName } from '../responses/remapped-headers.ts';
import { JSON_CONTENT_TYPE } from '../responses/reply.ts';

/**
 * Headers of the client that an HTTP proxy integration does not pass on, beside those that no integration gets: the
 * `http_proxy` column for requests of the table in "Amazon API Gateway important notes for REST APIs", and what RFC
 * 9110 section 7.6.1 keeps to one connection. Each can be mapped to the request, but for those of a connection.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 */
const NOT_PASSED: ReadonlySet<string> = new Set([
  'content-encoding',
  'host',
  'proxy-authorization',
  'proxy-connection',
  'via',
  'x-amzn-apigateway-api-id',
]);

/** What the gateway says of the request: a client that names these in its Connection header can't take them away. */
const OWN: ReadonlySet<string> = new Set([
  'x-amzn-trace-id',
  'x-forwarded-for',
  'x-forwarded-port',
  'x-forwarded-proto',
]);

/** Headers that never reach a backend, mapped or not: they are about the connection, or not what AWS sends. */
const NEVER_SENT: ReadonlySet<string> = new Set([
  'connection',
  'expect',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'upgrade',
  'via',
]);

/**
 * The headers that every HTTP integration sends beside its own: those of API Gateway, under which clients and mappings
 * may put theirs. `Accept` and `User-Agent` are recorded in `test_http_integration_with_lambda[HTTP]`.
 */
export function addGatewayHeaders(headers: string[], names: ReadonlySet<string>, apiId: string): void {
  if (!names.has('accept')) headers.push('Accept', JSON_CONTENT_TYPE);
  if (!names.has('user-agent')) headers.push('User-Agent', `AmazonAPIGateway_${apiId}`);
  headers.push('x-amzn-apigateway-api-id', apiId);
}

/** Adds mapped headers. Returns their names in lower case. */
export function addMappedHeaders(headers: string[], mapped: readonly MappedParameter[]): Set<string> {
  const names = new Set<string>();
  for (const { name, values } of mapped) {
    const lower = name.toLowerCase();
    if (NEVER_SENT.has(lower)) continue;
    names.add(lower);
    for (const value of values) headers.push(name, value);
  }
  return names;
}

/** The headers of a request by HTTP proxy integration: the client's, but for those that are mapped, and the gateway's. */
export function proxyRequestHeaders(invocation: Invocation, mapped: readonly MappedParameter[]): string[] {
  const headers: string[] = [];
  const replaced = addMappedHeaders(headers, mapped);
  const names = new Set(replaced);
  const listed = connectionOptions(invocation.request.headers.connection);
  const { multi } = headersOf(invocation);
  for (const name in multi) {
    const lower = name.toLowerCase();
    if (NOT_PASSED.has(lower) || replaced.has(lower)) continue;
    if (listed?.has(lower) && !OWN.has(lower)) continue;
    names.add(lower);
    for (const value of multi[name] ?? []) headers.push(name, value);
  }
  addGatewayHeaders(headers, names, invocation.stage.apiId);
  return headers;
}

/** What a backend's answer has for the client. */
export interface ProxyResponseHeaders {
  readonly headers: string[];
  /** NaN when the answer does not say. */
  readonly contentLength: number;
}

/**
 * The headers of an answer by HTTP proxy integration: passed, remapped to `x-amzn-Remapped-*` or dropped as the table
 * has it. As recorded in `test_http_integration_with_lambda[HTTP_PROXY]`, the backend's X-Amzn-Trace-Id passes.
 */
export function proxyResponseHeaders(rawHeaders: readonly string[]): ProxyResponseHeaders {
  const headers: string[] = [];
  let contentLength = Number.NaN;
  let typed = false;
  let listed: ReadonlySet<string> | undefined;
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() === 'connection') listed = connectionOptions(rawHeaders[index + 1]);
  }
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    const value = rawHeaders[index + 1] ?? '';
    const lower = name.toLowerCase();
    if (lower === 'content-length') contentLength = Number(value);
    else if (lower === 'content-type') typed = true;
    if (listed?.has(lower)) continue;
    const sent = lower === 'x-amzn-trace-id' ? name : responseHeaderName(name, lower);
    if (sent !== undefined) headers.push(sent, value);
  }
  // "API Gateway includes a Content-Type header for all integration responses."
  if (!typed) headers.push('Content-Type', JSON_CONTENT_TYPE);
  return { headers, contentLength };
}

/** The headers that a Connection header names: they end with the connection. */
function connectionOptions(connection: string | undefined): ReadonlySet<string> | undefined {
  if (connection === undefined || /^(keep-alive|close)$/i.test(connection)) return undefined;
  return new Set(connection.split(',').map((option) => option.trim().toLowerCase()));
}
