/** Inclusive range of code points. */
export type CodePointRange = readonly [from: number, to: number];

const ASCII = 128;

/** A set of characters: ranges and Unicode properties, or everything but them. */
export class CharacterClass {
  readonly #ranges: readonly CodePointRange[];
  readonly #properties: readonly RegExp[];
  readonly #negated: boolean;
  readonly #ascii = new Uint8Array(ASCII);

  constructor(ranges: readonly CodePointRange[], properties: readonly RegExp[], negated: boolean) {
    this.#ranges = ranges;
    this.#properties = properties;
    this.#negated = negated;
    for (let code = 0; code < ASCII; code++) this.#ascii[code] = this.#search(code) ? 1 : 0;
  }

  has(codePoint: number): boolean {
    return codePoint < ASCII ? this.#ascii[codePoint] === 1 : this.#search(codePoint);
  }

  #search(codePoint: number): boolean {
    const found =
      this.#ranges.some(([from, to]) => codePoint >= from && codePoint <= to) ||
      this.#properties.some((property) => property.test(String.fromCodePoint(codePoint)));
    return found !== this.#negated;
  }
}

const LAST = 0x10ffff;

/** Everything outside of ranges that are sorted and don't overlap. */
function complement(ranges: readonly CodePointRange[]): CodePointRange[] {
  const rest: CodePointRange[] = [];
  let next = 0;
  for (const [from, to] of ranges) {
    if (from > next) rest.push([next, from - 1]);
    next = to + 1;
  }
  rest.push([next, LAST]);
  return rest;
}

const DIGIT: readonly CodePointRange[] = [[48, 57]];
const WORD: readonly CodePointRange[] = [
  [48, 57],
  [65, 90],
  [95, 95],
  [97, 122],
];
const SPACE: readonly CodePointRange[] = [
  [9, 13],
  [32, 32],
];

/** `\d`, `\w`, `\s` and their opposites, ASCII only as in Java. */
export const SHORTHANDS: ReadonlyMap<string, readonly CodePointRange[]> = new Map([
  ['d', DIGIT],
  ['D', complement(DIGIT)],
  ['w', WORD],
  ['W', complement(WORD)],
  ['s', SPACE],
  ['S', complement(SPACE)],
]);

/** `.`: everything but line terminators. */
export const ANY_BUT_LINE_END = new CharacterClass(
  [
    [0x0a, 0x0a],
    [0x0d, 0x0d],
    [0x2028, 0x2029],
  ],
  [],
  true,
);

export const WORD_CHARACTERS = new CharacterClass(WORD, [], false);
