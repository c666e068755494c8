import { TLSSocket } from 'node:tls';
import { contextVariable } from '../mapping/context-variable.ts';
import { errorVariable } from '../responses/error-variable.ts';
import type { AccessRecord } from './access-record.ts';
import { masked } from './log-text.ts';

/** Reads a variable; undefined, or empty, when it has no value. */
export type ReadAccess = (record: AccessRecord) => string | number | undefined;

/** Types of gateway responses to requests whose sender is not known, or not the one he says he is. */
const UNAUTHENTICATED: ReadonlySet<string> = new Set([
  'EXPIRED_TOKEN',
  'INVALID_SIGNATURE',
  'MISSING_AUTHENTICATION_TOKEN',
]);

/** The variables that only access logs have, by name without `$context.`. */
const VARIABLES: ReadonlyMap<string, ReadAccess> = new Map<string, ReadAccess>([
  ['authenticate.error', (record) => (isUnauthenticated(record) ? record.error?.message : undefined)],
  ['authenticate.status', authenticateStatus],
  ['authorize.error', (record) => (isDenied(record) ? record.error?.message : undefined)],
  ['authorize.status', authorizeStatus],
  ['authorizer.error', ({ invocation }) => invocation.authorizerFacts?.error],
  ['authorizer.integrationLatency', ({ invocation }) => invocation.authorizerFacts?.integrationLatency],
  ['authorizer.integrationStatus', ({ invocation }) => invocation.authorizerFacts?.integrationStatus],
  ['authorizer.latency', ({ invocation }) => invocation.authorizerFacts?.latency],
  ['authorizer.requestId', ({ invocation }) => invocation.authorizerFacts?.requestId],
  ['authorizer.status', ({ invocation }) => invocation.authorizerFacts?.status],
  ['cipherSuite', (record) => tlsOf(record)?.getCipher().standardName],
  // A log is read by more people than may have the key: only the gateway's own answers and backends get it whole.
  ['identity.apiKey', ({ invocation }) => invocation.apiKey && masked(invocation.apiKey.value)],
  ['integration.error', ({ invocation }) => invocation.endpoint?.error],
  ['integration.integrationStatus', ({ invocation }) => invocation.endpoint?.integrationStatus],
  ['integration.latency', ({ invocation }) => invocation.endpoint?.latency],
  ['integration.requestId', ({ invocation }) => invocation.endpoint?.requestId],
  ['integration.status', ({ invocation }) => invocation.endpoint?.status],
  ['integrationErrorMessage', ({ invocation }) => invocation.endpoint?.error],
  ['integrationLatency', ({ invocation }) => invocation.endpoint?.latency],
  ['integrationStatus', ({ invocation }) => invocation.endpoint?.status],
  ['responseLatency', ({ responseLatency }) => responseLatency],
  ['responseLength', ({ responseLength }) => responseLength],
  ['status', ({ status }) => status],
  ['tlsVersion', (record) => tlsOf(record)?.getProtocol() ?? undefined],
]);

/**
 * How to read a variable for an access log; undefined for one that does not exist, or never has a value here.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
 * @param name without `$context.`
 */
export function accessVariable(name: string): ReadAccess | undefined {
  const own = VARIABLES.get(name);
  if (own) return own;
  const ofError = errorVariable(name);
  if (ofError) return ({ error }) => error && ofError(error);
  const ofInvocation = contextVariable(name);
  return ofInvocation && (({ invocation }) => ofInvocation(invocation));
}

function isUnauthenticated({ error }: AccessRecord): boolean {
  return error?.response.type != null && UNAUTHENTICATED.has(error.response.type);
}

function isDenied({ error }: AccessRecord): boolean {
  return error?.response.type === 'ACCESS_DENIED';
}

/** No value for requests that nobody signed, where nobody had to. */
function authenticateStatus(record: AccessRecord): number | undefined {
  if (isUnauthenticated(record)) return record.error?.response.status;
  return record.invocation.caller ? 200 : undefined;
}

function authorizeStatus(record: AccessRecord): number | undefined {
  if (isDenied(record)) return record.error?.response.status;
  return record.invocation.caller ? 200 : undefined;
}

function tlsOf({ invocation }: AccessRecord): TLSSocket | undefined {
  const { socket } = invocation.request;
  return socket instanceof TLSSocket ? socket : undefined;
}
