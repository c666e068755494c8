import type { Integration } from '../../definitions/rest-api.ts';
import type { Invocation } from '../invocation.ts';
import type { RequestTemplate } from '../mapping/body-template.ts';
import { chooseRequestTemplate } from '../mapping/choose-template.ts';
import type { RequestOverride } from '../mapping/overrides.ts';

/** The body of an integration request, and what its template set beside it. */
export interface IntegrationBody {
  readonly body: Buffer;
  /** Undefined when the body was passed through. */
  readonly override: RequestOverride | undefined;
}

/** Makes the body of an integration request. Throws GatewayError. */
export type MakeBody = (invocation: Invocation) => IntegrationBody;

/** Compiles an integration's request templates and what happens where none of them fits. */
export function compileRequestTemplates(
  { requestTemplates, passthroughBehavior }: Integration,
  compile: (source: string) => RequestTemplate,
): MakeBody {
  const templates = new Map<string, RequestTemplate>();
  for (const [contentType, source] of Object.entries(requestTemplates ?? {})) {
    templates.set(contentType.toLowerCase(), compile(source));
  }
  return (invocation) => {
    const contentType = invocation.request.headers['content-type'];
    const template = chooseRequestTemplate(templates, passthroughBehavior, contentType);
    if (template === undefined) return { body: invocation.body, override: undefined };
    const { body, override } = template.render(invocation);
    return { body: Buffer.from(body), override };
  };
}
