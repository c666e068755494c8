import { holds } from './assertions.ts';
import { compileSteps, type Step } from './steps.ts';
import { type Node, parseJavaRegex } from './syntax.ts';
import { ThreadList } from './thread-list.ts';

/** States entered by all searches in one text: some tenths of a second. */
const MAXIMUM_WORK = 2_000_000;

/** Where a match is: beginning and end of the whole and of each group in turn, in UTF-16 units; -1 where a group took no part. */
export type Match = readonly number[];

/** A text takes too long to search. */
export class RegexBudgetError extends Error {
  override readonly name = 'RegexBudgetError';
}

/** How much may still be searched. */
export class RegexBudget {
  #left = MAXIMUM_WORK;

  spend(states: number): void {
    this.#left -= states;
    if (this.#left < 0) throw new RegexBudgetError('the pattern takes too long');
  }

  /** States entered so far. */
  get spent(): number {
    return MAXIMUM_WORK - this.#left;
  }
}

/**
 * A java.util.regex pattern that searches in time proportional to the text's length times the pattern's: all of its
 * states are followed at once (Pike's construction), in the order in which Java would try them, so that what matches is
 * what Java finds.
 */
export class JavaRegex {
  /** The text that the pattern stands for when it is nothing but literal characters. */
  readonly literal: string | undefined;
  readonly groups: number;
  readonly names: ReadonlyMap<string, number>;
  readonly #steps: readonly Step[];

  /** Throws PatternError. */
  constructor(source: string) {
    const { node, groups, names } = parseJavaRegex(source);
    this.groups = groups;
    this.names = names;
    this.literal = literalOf(node);
    this.#steps = compileSteps(node);
  }

  /** Whether the whole text matches, as Java's `matches`. */
  matches(text: string, budget = new RegexBudget()): boolean {
    if (this.literal !== undefined) return text === this.literal;
    return search(this.#steps, 0, text, 0, budget, 'whole') !== undefined;
  }

  /** The first match at or after `from`. Throws RegexBudgetError. */
  find(text: string, from: number, budget: RegexBudget): Match | undefined {
    if (this.literal !== undefined) {
      const at = text.indexOf(this.literal, from);
      return at < 0 ? undefined : [at, at + this.literal.length];
    }
    return search(this.#steps, this.groups, text, from, budget, 'anywhere');
  }
}

type Extent = 'whole' | 'anywhere' | 'here';

function search(
  steps: readonly Step[],
  groups: number,
  text: string,
  from: number,
  budget: RegexBudget,
  extent: Extent,
): Match | undefined {
  let current = new ThreadList(steps.length);
  let next = new ThreadList(steps.length);
  budget.spend(steps.length >>> 5);
  const slots = 2 * (groups + 1);
  let found: number[] | undefined;
  const follow = (list: ThreadList, step: number, at: number, captures: number[]) =>
    enter(list, steps, step, at, captures, text, budget);
  for (let at = from; ; ) {
    if (found === undefined && (at === from || extent === 'anywhere')) {
      const captures = new Array<number>(slots).fill(-1);
      captures[0] = at;
      follow(current, 0, at, captures);
    }
    const codePoint = text.codePointAt(at);
    const after = at + (codePoint !== undefined && codePoint > 0xffff ? 2 : 1);
    for (let index = 0; index < current.size; index++) {
      const step = steps[current.step(index)];
      const captures = current.captures(index);
      if (step?.kind === 'match') {
        if (extent === 'whole' && at !== text.length) continue;
        found = [...captures];
        found[1] = at;
        break;
      }
      if (step?.kind === 'set' && codePoint !== undefined && step.set.has(codePoint)) {
        follow(next, current.step(index) + 1, after, captures);
      }
    }
    if (codePoint === undefined || (next.size === 0 && (found !== undefined || extent !== 'anywhere')))
      return found;
    [current, next] = [next, current];
    next.clear();
    at = after;
  }
}

/** Adds a state with all that can be reached from it without reading a character, in the order of preference. */
function enter(
  list: ThreadList,
  steps: readonly Step[],
  start: number,
  at: number,
  startCaptures: number[],
  text: string,
  budget: RegexBudget,
): void {
  const pending: [step: number, captures: number[]][] = [[start, startCaptures]];
  for (let top = pending.pop(); top !== undefined; top = pending.pop()) {
    const [index, captures] = top;
    if (!list.enter(index)) continue;
    budget.spend(1);
    const step = steps[index];
    switch (step?.kind) {
      case 'jump':
        pending.push([step.to, captures]);
        break;
      case 'split':
        pending.push([step.second, captures], [step.first, captures]);
        break;
      case 'save': {
        const saved = captures.slice();
        if (step.slot < saved.length) saved[step.slot] = at;
        pending.push([index + 1, saved]);
        break;
      }
      case 'assert':
        if (holds(step.what, text, at)) pending.push([index + 1, captures]);
        break;
      case 'lookahead':
        if ((search(step.steps, 0, text, at, budget, 'here') !== undefined) !== step.negated) {
          pending.push([index + 1, captures]);
        }
        break;
      case 'lookbehind':
        if ((at > 0 && step.set.has(text.charCodeAt(at - 1))) !== step.negated)
          pending.push([index + 1, captures]);
        break;
      default:
        list.add(index, captures);
    }
  }
}

function literalOf(node: Node): string | undefined {
  if (node.kind === 'literal') return String.fromCodePoint(node.codePoint);
  if (node.kind !== 'sequence' || node.items.length === 0) return undefined;
  let text = '';
  for (const item of node.items) {
    const part = literalOf(item);
    if (part === undefined) return undefined;
    text += part;
  }
  return text;
}

const CACHED = 256;
const cache = new Map<string, JavaRegex>();

/** A pattern compiled, or remembered from one of its last uses. Throws PatternError. */
export function javaRegex(source: string): JavaRegex {
  const known = cache.get(source);
  if (known !== undefined) return known;
  const regex = new JavaRegex(source);
  if (cache.size >= CACHED) {
    const oldest = cache.keys().next();
    if (!oldest.done) cache.delete(oldest.value);
  }
  cache.set(source, regex);
  return regex;
}
