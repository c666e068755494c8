import { CharacterClass } from '../../../protocols/pattern/character-class.ts';
import { PatternError } from '../../../protocols/pattern/syntax.ts';
import type { CodePointSet } from './character-sets.ts';
import type { Assertion, Node } from './syntax.ts';

/** One step of a nondeterministic automaton; of a split, the first way is preferred. */
export type Step =
  | { readonly kind: 'set'; readonly set: CodePointSet }
  | { readonly kind: 'split'; first: number; second: number }
  | { readonly kind: 'jump'; to: number }
  | { readonly kind: 'save'; readonly slot: number }
  | { readonly kind: 'assert'; readonly what: Assertion }
  | { readonly kind: 'lookahead'; readonly steps: readonly Step[]; readonly negated: boolean }
  | { readonly kind: 'lookbehind'; readonly set: CodePointSet; readonly negated: boolean }
  | { readonly kind: 'match' };

const MAXIMUM_STEPS = 10_000;

/** Throws PatternError when the pattern is too large. */
export function compileSteps(node: Node): readonly Step[] {
  return new StepCompiler({ left: MAXIMUM_STEPS }).compile(node);
}

class StepCompiler {
  readonly #steps: Step[] = [];
  /** Shared with the lookaheads within. */
  readonly #room: { left: number };

  constructor(room: { left: number }) {
    this.#room = room;
  }

  compile(node: Node): readonly Step[] {
    this.#emit(node);
    this.#add({ kind: 'match' });
    return this.#steps;
  }

  #emit(node: Node): void {
    switch (node.kind) {
      case 'literal':
        this.#add({ kind: 'set', set: new CharacterClass([[node.codePoint, node.codePoint]], [], false) });
        break;
      case 'sequence':
        for (const item of node.items) this.#emit(item);
        break;
      case 'choice':
        this.#emitChoice(node.options);
        break;
      case 'repeat':
        this.#emitRepeat(node);
        break;
      case 'group':
        this.#add({ kind: 'save', slot: 2 * node.index });
        this.#emit(node.item);
        this.#add({ kind: 'save', slot: 2 * node.index + 1 });
        break;
      case 'lookahead': {
        const steps = new StepCompiler(this.#room).compile(node.item);
        this.#add({ kind: 'lookahead', steps, negated: node.negated });
        break;
      }
      default:
        this.#add(node);
    }
  }

  #emitChoice(options: readonly Node[]): void {
    const jumps: { to: number }[] = [];
    options.forEach((option, index) => {
      if (index === options.length - 1) {
        this.#emit(option);
        return;
      }
      const split = this.#addSplit();
      this.#emit(option);
      const jump = { kind: 'jump' as const, to: 0 };
      this.#add(jump);
      jumps.push(jump);
      this.#around(split, false);
    });
    for (const jump of jumps) jump.to = this.#steps.length;
  }

  #emitRepeat({ item, min, max, lazy }: Extract<Node, { kind: 'repeat' }>): void {
    for (let count = 0; count < min; count++) {
      const before = this.#steps.length;
      this.#emit(item);
      if (this.#steps.length === before) break;
    }
    if (max === Number.POSITIVE_INFINITY) {
      const loop = this.#steps.length;
      const split = this.#addSplit();
      this.#emit(item);
      this.#add({ kind: 'jump', to: loop });
      this.#around(split, lazy);
      return;
    }
    const splits: Split[] = [];
    for (let count = min; count < max; count++) {
      splits.push(this.#addSplit());
      this.#emit(item);
    }
    for (const split of splits) this.#around(split, lazy);
  }

  /** A choice between what comes next and what {@link #around} will say. */
  #addSplit(): Split {
    const through = this.#steps.length + 1;
    const split: Split = { kind: 'split', first: through, second: through };
    this.#add(split);
    return split;
  }

  /** Leads the other way of a split to what comes next. */
  #around(split: Split, preferred: boolean): void {
    if (preferred) split.first = this.#steps.length;
    else split.second = this.#steps.length;
  }

  #add(step: Step): void {
    if (--this.#room.left < 0) throw new PatternError('the pattern is too large');
    this.#steps.push(step);
  }
}

type Split = Extract<Step, { kind: 'split' }>;
