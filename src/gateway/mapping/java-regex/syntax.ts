import { PatternError } from '../../../protocols/pattern/syntax.ts';
import { CharacterSets, type CodePointSet } from './character-sets.ts';

/** What a Java regular expression says, with all that matters for where it matches and what its groups hold. */
export type Node =
  | { readonly kind: 'set'; readonly set: CodePointSet }
  | { readonly kind: 'literal'; readonly codePoint: number }
  | { readonly kind: 'sequence'; readonly items: readonly Node[] }
  | { readonly kind: 'choice'; readonly options: readonly Node[] }
  | {
      readonly kind: 'repeat';
      readonly item: Node;
      readonly min: number;
      readonly max: number;
      readonly lazy: boolean;
    }
  | { readonly kind: 'group'; readonly item: Node; readonly index: number }
  | { readonly kind: 'assert'; readonly what: Assertion }
  | { readonly kind: 'lookahead'; readonly item: Node; readonly negated: boolean }
  | { readonly kind: 'lookbehind'; readonly set: CodePointSet; readonly negated: boolean };

export type Assertion =
  | 'start'
  | 'end'
  | 'lineStart'
  | 'lineEnd'
  | 'lastLineEnd'
  | 'boundary'
  | 'notBoundary';

export interface ParsedPattern {
  readonly node: Node;
  /** Capturing groups, the whole match not counted. */
  readonly groups: number;
  /** Their numbers, of those that have names. */
  readonly names: ReadonlyMap<string, number>;
}

interface Flags {
  readonly ignoreCase: boolean;
  readonly dotAll: boolean;
  readonly multiline: boolean;
}

const MAXIMUM_SOURCE = 2_000;
const MAXIMUM_NESTING = 40;
const MAXIMUM_GROUPS = 50;
const NO_FLAGS: Flags = { ignoreCase: false, dotAll: false, multiline: false };

/**
 * Reads a java.util.regex pattern. Throws PatternError for malformed ones, and for what can't be matched in linear time
 * or is not offered: back references, possessive quantifiers, atomic groups, longer lookbehind, intersections.
 * https://docs.oracle.com/javase/8/docs/api/java/util/regex/Pattern.html
 */
export function parseJavaRegex(source: string): ParsedPattern {
  if (source.length > MAXIMUM_SOURCE) throw new PatternError('the pattern is too long');
  const parser = new Parser(source);
  const node = parser.choice(0, NO_FLAGS);
  if (!parser.atEnd) throw new PatternError('unmatched closing parenthesis');
  return { node, groups: parser.groups, names: parser.names };
}

class Parser {
  readonly #characters: readonly string[];
  readonly #sets: CharacterSets;
  readonly names = new Map<string, number>();
  groups = 0;
  #at = 0;
  /** Flags of the group that is being read; `(?i)` changes them for what follows in it. */
  #flags: Flags = NO_FLAGS;

  constructor(source: string) {
    this.#characters = [...source];
    this.#sets = new CharacterSets({
      peek: (ahead) => this.#peek(ahead),
      next: () => this.#next(),
      take: (character) => this.#take(character),
    });
  }

  get atEnd(): boolean {
    return this.#at >= this.#characters.length;
  }

  choice(depth: number, flags: Flags): Node {
    if (depth > MAXIMUM_NESTING) throw new PatternError('nested too deeply');
    const outer = this.#flags;
    this.#flags = flags;
    const options = [this.#sequence(depth)];
    while (this.#take('|')) options.push(this.#sequence(depth));
    this.#flags = outer;
    return options.length === 1 && options[0] ? options[0] : { kind: 'choice', options };
  }

  #sequence(depth: number): Node {
    const items: Node[] = [];
    while (!this.atEnd && this.#peek() !== '|' && this.#peek() !== ')') {
      const atom = this.#atom(depth);
      if (atom !== undefined) items.push(this.#quantified(atom));
    }
    return items.length === 1 && items[0] ? items[0] : { kind: 'sequence', items };
  }

  /** Undefined for what matches nothing by itself: flags and empty quotations. */
  #atom(depth: number): Node | undefined {
    const character = this.#next();
    switch (character) {
      case '(':
        return this.#group(depth);
      case '[':
        return this.#set(this.#sets.bracketed());
      case '.':
        return { kind: 'set', set: this.#flags.dotAll ? this.#sets.any : this.#sets.anyButLineEnd };
      case '^':
        return { kind: 'assert', what: this.#flags.multiline ? 'lineStart' : 'start' };
      case '$':
        return { kind: 'assert', what: this.#flags.multiline ? 'lineEnd' : 'lastLineEnd' };
      case '\\':
        return this.#escape();
      case '*':
      case '+':
      case '?':
        throw new PatternError(`dangling ${character}`);
      default:
        return this.#literal(character.codePointAt(0) ?? 0);
    }
  }

  #group(depth: number): Node | undefined {
    if (!this.#take('?')) return this.#capture(depth);
    const sign = this.#next();
    if (sign === ':') return this.#closed(this.choice(depth + 1, this.#flags));
    if (sign === '=' || sign === '!') {
      return {
        kind: 'lookahead',
        item: this.#closed(this.choice(depth + 1, this.#flags)),
        negated: sign === '!',
      };
    }
    if (sign === '<') return this.#afterLess(depth);
    return this.#flagged(sign, depth);
  }

  #capture(depth: number): Node {
    const index = ++this.groups;
    if (index > MAXIMUM_GROUPS) throw new PatternError('too many groups');
    return { kind: 'group', item: this.#closed(this.choice(depth + 1, this.#flags)), index };
  }

  #afterLess(depth: number): Node {
    if (this.#peek() === '=' || this.#peek() === '!') {
      const negated = this.#next() === '!';
      const item = this.#closed(this.choice(depth + 1, this.#flags));
      if (item.kind === 'set') return { kind: 'lookbehind', set: item.set, negated };
      if (item.kind === 'literal') {
        return { kind: 'lookbehind', set: this.#sets.single(item.codePoint), negated };
      }
      throw new PatternError('lookbehind of more than one character is not supported');
    }
    let name = '';
    while (/^[A-Za-z0-9]$/.test(this.#peek())) name += this.#next();
    if (name === '' || !this.#take('>')) throw new PatternError('malformed group name');
    this.names.set(name, this.groups + 1);
    return this.#capture(depth);
  }

  /** `(?i)`, which holds for the rest of the group, or `(?i:...)`. */
  #flagged(first: string, depth: number): Node | undefined {
    let on = true;
    let flags = this.#flags;
    for (let sign = first; sign !== ')'; sign = this.#next()) {
      if (sign === ':') return this.#closed(this.choice(depth + 1, flags));
      if (sign === '-') on = false;
      else if (sign === 'i') flags = { ...flags, ignoreCase: on };
      else if (sign === 's') flags = { ...flags, dotAll: on };
      else if (sign === 'm') flags = { ...flags, multiline: on };
      else if (sign !== 'u') throw new PatternError('this kind of group is not supported');
    }
    this.#flags = flags;
    return undefined;
  }

  #closed(node: Node): Node {
    if (!this.#take(')')) throw new PatternError('unclosed group');
    return node;
  }

  #quantified(item: Node): Node {
    let node = item;
    for (let bounds = this.#bounds(); bounds !== undefined; bounds = this.#bounds()) {
      const lazy = this.#take('?');
      if (!lazy && this.#peek() === '+') throw new PatternError('possessive quantifiers are not supported');
      node = { kind: 'repeat', item: node, min: bounds[0], max: bounds[1], lazy };
    }
    return node;
  }

  #bounds(): readonly [min: number, max: number] | undefined {
    if (this.#take('*')) return [0, Number.POSITIVE_INFINITY];
    if (this.#take('+')) return [1, Number.POSITIVE_INFINITY];
    if (this.#take('?')) return [0, 1];
    if (this.#peek() !== '{') return undefined;
    const text = this.#characters.slice(this.#at, this.#at + 20).join('');
    const [whole, low, comma, high] = /^\{(\d{1,6})(?:(,)(\d{1,6})?)?\}/.exec(text) ?? [];
    if (whole === undefined) throw new PatternError('illegal repetition');
    this.#at += whole.length;
    const min = Number(low);
    const max = comma === undefined ? min : high === undefined ? Number.POSITIVE_INFINITY : Number(high);
    if (max < min) throw new PatternError('illegal repetition range');
    return [min, max];
  }

  #escape(): Node | undefined {
    const character = this.#peek();
    const assertion = ASSERTIONS.get(character);
    if (assertion !== undefined) {
      this.#next();
      return { kind: 'assert', what: assertion };
    }
    if (character === 'Q') return this.#quotation();
    if (/^[1-9k]$/.test(character)) throw new PatternError('back references are not supported');
    const escaped = this.#sets.escape();
    return typeof escaped === 'number' ? this.#literal(escaped) : this.#set(escaped);
  }

  /** `\Q...\E` */
  #quotation(): Node | undefined {
    this.#next();
    const items: Node[] = [];
    while (!this.atEnd) {
      const character = this.#next();
      if (character === '\\' && this.#take('E')) break;
      items.push(this.#literal(character.codePointAt(0) ?? 0));
    }
    return items.length === 0 ? undefined : items.length === 1 ? items[0] : { kind: 'sequence', items };
  }

  #literal(codePoint: number): Node {
    if (!this.#flags.ignoreCase) return { kind: 'literal', codePoint };
    return this.#set(this.#sets.single(codePoint));
  }

  #set(set: CodePointSet): Node {
    return { kind: 'set', set: this.#flags.ignoreCase ? this.#sets.ignoringCase(set) : set };
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

const ASSERTIONS: ReadonlyMap<string, Assertion> = new Map([
  ['b', 'boundary'],
  ['B', 'notBoundary'],
  ['A', 'start'],
  ['z', 'end'],
  ['Z', 'lastLineEnd'],
]);
