import type { StageFacts } from '../compile/stage-facts.ts';
import type { Invocation } from '../invocation.ts';
import type { GatewayError } from './gateway-error.ts';
import { compileResponseSource, type ResponseSource } from './response-source.ts';

/** Renders the body of a gateway response. */
export type ResponseTemplate = (invocation: Invocation, error: GatewayError) => string;

/** `$context.error.message`, `${stageVariables.a}`, `$method.request.header.x-name`. */
const REFERENCE =
  /\$(?:\{((?:context|stageVariables|method\.request)\.[\w$.-]+)\}|((?:context|stageVariables)(?:\.\w+)+|method\.request(?:\.[\w-]+)+))/g;

/**
 * Compiles the template of a gateway response, which "isn't processed by the Velocity Template Language engine" but has
 * simple variable substitution. A variable without a value is replaced by nothing.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-gateway-responses.responseTemplates.html
 */
export function compileResponseTemplate(template: string, stage: StageFacts): ResponseTemplate {
  const parts: (string | ResponseSource)[] = [];
  let end = 0;
  for (const match of template.matchAll(REFERENCE)) {
    const source = compileResponseSource(match[1] ?? match[2] ?? '', stage);
    if (!source) continue;
    parts.push(template.slice(end, match.index), source);
    end = match.index + match[0].length;
  }
  parts.push(template.slice(end));
  return (invocation, error) => {
    let text = '';
    for (const part of parts) text += typeof part === 'string' ? part : part(invocation, error);
    return text;
  };
}
