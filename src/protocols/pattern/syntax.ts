import type { CodePointRange } from './character-class.ts';
import { ANY_BUT_LINE_END, CharacterClass, SHORTHANDS } from './character-class.ts';

/** What a regular expression says. */
export type Expression =
  | { readonly kind: 'class'; readonly set: CharacterClass }
  | { readonly kind: 'sequence'; readonly items: readonly Expression[] }
  | { readonly kind: 'choice'; readonly options: readonly Expression[] }
  | { readonly kind: 'repeat'; readonly item: Expression; readonly min: number; readonly max: number }
  | { readonly kind: 'assert'; readonly what: 'start' | 'end' | 'boundary' | 'notBoundary' }
  | { readonly kind: 'lookahead'; readonly item: Expression; readonly negated: boolean }
  | { readonly kind: 'lookbehind'; readonly set: CharacterClass; readonly negated: boolean };

/** A pattern that isn't understood. */
export class PatternError extends Error {
  override readonly name = 'PatternError';
}

const MAXIMUM_SOURCE = 5_000;
const MAXIMUM_NESTING = 50;
const MAXIMUM_REPETITION = 1_000_000;
const CONTROLS: ReadonlyMap<string, number> = new Map([
  ['t', 9],
  ['n', 10],
  ['v', 11],
  ['f', 12],
  ['r', 13],
  ['0', 0],
]);

/**
 * Reads the regular expressions that service models have, which are what Java and ECMAScript share: classes, groups,
 * alternatives, quantifiers, anchors, lookahead, and lookbehind of one character. Throws PatternError for anything else
 * (back references, flags, atomic groups, intersections of classes).
 */
export function parsePattern(source: string): Expression {
  if (source.length > MAXIMUM_SOURCE) throw new PatternError('the pattern is too long');
  const parser = new PatternParser(source);
  const expression = parser.choice(0);
  if (!parser.atEnd) throw new PatternError('unbalanced parenthesis');
  return expression;
}

class PatternParser {
  readonly #characters: readonly string[];
  #at = 0;

  constructor(source: string) {
    this.#characters = [...source];
  }

  get atEnd(): boolean {
    return this.#at >= this.#characters.length;
  }

  choice(depth: number): Expression {
    if (depth > MAXIMUM_NESTING) throw new PatternError('nested too deeply');
    const options = [this.#sequence(depth)];
    while (this.#take('|')) options.push(this.#sequence(depth));
    return options.length === 1 && options[0] !== undefined ? options[0] : { kind: 'choice', options };
  }

  #sequence(depth: number): Expression {
    const items: Expression[] = [];
    while (!this.atEnd && this.#peek() !== '|' && this.#peek() !== ')') {
      items.push(this.#quantified(this.#atom(depth)));
    }
    return items.length === 1 && items[0] !== undefined ? items[0] : { kind: 'sequence', items };
  }

  #atom(depth: number): Expression {
    const character = this.#next();
    switch (character) {
      case '(':
        return this.#group(depth);
      case '[':
        return { kind: 'class', set: this.#class() };
      case '.':
        return { kind: 'class', set: ANY_BUT_LINE_END };
      case '^':
        return { kind: 'assert', what: 'start' };
      case '$':
        return { kind: 'assert', what: 'end' };
      case '\\':
        return this.#escape();
      case '*':
      case '+':
      case '?':
        throw new PatternError('nothing to repeat');
      default:
        return literal(character);
    }
  }

  #group(depth: number): Expression {
    if (!this.#take('?')) return this.#closed(this.choice(depth + 1));
    const sign = this.#next();
    if (sign === ':') return this.#closed(this.choice(depth + 1));
    if (sign === '=' || sign === '!') {
      return { kind: 'lookahead', item: this.#closed(this.choice(depth + 1)), negated: sign === '!' };
    }
    if (sign !== '<') throw new PatternError('unknown kind of group');
    const direction = this.#next();
    if (direction === '=' || direction === '!') {
      const item = this.#closed(this.choice(depth + 1));
      if (item.kind !== 'class') throw new PatternError('lookbehind of more than one character');
      return { kind: 'lookbehind', set: item.set, negated: direction === '!' };
    }
    while (/\w/.test(this.#peek())) this.#next();
    if (!this.#take('>')) throw new PatternError('malformed group name');
    return this.#closed(this.choice(depth + 1));
  }

  #closed(expression: Expression): Expression {
    if (!this.#take(')')) throw new PatternError('unbalanced parenthesis');
    return expression;
  }

  #quantified(item: Expression): Expression {
    const bounds = this.#bounds();
    if (bounds === undefined) return item;
    // Lazy or greedy makes no difference to whether the whole text matches; possessive would.
    if (!this.#take('?') && this.#peek() === '+') throw new PatternError('possessive quantifier');
    if (this.#bounds() !== undefined) throw new PatternError('nothing to repeat');
    return { kind: 'repeat', item, min: bounds[0], max: bounds[1] };
  }

  #bounds(): [min: number, max: number] | undefined {
    if (this.#take('*')) return [0, Number.POSITIVE_INFINITY];
    if (this.#take('+')) return [1, Number.POSITIVE_INFINITY];
    if (this.#take('?')) return [0, 1];
    if (this.#peek() !== '{') return undefined;
    const match = /^\{(\d{1,7})(?:(,)(\d{1,7})?)?\}/.exec(
      this.#characters.slice(this.#at, this.#at + 20).join(''),
    );
    if (match === null) return undefined;
    this.#at += match[0].length;
    const min = Number(match[1]);
    const max =
      match[2] === undefined ? min : match[3] === undefined ? Number.POSITIVE_INFINITY : Number(match[3]);
    if (max < min || min > MAXIMUM_REPETITION) throw new PatternError('impossible repetition');
    return [min, max];
  }

  #escape(): Expression {
    const character = this.#peek();
    if (character === 'b' || character === 'B') {
      this.#next();
      return { kind: 'assert', what: character === 'b' ? 'boundary' : 'notBoundary' };
    }
    const ranges: CodePointRange[] = [];
    const properties: RegExp[] = [];
    this.#classEscape(ranges, properties);
    return { kind: 'class', set: new CharacterClass(ranges, properties, false) };
  }

  #class(): CharacterClass {
    const negated = this.#take('^');
    const ranges: CodePointRange[] = [];
    const properties: RegExp[] = [];
    while (!this.#take(']')) {
      const from = this.#classAtom(ranges, properties);
      if (this.#peek() !== '-' || this.#peek(1) === ']') {
        if (from !== undefined) ranges.push([from, from]);
        continue;
      }
      if (from === undefined) continue;
      this.#next();
      const to = this.#classAtom(ranges, properties);
      if (to === undefined) {
        ranges.push([from, from], [45, 45]);
      } else {
        if (to < from) throw new PatternError('range out of order');
        ranges.push([from, to]);
      }
    }
    return new CharacterClass(ranges, properties, negated);
  }

  /** One character's code point; undefined when it was a set, which is added to the lists. */
  #classAtom(ranges: CodePointRange[], properties: RegExp[]): number | undefined {
    const character = this.#next();
    if (character === '\\') return this.#classEscape(ranges, properties, true);
    if (character === '&' && this.#peek() === '&') throw new PatternError('intersection of classes');
    return codePointOf(character);
  }

  #classEscape(ranges: CodePointRange[], properties: RegExp[], inClass = false): number | undefined {
    const character = this.#next();
    const shorthand = SHORTHANDS.get(character);
    if (shorthand !== undefined) {
      ranges.push(...shorthand);
      return undefined;
    }
    if (character === 'p' || character === 'P') {
      properties.push(this.#property(character));
      return undefined;
    }
    const code = this.#characterEscape(character);
    if (!inClass) ranges.push([code, code]);
    return code;
  }

  #characterEscape(character: string): number {
    const control = CONTROLS.get(character);
    if (control !== undefined) return control;
    if (character === 'x') return this.#hexadecimal(2);
    if (character === 'u') return this.#hexadecimal(4);
    if (/[A-Za-z1-9]/.test(character)) throw new PatternError(`unknown escape ${character}`);
    return codePointOf(character);
  }

  #hexadecimal(digits: number): number {
    const text = this.#characters.slice(this.#at, this.#at + digits).join('');
    if (!/^[0-9a-fA-F]+$/.test(text) || text.length !== digits) throw new PatternError('malformed escape');
    this.#at += digits;
    return Number.parseInt(text, 16);
  }

  #property(kind: 'p' | 'P'): RegExp {
    if (!this.#take('{')) throw new PatternError('malformed property');
    let name = '';
    while (this.#peek() !== '}') name += this.#next();
    this.#next();
    try {
      return new RegExp(`^\\${kind}{${name}}$`, 'u');
    } catch {
      throw new PatternError(`unknown property ${name.slice(0, 50)}`);
    }
  }

  #peek(ahead = 0): string {
    return this.#characters[this.#at + ahead] ?? '';
  }

  #next(): string {
    const character = this.#characters[this.#at++];
    if (character === undefined) throw new PatternError('the pattern ends too early');
    return character;
  }

  #take(character: string): boolean {
    if (this.#characters[this.#at] !== character) return false;
    this.#at++;
    return true;
  }
}

function literal(character: string): Expression {
  const code = codePointOf(character);
  return { kind: 'class', set: new CharacterClass([[code, code]], [], false) };
}

function codePointOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}
