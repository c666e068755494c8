import type { CharacterClass } from './character-class.ts';
import { WORD_CHARACTERS } from './character-class.ts';
import type { Expression } from './syntax.ts';
import { PatternError } from './syntax.ts';

/** One step of a nondeterministic automaton. */
type Step =
  | { readonly kind: 'character'; readonly set: CharacterClass }
  | { readonly kind: 'split'; first: number; second: number }
  | { readonly kind: 'jump'; to: number }
  | { readonly kind: 'assert'; readonly what: 'start' | 'end' | 'boundary' | 'notBoundary' }
  | { readonly kind: 'lookahead'; readonly program: Program; readonly negated: boolean }
  | { readonly kind: 'lookbehind'; readonly set: CharacterClass; readonly negated: boolean }
  | { readonly kind: 'match' };

const MAXIMUM_STEPS = 100_000;
/** States entered in one match, some tenths of a second: large counts and lookahead could need more. */
const MAXIMUM_WORK = 10_000_000;

class OverBudget extends Error {}

/**
 * A regular expression as an automaton that is in all its possible states at once (Thompson's construction): time grows
 * with the text's length times the pattern's, whatever they are, so that hostile texts cost no more than others.
 */
export class Program {
  readonly #steps: Step[] = [];

  /** Throws PatternError when the pattern is too large. */
  constructor(expression: Expression) {
    this.#emit(expression);
    this.#add({ kind: 'match' });
  }

  /** Whether the whole text matches. One that would take too long to tell doesn't. */
  matches(text: string): boolean {
    try {
      return this.#run(Array.from(text, codePointOf), 0, true, { left: MAXIMUM_WORK });
    } catch (error) {
      if (error instanceof OverBudget) return false;
      throw error;
    }
  }

  /** @param whole the match must end where the text does */
  #run(text: readonly number[], start: number, whole: boolean, budget: { left: number }): boolean {
    const matchStep = this.#steps.length - 1;
    let current = new StateSet(this.#steps.length);
    let next = new StateSet(this.#steps.length);
    this.#follow(current, 0, text, start, budget);
    for (let at = start; at < text.length; at++) {
      if (!whole && current.has(matchStep)) return true;
      if (current.size === 0) return false;
      const codePoint = text[at] ?? 0;
      for (let index = 0; index < current.size; index++) {
        const state = current.at(index);
        const step = this.#steps[state];
        if (step?.kind === 'character' && step.set.has(codePoint))
          this.#follow(next, state + 1, text, at + 1, budget);
      }
      [current, next] = [next, current];
      next.clear();
    }
    return current.has(matchStep);
  }

  /** Adds a state with all that can be reached from it without reading a character. */
  #follow(
    states: StateSet,
    from: number,
    text: readonly number[],
    at: number,
    budget: { left: number },
  ): void {
    const pending = [from];
    for (let state = pending.pop(); state !== undefined; state = pending.pop()) {
      if (!states.add(state)) continue;
      if (--budget.left < 0) throw new OverBudget();
      const step = this.#steps[state];
      switch (step?.kind) {
        case 'jump':
          pending.push(step.to);
          break;
        case 'split':
          pending.push(step.second, step.first);
          break;
        case 'assert':
          if (holds(step.what, text, at)) pending.push(state + 1);
          break;
        case 'lookahead':
          if (step.program.#run(text, at, false, budget) !== step.negated) pending.push(state + 1);
          break;
        case 'lookbehind':
          if ((at > 0 && step.set.has(text[at - 1] ?? 0)) !== step.negated) pending.push(state + 1);
      }
    }
  }

  #emit(expression: Expression): void {
    switch (expression.kind) {
      case 'class':
        this.#add({ kind: 'character', set: expression.set });
        break;
      case 'sequence':
        for (const item of expression.items) this.#emit(item);
        break;
      case 'choice':
        this.#emitChoice(expression.options);
        break;
      case 'repeat':
        this.#emitRepeat(expression);
        break;
      case 'lookahead':
        this.#add({ kind: 'lookahead', program: new Program(expression.item), negated: expression.negated });
        break;
      default:
        this.#add(expression);
    }
  }

  #emitChoice(options: readonly Expression[]): void {
    const jumps: { to: number }[] = [];
    options.forEach((option, index) => {
      if (index === options.length - 1) {
        this.#emit(option);
        return;
      }
      const split = { kind: 'split' as const, first: this.#steps.length + 1, second: 0 };
      this.#add(split);
      this.#emit(option);
      const jump = { kind: 'jump' as const, to: 0 };
      this.#add(jump);
      jumps.push(jump);
      split.second = this.#steps.length;
    });
    for (const jump of jumps) jump.to = this.#steps.length;
  }

  #emitRepeat({ item, min, max }: Extract<Expression, { kind: 'repeat' }>): void {
    for (let count = 0; count < min; count++) this.#emit(item);
    if (max === Number.POSITIVE_INFINITY) {
      const split = { kind: 'split' as const, first: this.#steps.length + 1, second: 0 };
      const loop = this.#add(split);
      this.#emit(item);
      this.#add({ kind: 'jump', to: loop });
      split.second = this.#steps.length;
      return;
    }
    const splits: { second: number }[] = [];
    for (let count = min; count < max; count++) {
      const split = { kind: 'split' as const, first: this.#steps.length + 1, second: 0 };
      this.#add(split);
      splits.push(split);
      this.#emit(item);
    }
    for (const split of splits) split.second = this.#steps.length;
  }

  #add(step: Step): number {
    if (this.#steps.length >= MAXIMUM_STEPS) throw new PatternError('the pattern is too large');
    return this.#steps.push(step) - 1;
  }
}

/** A set of step numbers in order of insertion, cleared at no cost. */
class StateSet {
  readonly #members: Uint32Array;
  readonly #position: Uint32Array;
  size = 0;

  constructor(capacity: number) {
    this.#members = new Uint32Array(capacity);
    this.#position = new Uint32Array(capacity);
  }

  has(state: number): boolean {
    const position = this.#position[state] ?? 0;
    return position < this.size && this.#members[position] === state;
  }

  /** False when it was there already. */
  add(state: number): boolean {
    if (this.has(state)) return false;
    this.#members[this.size] = state;
    this.#position[state] = this.size++;
    return true;
  }

  at(index: number): number {
    return this.#members[index] ?? 0;
  }

  clear(): void {
    this.size = 0;
  }
}

function holds(
  what: 'start' | 'end' | 'boundary' | 'notBoundary',
  text: readonly number[],
  at: number,
): boolean {
  if (what === 'start') return at === 0;
  if (what === 'end') return at === text.length;
  const before = at > 0 && WORD_CHARACTERS.has(text[at - 1] ?? 0);
  const after = at < text.length && WORD_CHARACTERS.has(text[at] ?? 0);
  return (before !== after) === (what === 'boundary');
}

function codePointOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}
