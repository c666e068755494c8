import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { AWS_SERVICES } from '../protocols/aws-services.ts';
import type { ApiResponse } from '../protocols/http.ts';
import type { ServiceFacts } from '../protocols/service-schema.ts';

/**
 * Calls that need no signature, because what is in them proves who may call: sign-ins of user pools. Browsers make them
 * from pages of any origin, which they may since no browser adds credentials to them by itself.
 */
const SERVICES: readonly ServiceFacts[] = Object.values(AWS_SERVICES).filter(
  (facts: ServiceFacts) => facts.unsignedOperations !== undefined,
);

/** What AWS's SDKs and Amplify send; not `authorization`, so that pages can't make signed calls. */
const ALLOWED_HEADERS =
  'content-type,x-amz-target,x-amz-user-agent,amz-sdk-invocation-id,amz-sdk-request,cache-control';

const READABLE: Readonly<Record<string, string>> = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date',
};

/** Signing name of the service with such operations that a request is for, by its X-Amz-Target. */
export function targetedService(headers: IncomingHttpHeaders): string | undefined {
  return targetOf(headers)?.facts.signingName;
}

/** Whether a request is for an operation of the service that needs no signature. */
export function needsNoSignature(headers: IncomingHttpHeaders, service: string): boolean {
  const target = targetOf(headers);
  if (target?.facts.signingName !== service) return false;
  return target.facts.unsignedOperations?.has(target.operation) === true;
}

function targetOf({ 'x-amz-target': target }: IncomingHttpHeaders) {
  if (typeof target !== 'string') return undefined;
  const dot = target.indexOf('.');
  const facts = SERVICES.find(({ targetPrefix }) => targetPrefix === target.slice(0, dot));
  return facts && { facts, operation: target.slice(dot + 1) };
}

/** Whether a browser asks if a page may make such a call. */
export function isPreflight({ method, headers }: IncomingMessage): boolean {
  if (method !== 'OPTIONS' || headers['access-control-request-method'] !== 'POST') return false;
  const asked = String(headers['access-control-request-headers'] ?? '').toLowerCase();
  return asked.split(',').some((name) => name.trim() === 'x-amz-target');
}

export function preflightAnswer(requestId: string): ApiResponse {
  return {
    status: 200,
    headers: {
      ...READABLE,
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': ALLOWED_HEADERS,
      'access-control-max-age': '172800',
      'x-amzn-requestid': requestId,
    },
    body: '',
  };
}

/** The answer, for pages of any origin to read. */
export function readableByPages(answer: ApiResponse): ApiResponse {
  return { ...answer, headers: { ...answer.headers, ...READABLE } };
}
