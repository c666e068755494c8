import { chooseResponseTemplate } from '../mapping/choose-template.ts';
import { withOverrides } from '../mapping/overrides.ts';
import { responseOverrideOf } from '../mapping/read-overrides.ts';
import { type IntegrationAnswer, validValue } from '../mapping/response-parameters.ts';
import { isAscii } from '../responses/header-text.ts';
import { responseHeaderName } from '../responses/remapped-headers.ts';
import { JSON_CONTENT_TYPE, type Reply } from '../responses/reply.ts';
import { responseBody } from './content-handling.ts';
import type { CompiledResponse } from './integration-response.ts';
import { converted, type Rendering, renderTemplate } from './render-template.ts';

/**
 * The method response that an integration response makes of what the integration answered: its body by template or as
 * it is, its mapped headers, its status, each unless the template overrides it. Throws GatewayError.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-integration-settings-integration-response.html
 */
export function methodResponse(
  response: CompiledResponse,
  answer: IntegrationAnswer,
  rendering: Rendering,
): Reply {
  const { invocation } = rendering;
  const chosen = chooseResponseTemplate(response.templates, invocation.request.headers.accept);
  const { contentHandling } = response;
  const payload = converted(rendering, () => responseBody(answer, invocation, contentHandling));
  const rendered = chosen && renderTemplate(chosen.template, payload, rendering, responseOverrideOf);
  const mapped = withOverrides(response.parameters(invocation, answer), rendered?.override.header, true);
  const headers: string[] = [];
  let typed = false;
  let ascii = true;
  for (const { name, values } of mapped) {
    const lower = name.toLowerCase();
    const sent = responseHeaderName(name, lower);
    if (sent === undefined) continue;
    if (lower === 'content-type') typed = true;
    for (const value of values) {
      const text = validValue(value);
      ascii &&= isAscii(text);
      headers.push(sent, text);
    }
  }
  if (!typed) headers.push('Content-Type', chosen?.contentType ?? JSON_CONTENT_TYPE);
  const body = rendered?.body ?? payload;
  return {
    status: rendered?.override.status ?? response.status,
    headers,
    body: ascii || typeof body !== 'string' ? body : Buffer.from(body),
  };
}
