/**
 * The answers that the gateway gives by itself, with AWS's default status, error type and message.
 * `body` `spaced` is `{"message": "..."}`, as AWS writes what fails at or after the integration; `compact` is
 * `{"message":"..."}`, as it writes what fails before.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
export interface GatewayResponse {
  /** The type by which an API's owner customizes it; undefined for answers that can't be customized. */
  readonly type: GatewayResponseType | 'DEFAULT_4XX' | 'DEFAULT_5XX' | undefined;
  readonly status: number;
  /** Value of `x-amzn-ErrorType`. */
  readonly errorType: string;
  /** Null where AWS's default message is null. */
  readonly message: string | null;
  readonly body: 'compact' | 'spaced';
}

/** A gateway response whose type is the name that it has in a catalogue. */
type Untyped = Omit<GatewayResponse, 'type'>;

function compact(status: number, errorType: string, message: string | null): Untyped {
  return { status, errorType, message, body: 'compact' };
}

function spaced(status: number, errorType: string, message: string | null): Untyped {
  return { status, errorType, message, body: 'spaced' };
}

/**
 * By response type. INTEGRATION_FAILURE is 504 in AWS's table, but API Gateway itself answers 500 until its owner sets
 * another status, as recorded in `test_lambda_aws_proxy_integration_non_post_method`.
 */
const CATALOGUE = {
  ACCESS_DENIED: compact(403, 'AccessDeniedException', 'User is not authorized to access this resource'),
  API_CONFIGURATION_ERROR: spaced(500, 'InternalServerErrorException', 'Internal server error'),
  AUTHORIZER_CONFIGURATION_ERROR: compact(500, 'AuthorizerConfigurationException', null),
  AUTHORIZER_FAILURE: compact(500, 'AuthorizerConfigurationException', null),
  BAD_REQUEST_BODY: spaced(400, 'BadRequestException', 'Invalid request body'),
  BAD_REQUEST_PARAMETERS: spaced(400, 'BadRequestException', 'Missing required request parameters'),
  EXPIRED_TOKEN: compact(
    403,
    'ExpiredTokenException',
    'The security token included in the request is expired',
  ),
  INTEGRATION_FAILURE: spaced(500, 'InternalServerErrorException', 'Internal server error'),
  INTEGRATION_TIMEOUT: spaced(504, 'InternalServerErrorException', 'Endpoint request timed out'),
  INVALID_API_KEY: compact(403, 'ForbiddenException', 'Forbidden'),
  INVALID_SIGNATURE: compact(
    403,
    'InvalidSignatureException',
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
  ),
  MISSING_AUTHENTICATION_TOKEN: compact(
    403,
    'MissingAuthenticationTokenException',
    'Missing Authentication Token',
  ),
  QUOTA_EXCEEDED: compact(429, 'LimitExceededException', 'Limit Exceeded'),
  REQUEST_TOO_LARGE: compact(413, 'RequestTooLargeException', 'Request Too Long'),
  RESOURCE_NOT_FOUND: compact(404, 'NotFoundException', 'Not Found'),
  THROTTLED: compact(429, 'TooManyRequestsException', 'Too Many Requests'),
  UNAUTHORIZED: compact(401, 'UnauthorizedException', 'Unauthorized'),
  UNSUPPORTED_MEDIA_TYPE: compact(415, 'BadRequestException', 'Unsupported Media Type'),
  WAF_FILTERED: compact(403, 'ForbiddenException', 'Forbidden'),
} as const satisfies Record<string, Untyped>;

export type GatewayResponseType = keyof typeof CATALOGUE;

function typed(type: GatewayResponseType): GatewayResponse {
  // "Customizing the default gateway response for 413 REQUEST_TOO_LARGE isn't currently supported": important notes.
  return { type: type === 'REQUEST_TOO_LARGE' ? undefined : type, ...CATALOGUE[type] };
}

/** Every gateway response that has a type of its own. */
export const GATEWAY_RESPONSES: Readonly<Record<GatewayResponseType, GatewayResponse>> = {
  ACCESS_DENIED: typed('ACCESS_DENIED'),
  API_CONFIGURATION_ERROR: typed('API_CONFIGURATION_ERROR'),
  AUTHORIZER_CONFIGURATION_ERROR: typed('AUTHORIZER_CONFIGURATION_ERROR'),
  AUTHORIZER_FAILURE: typed('AUTHORIZER_FAILURE'),
  BAD_REQUEST_BODY: typed('BAD_REQUEST_BODY'),
  BAD_REQUEST_PARAMETERS: typed('BAD_REQUEST_PARAMETERS'),
  EXPIRED_TOKEN: typed('EXPIRED_TOKEN'),
  INTEGRATION_FAILURE: typed('INTEGRATION_FAILURE'),
  INTEGRATION_TIMEOUT: typed('INTEGRATION_TIMEOUT'),
  INVALID_API_KEY: typed('INVALID_API_KEY'),
  INVALID_SIGNATURE: typed('INVALID_SIGNATURE'),
  MISSING_AUTHENTICATION_TOKEN: typed('MISSING_AUTHENTICATION_TOKEN'),
  QUOTA_EXCEEDED: typed('QUOTA_EXCEEDED'),
  REQUEST_TOO_LARGE: typed('REQUEST_TOO_LARGE'),
  RESOURCE_NOT_FOUND: typed('RESOURCE_NOT_FOUND'),
  THROTTLED: typed('THROTTLED'),
  UNAUTHORIZED: typed('UNAUTHORIZED'),
  UNSUPPORTED_MEDIA_TYPE: typed('UNSUPPORTED_MEDIA_TYPE'),
  WAF_FILTERED: typed('WAF_FILTERED'),
};

/** Answers that belong to no response type, or to none but the default ones. */
export const EDGE_RESPONSES = {
  /** No such API or stage, or the API's default endpoint is disabled. */
  FORBIDDEN: { type: undefined, ...compact(403, 'ForbiddenException', 'Forbidden') },
  /** The request line and headers together are over the quota. */
  HEADERS_TOO_LARGE: {
    type: undefined,
    ...compact(431, 'RequestHeaderFieldsTooLargeException', 'Request Header Fields Too Large'),
  },
  /** The path makes the ARN of the method longer than authorizers take: `414 Request URI too long`. */
  URI_TOO_LONG: {
    type: 'DEFAULT_4XX',
    ...compact(414, 'RequestUriTooLongException', 'Request URI too long'),
  },
  /** The body did not come within the time allowed. */
  REQUEST_TIMEOUT: { type: 'DEFAULT_4XX', ...compact(408, 'RequestTimeoutException', 'Request Timeout') },
  /** Too many bodies are being held at this moment. */
  SERVICE_UNAVAILABLE: {
    type: 'DEFAULT_5XX',
    ...compact(503, 'ServiceUnavailableException', 'Service Unavailable'),
  },
  /** A request that can't be passed on as it is. */
  BAD_REQUEST: { type: 'DEFAULT_4XX', ...compact(400, 'BadRequestException', 'Bad Request') },
  /** A malformed or failed Lambda proxy response. */
  BAD_GATEWAY: {
    type: 'DEFAULT_5XX',
    ...spaced(502, 'InternalServerErrorException', 'Internal server error'),
  },
} as const satisfies Record<string, GatewayResponse>;
