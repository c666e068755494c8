import { renderServiceError } from '../protocols/error-rendering.ts';
import type { ApiResponse } from '../protocols/http.ts';
import type { ServiceError } from '../protocols/service-error.ts';
import { escapeText } from '../protocols/xml-text.ts';
import { rawHeader } from './raw-headers.ts';
import type { ServiceCall } from './service-call.ts';
import { surfaceOf } from './surface.ts';

/** An error as the service that was called would write it. */
export function errorAnswer(
  call: Pick<ServiceCall, 'service' | 'headers' | 'query'>,
  error: ServiceError,
  requestId: string,
): ApiResponse {
  const surface = surfaceOf(call);
  if (surface === 's3') return s3Error(error, requestId);
  if (surface === 'awsQuery' && wantsJson(call.headers)) return queryErrorAsJson(error, requestId);
  const answer = renderServiceError(
    { signingName: call.service, protocol: surface, apiVersion: '' },
    error,
    requestId,
  );
  if (call.service !== 'sqs' || surface === 'awsQuery') return answer;
  // Clients of SQS know its errors by the codes that it had before it spoke JSON.
  const queryCode = error.code.replace(/Exception$/, '');
  return { ...answer, headers: { ...answer.headers, 'x-amzn-query-error': `${queryCode};Sender` } };
}

/** What awsQuery services answer to those who ask for JSON, as API Gateway does. */
export function wantsJson(headers: readonly string[]): boolean {
  return rawHeader(headers, 'accept')?.startsWith('application/json') === true;
}

function queryErrorAsJson({ code, message, statusCode }: ServiceError, requestId: string): ApiResponse {
  const Type = statusCode < 500 ? 'Sender' : 'Receiver';
  return {
    status: statusCode,
    headers: { 'content-type': 'application/json', 'x-amzn-requestid': requestId },
    body: JSON.stringify({ Error: { Code: code, Message: message, Type }, RequestId: requestId }),
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
function s3Error({ code, message, statusCode }: ServiceError, requestId: string): ApiResponse {
  return {
    status: statusCode,
    headers: { 'content-type': 'application/xml', 'x-amz-request-id': requestId },
    body:
      '<?xml version="1.0" encoding="UTF-8"?>\n' +
      `<Error><Code>${escapeText(code)}</Code><Message>${escapeText(message)}</Message>` +
      `<RequestId>${escapeText(requestId)}</RequestId></Error>`,
  };
}
