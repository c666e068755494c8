/**
 * What access logs say of how an authorizer was asked, whatever it answered.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
 */
export interface AuthorizerFacts {
  /** HTTP status that the authorizer's answer comes to: 200, 401, 403 or 500. */
  readonly status: number;
  /** Milliseconds. */
  readonly latency: number;
  /** Milliseconds that its function took; undefined when none was asked. */
  readonly integrationLatency?: number | undefined;
  /** HTTP status of Lambda's own answer; undefined when it was not asked, or there was none. */
  readonly integrationStatus?: number | undefined;
  /** Lambda's id for the request; undefined when it was not asked. */
  readonly requestId?: string | undefined;
  readonly error?: string | undefined;
}
