import type { Route, RouteMatch, Router } from './router.ts';

/** The router's rules in the plainest form: try every route, keep the one whose pattern is the most specific. */
export function createNaiveRouter<T>(routes: readonly Route<T>[]): Router<T> {
  return {
    find(method, path) {
      const segments = path.replace(/^\/|\/+$/g, '').split('/');
      const given = segments.length === 1 && segments[0] === '' ? [] : segments;
      let best: { rank: string; match: RouteMatch<T> } | undefined;
      for (const route of routes) {
        if (route.method !== method && route.method !== 'ANY') continue;
        const pattern = route.path.split('/').filter((segment) => segment !== '');
        const parameters = matchOf(pattern, given);
        if (!parameters) continue;
        const rank = rankOf(pattern) + (route.method === method ? '0' : '1');
        const named = pattern.some((segment) => segment.startsWith('{'));
        const match = { value: route.value, parameters: named ? parameters : undefined };
        if (!best || rank < best.rank) best = { rank, match };
      }
      return best?.match;
    },
  };
}

function matchOf(pattern: readonly string[], given: readonly string[]): Record<string, string> | undefined {
  const parameters: Record<string, string> = Object.create(null);
  for (const [index, part] of pattern.entries()) {
    const segment = given[index];
    if (!segment) return undefined;
    if (part.endsWith('+}')) {
      parameters[part.slice(1, -2)] = given.slice(index).join('/');
      return parameters;
    }
    if (part.startsWith('{')) parameters[part.slice(1, -1)] = segment;
    else if (part !== segment) return undefined;
  }
  return pattern.length === given.length ? parameters : undefined;
}

/** Sorts literals before parameters before greedy ones, segment by segment. */
function rankOf(pattern: readonly string[]): string {
  return `${pattern.map((part) => (part.endsWith('+}') ? '2' : part.startsWith('{') ? '1' : '0')).join('')}`;
}
