import {
  ANY_BUT_LINE_END,
  CharacterClass,
  type CodePointRange,
  SHORTHANDS,
} from '../../../protocols/pattern/character-class.ts';
import { PatternError } from '../../../protocols/pattern/syntax.ts';

/** Some of Unicode's code points. */
export interface CodePointSet {
  has(codePoint: number): boolean;
}

/** The text of a pattern, from where it is being read. */
export interface PatternCursor {
  peek(ahead?: number): string;
  next(): string;
  take(character: string): boolean;
}

const CONTROLS: ReadonlyMap<string, number> = new Map([
  ['t', 9],
  ['n', 10],
  ['f', 12],
  ['r', 13],
  ['a', 7],
  ['e', 27],
  ['0', 0],
]);

/** Java's POSIX classes, ASCII only. */
const POSIX: ReadonlyMap<string, readonly CodePointRange[]> = new Map<string, readonly CodePointRange[]>([
  ['Lower', [[97, 122]]],
  ['Upper', [[65, 90]]],
  ['ASCII', [[0, 127]]],
  [
    'Alpha',
    [
      [65, 90],
      [97, 122],
    ],
  ],
  ['Digit', [[48, 57]]],
  [
    'Alnum',
    [
      [48, 57],
      [65, 90],
      [97, 122],
    ],
  ],
  [
    'Punct',
    [
      [33, 47],
      [58, 64],
      [91, 96],
      [123, 126],
    ],
  ],
  ['Graph', [[33, 126]]],
  ['Print', [[32, 126]]],
  [
    'Blank',
    [
      [9, 9],
      [32, 32],
    ],
  ],
  [
    'Cntrl',
    [
      [0, 31],
      [127, 127],
    ],
  ],
  [
    'XDigit',
    [
      [48, 57],
      [65, 70],
      [97, 102],
    ],
  ],
  [
    'Space',
    [
      [9, 13],
      [32, 32],
    ],
  ],
]);

/** Reads the character classes and escapes of a pattern. */
export class CharacterSets {
  readonly any: CodePointSet = new CharacterClass([], [], true);
  readonly anyButLineEnd: CodePointSet = ANY_BUT_LINE_END;
  readonly #cursor: PatternCursor;

  constructor(cursor: PatternCursor) {
    this.#cursor = cursor;
  }

  single(codePoint: number): CodePointSet {
    return new CharacterClass([[codePoint, codePoint]], [], false);
  }

  /** ASCII letters in either case, as Java's CASE_INSENSITIVE. */
  ignoringCase(set: CodePointSet): CodePointSet {
    return {
      has(codePoint) {
        if (set.has(codePoint)) return true;
        const lower = codePoint | 32;
        return codePoint < 128 && lower >= 97 && lower <= 122 && set.has(codePoint ^ 32);
      },
    };
  }

  /** What follows a backslash: one character, or a set. */
  escape(): number | CodePointSet {
    const cursor = this.#cursor;
    const character = cursor.next();
    const shorthand = SHORTHANDS.get(character);
    if (shorthand !== undefined) return new CharacterClass(shorthand, [], false);
    if (character === 'p' || character === 'P') return this.#property(character === 'P');
    const control = CONTROLS.get(character);
    if (control !== undefined) return control;
    if (character === 'x') return this.#hexadecimal(2);
    if (character === 'u') return this.#hexadecimal(4);
    if (/^[A-Za-z]$/.test(character)) throw new PatternError(`illegal escape ${character}`);
    return character.codePointAt(0) ?? 0;
  }

  /** What follows an opening bracket. Classes within it are united. */
  bracketed(depth = 0): CodePointSet {
    if (depth > 10) throw new PatternError('nested too deeply');
    const cursor = this.#cursor;
    const negated = cursor.take('^');
    const ranges: CodePointRange[] = [];
    const parts: CodePointSet[] = [];
    for (let first = true; first || !cursor.take(']'); first = false) {
      if (cursor.peek() === '&' && cursor.peek(1) === '&') {
        throw new PatternError('intersections of classes are not supported');
      }
      if (cursor.take('[')) parts.push(this.bracketed(depth + 1));
      else this.#member(ranges, parts);
    }
    const own = new CharacterClass(ranges, [], false);
    return {
      has: (codePoint) => (own.has(codePoint) || parts.some((part) => part.has(codePoint))) !== negated,
    };
  }

  #member(ranges: CodePointRange[], parts: CodePointSet[]): void {
    const cursor = this.#cursor;
    const from = this.#memberAtom();
    if (typeof from !== 'number') {
      parts.push(from);
      return;
    }
    if (cursor.peek() !== '-' || cursor.peek(1) === ']' || cursor.peek(1) === '[') {
      ranges.push([from, from]);
      return;
    }
    cursor.next();
    const to = this.#memberAtom();
    if (typeof to !== 'number' || to < from) throw new PatternError('illegal character range');
    ranges.push([from, to]);
  }

  #memberAtom(): number | CodePointSet {
    const character = this.#cursor.next();
    return character === '\\' ? this.escape() : (character.codePointAt(0) ?? 0);
  }

  #hexadecimal(digits: number): number {
    let text = '';
    for (let index = 0; index < digits; index++) text += this.#cursor.next();
    if (!/^[0-9a-fA-F]+$/.test(text)) throw new PatternError('illegal hexadecimal escape');
    return Number.parseInt(text, 16);
  }

  #property(negated: boolean): CodePointSet {
    const cursor = this.#cursor;
    let name = '';
    if (cursor.take('{')) {
      while (cursor.peek() !== '}') name += cursor.next();
      cursor.next();
    } else {
      name = cursor.next();
    }
    const posix = POSIX.get(name);
    if (posix !== undefined) return new CharacterClass(posix, [], negated);
    return unicodeProperty(name.replace(/^Is/, ''), negated);
  }
}

function unicodeProperty(name: string, negated: boolean): CodePointSet {
  if (/^[A-Za-z_]{1,30}$/.test(name)) {
    for (const property of [name, `Script=${name}`]) {
      try {
        return new CharacterClass([], [new RegExp(`^\\p{${property}}$`, 'u')], negated);
      } catch {
        // Unknown under this kind of name.
      }
    }
  }
  throw new PatternError('unknown character property');
}
