import type { PathParameters, Route, Router } from './router.ts';

/** The methods of one resource. `names` are its path's parameters from left to right. */
interface Leaf<T> {
  readonly methods: Map<string, T>;
  readonly names: readonly string[];
}

/** One place in the tree of paths. */
interface Node<T> {
  readonly literals: Map<string, Node<T>>;
  variable?: Node<T>;
  greedy?: Leaf<T>;
  leaf?: Leaf<T>;
}

/** The way through the tree that was found, with the values of parameters from left to right. */
interface Found<T> {
  readonly leaf: Leaf<T>;
  readonly value: T;
}

/** A router whose look-ups take the time of the path's length, however many routes there are. */
export function createTrieRouter<T>(routes: readonly Route<T>[]): Router<T> {
  const root: Node<T> = { literals: new Map() };
  for (const route of routes) insert(root, route);
  return {
    find(method, path) {
      const end = withoutTrailingSlashes(path);
      const values: string[] = [];
      const found = search(root, method, path, 1, end, values);
      return found && { value: found.value, parameters: named(found.leaf.names, values) };
    },
  };
}

function insert<T>(root: Node<T>, { path, method, value }: Route<T>): void {
  const names: string[] = [];
  let node = root;
  for (const segment of path.split('/')) {
    if (segment === '') continue;
    if (!segment.startsWith('{')) {
      node = childOf(node.literals, segment);
    } else if (segment.endsWith('+}')) {
      names.push(segment.slice(1, -2));
      node.greedy ??= { methods: new Map(), names };
      node.greedy.methods.set(method, value);
      return;
    } else {
      names.push(segment.slice(1, -1));
      node.variable ??= { literals: new Map() };
      node = node.variable;
    }
  }
  node.leaf ??= { methods: new Map(), names };
  node.leaf.methods.set(method, value);
}

function childOf<T>(literals: Map<string, Node<T>>, segment: string): Node<T> {
  let child = literals.get(segment);
  if (!child) {
    child = { literals: new Map() };
    literals.set(segment, child);
  }
  return child;
}

/**
 * @param start where the segment to be matched begins in `path`
 * @param end where the path ends without its trailing slashes
 * @param values parameters on the way here; has those of the whole way when something is found
 */
function search<T>(
  node: Node<T>,
  method: string,
  path: string,
  start: number,
  end: number,
  values: string[],
): Found<T> | undefined {
  if (start > end) return serve(node.leaf, method);
  const slash = path.indexOf('/', start);
  const stop = slash < 0 || slash > end ? end : slash;
  const segment = path.slice(start, stop);
  if (segment === '') return undefined;
  const literal = node.literals.get(segment);
  if (literal) {
    const found = search(literal, method, path, stop + 1, end, values);
    if (found) return found;
  }
  if (node.variable) {
    values.push(segment);
    const found = search(node.variable, method, path, stop + 1, end, values);
    if (found) return found;
    values.pop();
  }
  const found = serve(node.greedy, method);
  if (found) values.push(path.slice(start, end));
  return found;
}

function serve<T>(leaf: Leaf<T> | undefined, method: string): Found<T> | undefined {
  if (!leaf) return undefined;
  const value = leaf.methods.get(method) ?? leaf.methods.get('ANY');
  return value === undefined ? undefined : { leaf, value };
}

function named(names: readonly string[], values: readonly string[]): PathParameters | undefined {
  if (names.length === 0) return undefined;
  const parameters: Record<string, string> = Object.create(null);
  for (const [index, name] of names.entries()) parameters[name] = values[index] ?? '';
  return parameters;
}

/** Where the path ends when the slashes at its end are left out; 0 for `/`. */
function withoutTrailingSlashes(path: string): number {
  let end = path.length;
  while (end > 0 && path.charCodeAt(end - 1) === 47) end--;
  return end;
}
