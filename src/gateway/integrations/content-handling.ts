import type { Integration } from '../../definitions/rest-api.ts';
import type { Invocation } from '../invocation.ts';
import type { IntegrationAnswer } from '../mapping/response-parameters.ts';
import { firstAccepted } from '../request/binary-media-types.ts';

export type ContentHandling = Integration['contentHandling'];

/** A text that should be base64 is not. */
export class NotBase64Error extends Error {
  override readonly name = 'NotBase64Error';
}

/** A payload, and whether it is text, to which templates apply. */
export interface Payload {
  readonly body: Buffer;
  readonly isText: boolean;
}

/**
 * The body of a request as its integration is to get it, by the first table of "Content type conversions": binary is
 * what has one of the API's binary media types. Throws NotBase64Error.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html
 */
export function requestPayload(
  { body, request, stage }: Invocation,
  contentHandling: ContentHandling,
): Payload {
  const isBinary = stage.binaryMediaTypes.includes(request.headers['content-type']);
  if (contentHandling === 'CONVERT_TO_TEXT') {
    return { body: isBinary ? Buffer.from(body.toString('base64')) : body, isText: true };
  }
  if (isBinary) return { body, isText: false };
  return contentHandling === undefined ? { body, isText: true } : { body: decodeBase64(body), isText: false };
}

/**
 * The body of an integration's answer as the client is to get it, by the second table of the same page. Throws
 * NotBase64Error.
 */
export function responseBody(
  { body, rawHeaders }: IntegrationAnswer,
  { request, stage }: Invocation,
  contentHandling: ContentHandling,
): Buffer {
  const { binaryMediaTypes } = stage;
  const wantsBinary =
    contentHandling === undefined
      ? binaryMediaTypes.includes(firstAccepted(request.headers.accept))
      : contentHandling === 'CONVERT_TO_BINARY';
  const contentType = contentTypeIn(rawHeaders);
  const isBinary = contentType !== undefined && binaryMediaTypes.includes(contentType);
  if (isBinary === wantsBinary || body.length === 0) return body;
  return wantsBinary ? decodeBase64(body) : Buffer.from(body.toString('base64'));
}

function contentTypeIn(rawHeaders: readonly string[]): string | undefined {
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() === 'content-type') return rawHeaders[index + 1];
  }
  return undefined;
}

/** A Lambda function's text comes in quotes, being JSON. */
function decodeBase64(body: Buffer): Buffer {
  const text = body.toString('latin1').replace(/^\s*"|"\s*$|[\r\n]/g, '');
  if (text.length % 4 === 1 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) {
    throw new NotBase64Error('Unable to base64 decode the body.');
  }
  return Buffer.from(text, 'base64');
}
