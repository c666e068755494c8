import { compilePattern, type Pattern } from './pattern.ts';
import type { RequestContext } from './request-context.ts';

const SYNTAX = { wildcards: true, variables: false };

/**
 * Compiles the texts of an `Action` or `NotAction` element: the test whether one of them matches. Actions have no case.
 * Sorted by service, so that a policy of a thousand actions asks few of them.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
 */
export function compileActions(actions: readonly string[]): (context: RequestContext) => boolean {
  const exact = new Set<string>();
  const byService = new Map<string, Pattern[]>();
  const anywhere: Pattern[] = [];
  for (const action of actions.map((text) => text.toLowerCase())) {
    const service = serviceOf(action);
    if (action === '*') return () => true;
    if (!/[*?]/.test(action)) exact.add(action);
    else if (/[*?]/.test(service)) anywhere.push(compilePattern(action, SYNTAX));
    else {
      const patterns = byService.get(service) ?? [];
      patterns.push(compilePattern(action, SYNTAX));
      byService.set(service, patterns);
    }
  }
  return (context) => {
    const { action } = context;
    if (exact.has(action)) return true;
    for (const pattern of byService.get(serviceOf(action)) ?? []) if (pattern(action, context)) return true;
    for (const pattern of anywhere) if (pattern(action, context)) return true;
    return false;
  };
}

function serviceOf(action: string): string {
  const colon = action.indexOf(':');
  return colon < 0 ? action : action.slice(0, colon);
}
