import type { Integration } from '../../definitions/rest-api.ts';
import { firstAccepted } from '../request/binary-media-types.ts';
import { GatewayError } from '../responses/gateway-error.ts';

/** Templates by content type in lower case, in the order of their definition. */
export type Templates<T> = ReadonlyMap<string, T>;

const DEFAULT_TYPE = 'application/json';

/**
 * The template for a request: by its Content-Type, `application/json` when it has none, else `$default`. Undefined when
 * the body is passed through as it is. Throws UNSUPPORTED_MEDIA_TYPE where the passthrough behavior forbids that.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/integration-passthrough-behaviors.html
 */
export function chooseRequestTemplate<T>(
  templates: Templates<T>,
  behavior: Integration['passthroughBehavior'],
  contentType: string | undefined,
): T | undefined {
  const template = templates.get(essence(contentType ?? DEFAULT_TYPE)) ?? templates.get('$default');
  if (template !== undefined) return template;
  if (behavior === 'NEVER' || (behavior === 'WHEN_NO_TEMPLATES' && templates.size > 0)) {
    throw GatewayError.of('UNSUPPORTED_MEDIA_TYPE');
  }
  return undefined;
}

/**
 * The template for a response: by the first type of the request's Accept header, else that for `application/json`, else
 * the first. Undefined when there is none, so that the body passes through.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html#transforming-request-response-body
 */
export function chooseResponseTemplate<T>(
  templates: Templates<T>,
  accept: string | undefined,
): T | undefined {
  const wanted = templates.get(essence(firstAccepted(accept) ?? ''));
  return wanted ?? templates.get(DEFAULT_TYPE) ?? templates.values().next().value;
}

/** A media type without its parameters. */
function essence(mediaType: string): string {
  const semicolon = mediaType.indexOf(';');
  return (semicolon < 0 ? mediaType : mediaType.slice(0, semicolon)).trim().toLowerCase();
}
