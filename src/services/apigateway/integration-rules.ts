import type { Integration, Method, RestApi } from '../../definitions/rest-api.ts';
import { errors } from './errors.ts';
import { checkAwsUri, checkCredentials, checkHttpUri } from './integration-uri.ts';
import { checkIntegrationRequestParameters } from './mapping-expressions.ts';
import type { Quotas } from './quotas.ts';

const TYPES = ['HTTP', 'AWS', 'MOCK', 'HTTP_PROXY', 'AWS_PROXY'] as const;
const PASSTHROUGH = ['WHEN_NO_MATCH', 'WHEN_NO_TEMPLATES', 'NEVER'] as const;
const CONTENT_HANDLING = ['CONVERT_TO_BINARY', 'CONVERT_TO_TEXT'] as const;
const CONNECTIONS = ['INTERNET', 'VPC_LINK'] as const;
const TRANSFER_MODES = ['BUFFERED', 'STREAM'] as const;
const MINIMUM_TIMEOUT = 50;
/** Milliseconds for integrations whose response is streamed. */
const MAXIMUM_STREAM_TIMEOUT = 900_000;

/** What an integration is checked against. */
export interface IntegrationRules {
  /** Undefined when there is no such API any more. */
  readonly api: Pick<RestApi, 'endpointConfiguration'> | undefined;
  readonly method: Method;
  readonly account: string;
  readonly quotas: Quotas;
}

/** The rules that hold for an integration as a whole, after PutIntegration and every UpdateIntegration. */
export function checkIntegration(integration: Integration, rules: IntegrationRules): void {
  const { type, httpMethod, uri, credentials } = integration;
  if (type !== 'MOCK' && !httpMethod) throw errors.integrationMethodMissing();
  if (type === 'AWS' || type === 'AWS_PROXY') checkAwsUri(type, uri, credentials);
  if (type === 'HTTP' || type === 'HTTP_PROXY') checkHttpUri(uri);
  if (credentials !== undefined) checkCredentials(credentials, rules.account);
  if (integration.connectionType === 'VPC_LINK' && !integration.connectionId) throw errors.vpcLinkMissing();
  const streams = integration.responseTransferMode === 'STREAM';
  checkTransferMode(type, uri, streams);
  checkTimeout(integration.timeoutInMillis, streams ? MAXIMUM_STREAM_TIMEOUT : maximumTimeout(rules));
  checkTemplates(integration.requestTemplates, rules.quotas);
  checkIntegrationRequestParameters(integration.requestParameters ?? {}, rules.method);
}

/**
 * Only proxy integrations stream, and a Lambda function has one URI for it and another for the rest.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html
 */
function checkTransferMode(type: Integration['type'], uri: string | undefined, streams: boolean): void {
  if (streams && type !== 'AWS_PROXY' && type !== 'HTTP_PROXY') throw errors.unstreamableType(type);
  if (type !== 'AWS_PROXY') return;
  const invokesStream = uri?.endsWith('/response-streaming-invocations') === true;
  if (streams && !invokesStream) throw errors.transferMode('STREAM', 'Invoke');
  if (!streams && invokesStream) throw errors.transferMode('BUFFERED', 'InvokeWithResponseStream');
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
function maximumTimeout({ api, quotas }: Pick<IntegrationRules, 'api' | 'quotas'>): number {
  const isEdge = api?.endpointConfiguration.types.includes('EDGE') ?? true;
  return isEdge ? quotas.integrationTimeout : quotas.regionalIntegrationTimeout;
}

function checkTimeout(timeout: number, maximum: number): void {
  if (!Number.isInteger(timeout) || timeout < MINIMUM_TIMEOUT || timeout > maximum)
    throw errors.timeoutRange(maximum);
}

/** Templates by content type. */
export function checkTemplates(
  templates: Readonly<Record<string, string>> | undefined,
  quotas: Quotas,
): void {
  for (const [contentType, template] of Object.entries(templates ?? {})) {
    if (!isContentType(contentType)) throw errors.invalidContentType(contentType);
    if (template.length > quotas.templateLength) throw errors.templateTooLong(quotas.templateLength);
  }
}

function isContentType(text: string): boolean {
  const slash = text.indexOf('/');
  return text === '$default' || (slash > 0 && slash < text.length - 1);
}

export function integrationType(value: string | undefined): Integration['type'] {
  return oneOf(TYPES, value, 'integration type');
}

export function passthroughBehavior(value: string | undefined): Integration['passthroughBehavior'] {
  return oneOf(PASSTHROUGH, value, 'passthrough behavior');
}

export function contentHandling(value: string): NonNullable<Integration['contentHandling']> {
  return oneOf(CONTENT_HANDLING, value, 'content handling strategy');
}

export function connectionType(value: string | undefined): NonNullable<Integration['connectionType']> {
  return oneOf(CONNECTIONS, value, 'connection type');
}

export function responseTransferMode(
  value: string | undefined,
): NonNullable<Integration['responseTransferMode']> {
  return oneOf(TRANSFER_MODES, value, 'response transfer mode');
}

function oneOf<T extends string>(values: readonly T[], value: string | undefined, member: string): T {
  const found = values.find((candidate) => candidate === value);
  if (found === undefined) throw errors.invalidEnumeration(member, values);
  return found;
}
