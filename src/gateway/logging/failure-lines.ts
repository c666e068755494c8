import type { Invocation } from '../invocation.ts';
import { ConfigurationError } from '../responses/configuration-error.ts';
import type { GatewayError } from '../responses/gateway-error.ts';

/**
 * Says in the execution log why a request was turned away before its integration; integrations, API keys and throttles
 * say it themselves. `Request body does not match model schema for content type application/json: [...]` is what API
 * Gateway prints for bodies.
 */
export function logRejection({ executionLog, request, endpoint }: Invocation, error: GatewayError): void {
  if (!executionLog) return;
  const { response, validationErrors, cause } = error;
  switch (response.type) {
    case 'API_CONFIGURATION_ERROR':
      if (cause instanceof ConfigurationError) {
        const status =
          endpoint?.status === undefined ? '' : `. Endpoint Response Status Code: ${endpoint.status}`;
        executionLog.error(`Execution failed due to configuration error: ${cause.message}${status}`);
      }
      return;
    case 'INTEGRATION_FAILURE':
    case 'INTEGRATION_TIMEOUT':
    case 'INVALID_API_KEY':
    case 'QUOTA_EXCEEDED':
    case 'THROTTLED':
    case 'DEFAULT_5XX':
      return;
    case 'BAD_REQUEST_BODY': {
      if (!validationErrors) break;
      const contentType = (request.headers['content-type'] ?? 'application/json').split(';', 1)[0];
      const errors = validationErrors().join(', ');
      executionLog.error(
        `Request body does not match model schema for content type ${contentType}: [${errors}]`,
      );
      return;
    }
    case 'ACCESS_DENIED':
      executionLog.error('The client is not authorized to perform this operation.');
      return;
  }
  executionLog.error(error.message);
}
