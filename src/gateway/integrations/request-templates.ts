import type { Integration } from '../../definitions/rest-api.ts';
import { chooseRequestTemplate } from '../mapping/choose-template.ts';
import { compileMappingTemplate, type MappingTemplate } from '../mapping/mapping-template.ts';
import type { RequestOverride } from '../mapping/overrides.ts';
import { requestOverrideOf } from '../mapping/read-overrides.ts';
import { requestPayload } from './content-handling.ts';
import { converted, failed, type Rendering, renderTemplate } from './render-template.ts';

/** The body of an integration request, and what its template set beside it. */
export interface IntegrationBody {
  readonly body: Buffer;
  /** Undefined when the body was passed through. */
  readonly override: RequestOverride | undefined;
}

/** Makes the body of an integration request. Throws GatewayError. */
export type MakeBody = (rendering: Rendering) => IntegrationBody;

/** Compiles an integration's request templates, and what happens where none of them fits. */
export function compileRequestTemplates({
  requestTemplates,
  passthroughBehavior,
  contentHandling,
}: Integration): MakeBody {
  const templates = new Map<string, MappingTemplate>();
  for (const [contentType, source] of Object.entries(requestTemplates ?? {})) {
    templates.set(contentType.toLowerCase(), compileMappingTemplate(source, { of: 'request', contentType }));
  }
  return (rendering) => {
    const { invocation } = rendering;
    const contentType = invocation.request.headers['content-type'];
    const template = chooseRequestTemplate(templates, passthroughBehavior, contentType);
    const payload = converted(rendering, () => requestPayload(invocation, contentHandling));
    if (template === undefined) return { body: payload.body, override: undefined };
    if (!payload.isText) throw failed(rendering, 'A mapping template does not apply to binary data');
    const { body, override } = renderTemplate(template, payload.body, rendering, requestOverrideOf);
    return { body: Buffer.from(body), override };
  };
}
