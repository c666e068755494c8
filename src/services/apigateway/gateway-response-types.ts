import type { GatewayResponseType } from '@aws-sdk/client-api-gateway';
import type { GatewayResponse } from '../../definitions/api-parts.ts';

/**
 * The kinds of errors that API Gateway answers by itself, in the order in which AWS lists them, with their statuses.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
const STATUSES = {
  ACCESS_DENIED: '403',
  API_CONFIGURATION_ERROR: '500',
  AUTHORIZER_CONFIGURATION_ERROR: '500',
  AUTHORIZER_FAILURE: '500',
  BAD_REQUEST_BODY: '400',
  BAD_REQUEST_PARAMETERS: '400',
  DEFAULT_4XX: undefined,
  DEFAULT_5XX: undefined,
  EXPIRED_TOKEN: '403',
  INTEGRATION_FAILURE: '504',
  INTEGRATION_TIMEOUT: '504',
  INVALID_API_KEY: '403',
  INVALID_SIGNATURE: '403',
  MISSING_AUTHENTICATION_TOKEN: '403',
  QUOTA_EXCEEDED: '429',
  REQUEST_TOO_LARGE: '413',
  RESOURCE_NOT_FOUND: '404',
  THROTTLED: '429',
  UNAUTHORIZED: '401',
  UNSUPPORTED_MEDIA_TYPE: '415',
  WAF_FILTERED: '403',
} as const satisfies Record<GatewayResponseType, string | undefined>;

const TYPES = Object.keys(STATUSES).filter(isGatewayResponseType);

export function isGatewayResponseType(text: string | undefined): text is GatewayResponseType {
  return text !== undefined && Object.hasOwn(STATUSES, text);
}

/** What AWS answers for a type of which nothing was customized. */
export function defaultGatewayResponse(type: GatewayResponseType): GatewayResponse {
  const statusCode = STATUSES[type];
  return {
    responseType: type,
    ...(statusCode === undefined ? {} : { statusCode }),
    responseParameters: {},
    responseTemplates: { 'application/json': '{"message":$context.error.messageString}' },
  };
}

/** A response of an API with where it comes from. */
export interface EffectiveGatewayResponse extends GatewayResponse {
  responseType: GatewayResponseType;
  /** True unless this very type was customized. */
  defaultResponse: boolean;
}

/**
 * What an API answers for a type: its own customization, else that of DEFAULT_4XX or DEFAULT_5XX by the class of the
 * type's status, else AWS's.
 * @param customized the API's records by their types
 */
export function effectiveGatewayResponse(
  type: GatewayResponseType,
  customized: ReadonlyMap<string, GatewayResponse>,
): EffectiveGatewayResponse {
  const own = customized.get(type);
  if (own !== undefined) return { ...own, responseType: type, defaultResponse: false };
  const plain = defaultGatewayResponse(type);
  const inherited =
    plain.statusCode === undefined ? undefined : customized.get(`DEFAULT_${plain.statusCode.charAt(0)}XX`);
  return { ...plain, ...inherited, responseType: type, defaultResponse: true };
}

/** The responses of all types. */
export function effectiveGatewayResponses(
  customized: ReadonlyMap<string, GatewayResponse>,
): EffectiveGatewayResponse[] {
  return TYPES.map((type) => effectiveGatewayResponse(type, customized));
}
