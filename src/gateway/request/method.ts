import type { IncomingMessage } from 'node:http';

/** The methods that an API can have; `ANY` stands for these. https://docs.aws.amazon.com/apigateway/latest/api/API_PutMethod.html */
const METHODS: ReadonlySet<string> = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']);

/**
 * The method to route by; undefined for one that no API can have. "When sending requests to an API by passing the
 * X-HTTP-Method-Override header, API Gateway overrides the method."
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 */
export function routedMethod({ method = '', headers }: IncomingMessage): string | undefined {
  const override = headers['x-http-method-override'];
  const wanted = typeof override === 'string' ? override.toUpperCase() : method;
  return METHODS.has(wanted) ? wanted : undefined;
}
