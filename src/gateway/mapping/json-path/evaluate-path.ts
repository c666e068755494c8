import { JavaList, JavaMap, type Value } from '../velocity/value.ts';
import { applyFunction } from './functions.ts';
import { holds } from './predicate.ts';
import type { Path, Token } from './syntax.ts';

/** Uses up units of work; throws when there are none left. */
export type Spend = (steps: number) => void;

/**
 * What a path names: one value for a definite path, a list for any other. Undefined when a definite path leads nowhere.
 * @param current what `@` stands for
 */
export function evaluatePath(path: Path, document: Value, current: Value, spend: Spend): Value | undefined {
  const evaluation = new Evaluation(document, spend);
  const { tokens } = path;
  const last = tokens.at(-1);
  const steps = last?.kind === 'function' ? tokens.slice(0, -1) : tokens;
  const start = path.root === '@' ? current : document;
  const found = evaluation.follow(start, steps);
  const definite = path.definite || isDefinitePrefix(steps);
  const value = definite ? found[0] : new JavaList(found, true);
  if (last?.kind !== 'function') return value;
  const args = last.args.map((arg) => {
    if (arg.kind === 'path') return evaluatePath(arg.path, document, current, spend) ?? null;
    return arg.kind === 'value' ? arg.value : arg.source;
  });
  return value === undefined ? undefined : applyFunction(last.name, value, args);
}

function isDefinitePrefix(steps: readonly Token[]): boolean {
  return steps.every(
    (token) =>
      (token.kind === 'properties' && token.names.length === 1) ||
      (token.kind === 'indices' && token.indices.length === 1),
  );
}

class Evaluation {
  readonly #document: Value;
  readonly #spend: Spend;

  constructor(document: Value, spend: Spend) {
    this.#document = document;
    this.#spend = spend;
  }

  follow(start: Value, tokens: readonly Token[]): Value[] {
    let values: Value[] = [start];
    tokens.forEach((token, index) => {
      const isLast = index === tokens.length - 1;
      const next: Value[] = [];
      for (const value of values) this.#step(value, token, isLast, next);
      values = next;
    });
    return values;
  }

  #step(value: Value, token: Token, isLast: boolean, into: Value[]): void {
    this.#spend(1);
    switch (token.kind) {
      case 'properties':
        this.#properties(value, token.names, isLast, into);
        break;
      case 'indices':
        if (value instanceof JavaList) for (const index of token.indices) element(value, index, into);
        break;
      case 'slice':
        if (value instanceof JavaList) this.#add(slice(value, token.from, token.to), into);
        break;
      case 'wildcard':
        this.#add(childrenOf(value), into);
        break;
      case 'deep':
        this.#descend(value, into);
        break;
      case 'filter':
        this.#filter(value, token, into);
        break;
      case 'function':
        break;
    }
  }

  #properties(value: Value, names: readonly string[], isLast: boolean, into: Value[]): void {
    if (!(value instanceof JavaMap)) return;
    const present = names.filter((name) => value.has(name));
    if (names.length === 1 || !isLast)
      this.#add(
        present.map((name) => value.get(name)),
        into,
      );
    else into.push(JavaMap.of(present.map((name) => [name, value.get(name)])));
  }

  #filter(value: Value, { predicate }: Extract<Token, { kind: 'filter' }>, into: Value[]): void {
    const candidates = value instanceof JavaList ? value.items : [value];
    for (const candidate of candidates) {
      this.#spend(1);
      if (holds(predicate, this.#document, candidate, this.#spend, evaluatePath)) into.push(candidate);
    }
  }

  /** The value and all below it, each before what it holds. */
  #descend(value: Value, into: Value[]): void {
    const pending = [value];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      this.#spend(1);
      if (!(next instanceof JavaMap || next instanceof JavaList)) continue;
      into.push(next);
      const children = childrenOf(next);
      for (let index = children.length - 1; index >= 0; index--) pending.push(children[index] ?? null);
    }
  }

  #add(values: readonly Value[], into: Value[]): void {
    this.#spend(values.length >>> 3);
    for (const value of values) into.push(value);
  }
}

function childrenOf(value: Value): readonly Value[] {
  if (value instanceof JavaList) return value.items;
  return value instanceof JavaMap ? value.entries().map((entry) => entry.value) : [];
}

function element({ items }: JavaList, index: number, into: Value[]): void {
  const at = index < 0 ? items.length + index : index;
  const item = items[at];
  if (item !== undefined) into.push(item);
}

function slice({ items }: JavaList, from: number | undefined, to: number | undefined): readonly Value[] {
  return items.slice(from ?? 0, to ?? items.length);
}
