import { TemplateVariables } from './mapping-template.ts';
import { type OfflineRequest, OfflineSource } from './offline-source.ts';
import type { RequestOverride, ResponseOverride } from './overrides.ts';
import { requestOverrideOf, responseOverrideOf } from './read-overrides.ts';
import { compileTemplate } from './velocity/compile-template.ts';
import { API_GATEWAY_SETTINGS } from './velocity/limits.ts';
import type { RenderObserver } from './velocity/observer.ts';

/** What a mapping template made, and what it set beside that. */
export interface OfflineResult {
  readonly output: string;
  readonly requestOverride: RequestOverride;
  readonly responseOverride: ResponseOverride;
}

/**
 * Renders a mapping template as the gateway does, without one. Throws TemplateError.
 * @param payload `$input`: the body of the request, or what the integration answered
 * @param observer is told of every step
 */
export function renderOffline(
  template: string,
  payload: string,
  request: OfflineRequest,
  observer?: RenderObserver,
): OfflineResult {
  const variables = new TemplateVariables(new OfflineSource(request));
  const output = compileTemplate(template).render(variables.of(payload), API_GATEWAY_SETTINGS, observer);
  return {
    output,
    requestOverride: requestOverrideOf(variables.context),
    responseOverride: responseOverrideOf(variables.context),
  };
}
