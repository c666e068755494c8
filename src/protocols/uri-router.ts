import { decodeUriPart } from './form.ts';
import { ModelError } from './service-schema.ts';

/** A route found: its target, and its labels' values, percent-decoded. */
export interface RouteMatch<Target> {
  readonly target: Target;
  readonly labels: ReadonlyMap<string, string>;
}

interface Route<Target> {
  readonly target: Target;
  /** Label names of the pattern's segments, in order; undefined for literals. */
  readonly labelNames: readonly (string | undefined)[];
  /** Query parameters that must be there, with the value they must have (undefined: any). */
  readonly query: readonly (readonly [name: string, value: string | undefined])[];
}

interface Node<Target> {
  readonly literals: Map<string, Node<Target>>;
  label: Node<Target> | undefined;
  /** Routes ending here, the ones with more constant query parameters first. */
  readonly routes: Route<Target>[];
  /** After a greedy label: the literal segments that must follow it, longest first. */
  readonly greedy: { readonly suffix: readonly string[]; readonly routes: Route<Target>[] }[];
}

/**
 * Finds a target by method, path and query: a trie over the path templates of restJson1 services. A literal segment
 * wins over a label and a label over a greedy one, from left to right; with equal paths more constant query parameters
 * win. A slash at the end of a path doesn't matter.
 * https://smithy.io/2.0/spec/http-bindings.html#http-uri
 */
export class UriRouter<Target> {
  readonly #methods = new Map<string, Node<Target>>();

  /**
   * Throws ModelError for a malformed or conflicting template.
   * @param template `/functions/{FunctionName}/policy?Qualifier=x`, `/objects/{Key+}`
   */
  add(method: string, template: string, target: Target): void {
    const queryStart = template.indexOf('?');
    const path = queryStart === -1 ? template : template.slice(0, queryStart);
    if (!path.startsWith('/')) throw new ModelError(`${method} ${template}: a path must begin with a slash`);
    const segments = splitPath(path);
    const greedyAt = segments.findIndex((segment) => segment.startsWith('{') && segment.endsWith('+}'));
    const route: Route<Target> = {
      target,
      labelNames: segments.map((segment) => labelName(segment, template)),
      query: queryStart === -1 ? [] : constantQuery(template.slice(queryStart + 1)),
    };
    const head = greedyAt === -1 ? segments : segments.slice(0, greedyAt);
    let node = this.#methods.get(method) ?? emptyNode<Target>();
    this.#methods.set(method, node);
    for (const segment of head) node = childFor(node, segment);
    if (greedyAt === -1) {
      addRoute(node.routes, route, `${method} ${template}`);
      return;
    }
    const suffix = segments.slice(greedyAt + 1);
    if (suffix.some((segment) => labelName(segment, template) !== undefined)) {
      throw new ModelError(`${method} ${template}: no label may follow a greedy one`);
    }
    let entry = node.greedy.find((candidate) => sameSegments(candidate.suffix, suffix));
    if (entry === undefined) {
      entry = { suffix, routes: [] };
      node.greedy.push(entry);
      node.greedy.sort((a, b) => b.suffix.length - a.suffix.length);
    }
    addRoute(entry.routes, route, `${method} ${template}`);
  }

  /**
   * @param path percent-encoded, as on the wire
   * @param query decoded parameters
   */
  find(
    method: string,
    path: string,
    query: Iterable<readonly [string, string]>,
  ): RouteMatch<Target> | undefined {
    const root = this.#methods.get(method);
    if (root === undefined || !path.startsWith('/')) return undefined;
    const segments = splitPath(path).map(decodeUriPart);
    const route = search(root, segments, 0, [...query]);
    if (route === undefined) return undefined;
    return { target: route.target, labels: labelValues(route, segments) };
  }
}

/**
 * Literal children first, then the label, then greedy ends. Each node has one place in the path, so that a search
 * visits no node twice.
 */
function search<Target>(
  node: Node<Target>,
  segments: readonly string[],
  at: number,
  query: readonly (readonly [string, string])[],
): Route<Target> | undefined {
  const segment = segments[at];
  if (segment === undefined) return pickRoute(node.routes, query);
  const literal = node.literals.get(segment);
  const byLiteral = literal && search(literal, segments, at + 1, query);
  if (byLiteral !== undefined) return byLiteral;
  const byLabel = node.label && segment !== '' ? search(node.label, segments, at + 1, query) : undefined;
  if (byLabel !== undefined) return byLabel;
  for (const { suffix, routes } of node.greedy) {
    const suffixAt = segments.length - suffix.length;
    if (suffixAt <= at || !sameSegments(segments.slice(suffixAt), suffix)) continue;
    if (segments.slice(at, suffixAt).join('/') === '') continue;
    const route = pickRoute(routes, query);
    if (route !== undefined) return route;
  }
  return undefined;
}

function pickRoute<Target>(
  routes: readonly Route<Target>[],
  query: readonly (readonly [string, string])[],
): Route<Target> | undefined {
  return routes.find((route) =>
    route.query.every(([name, value]) =>
      query.some((given) => given[0] === name && (value === undefined || given[1] === value)),
    ),
  );
}

function labelValues<Target>(route: Route<Target>, segments: readonly string[]): Map<string, string> {
  const labels = new Map<string, string>();
  const names = route.labelNames;
  for (let index = 0; index < names.length; index++) {
    const name = names[index];
    if (name === undefined) continue;
    if (!name.endsWith('+')) {
      labels.set(name, segments[index] ?? '');
      continue;
    }
    const end = segments.length - (names.length - index - 1);
    labels.set(name.slice(0, -1), segments.slice(index, end).join('/'));
  }
  return labels;
}

function emptyNode<Target>(): Node<Target> {
  return { literals: new Map(), label: undefined, routes: [], greedy: [] };
}

function childFor<Target>(node: Node<Target>, segment: string): Node<Target> {
  if (segment.startsWith('{')) {
    node.label ??= emptyNode();
    return node.label;
  }
  const literal = decodeUriPart(segment);
  const child = node.literals.get(literal) ?? emptyNode<Target>();
  node.literals.set(literal, child);
  return child;
}

function addRoute<Target>(routes: Route<Target>[], route: Route<Target>, name: string): void {
  const signature = JSON.stringify(route.query);
  if (routes.some((other) => JSON.stringify(other.query) === signature)) {
    throw new ModelError(`${name}: another operation has the same route`);
  }
  routes.push(route);
  routes.sort((a, b) => b.query.length - a.query.length);
}

/** Label name, with `+` at the end when it is greedy; undefined for a literal. */
function labelName(segment: string, template: string): string | undefined {
  if (!segment.includes('{') && !segment.includes('}')) return undefined;
  const match = /^\{([A-Za-z_][\w.-]{0,255}\+?)\}$/.exec(segment);
  if (match?.[1] === undefined) throw new ModelError(`${template}: malformed label ${segment}`);
  return match[1];
}

function constantQuery(text: string): [string, string | undefined][] {
  return text
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const equals = part.indexOf('=');
      if (equals === -1) return [decodeUriPart(part), undefined];
      return [decodeUriPart(part.slice(0, equals)), decodeUriPart(part.slice(equals + 1))];
    });
}

function splitPath(path: string): string[] {
  const trimmed = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
  return trimmed === '/' ? [] : trimmed.slice(1).split('/');
}

function sameSegments(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((segment, index) => segment === b[index]);
}
