import type { PatternPart } from './pattern-text.ts';

/** Parts whose variables have been given their values. */
export type ResolvedPart = Exclude<PatternPart, { kind: 'variable' }>;

/** Text that must stand as it is, or a number of characters that may be any. */
type Piece = string | number;
/** What stands between two `*`. */
type Chunk = readonly Piece[];

/**
 * Makes a matcher of fixed text and wildcards. Its time is bounded by length of pattern times length of text, whatever
 * they are; no regular expression is made from input.
 */
export function compileWildcards(parts: readonly ResolvedPart[]): (text: string) => boolean {
  const [first, second] = parts;
  if (parts.length === 0) return (text) => text === '';
  if (parts.length === 1 && first?.kind === 'text') {
    const exact = first.text;
    return (text) => text === exact;
  }
  if (parts.some((part) => part.kind !== 'text' && part.narrow)) return stateMatcher(parts);
  if (parts.every((part) => part.kind === 'many')) return () => true;
  if (parts.length === 2 && first?.kind === 'text' && second?.kind === 'many') {
    const prefix = first.text;
    return (text) => text.startsWith(prefix);
  }
  return chunkMatcher(chunksOf(parts));
}

function chunksOf(parts: readonly ResolvedPart[]): Chunk[] {
  const chunks: Piece[][] = [[]];
  for (const part of parts) {
    const chunk = chunks.at(-1) ?? [];
    const last = chunk.at(-1);
    if (part.kind === 'many') chunks.push([]);
    else if (part.kind === 'text') {
      if (typeof last === 'string') chunk[chunk.length - 1] = last + part.text;
      else chunk.push(part.text);
    } else if (typeof last === 'number') chunk[chunk.length - 1] = last + 1;
    else chunk.push(1);
  }
  return chunks;
}

/**
 * Each chunk is put at the first place where it fits behind the one before it; the first and the last are tied to the
 * ends. Going back is never of use: a `*` takes whatever is left between.
 */
function chunkMatcher(chunks: readonly Chunk[]): (text: string) => boolean {
  const first = chunks[0] ?? [];
  if (chunks.length === 1) return (text) => fits(text, first, 0) && lengthOf(first) === text.length;
  const last = chunks.at(-1) ?? [];
  const middle = chunks.slice(1, -1).filter((chunk) => chunk.length > 0);
  const [firstLength, lastLength] = [lengthOf(first), lengthOf(last)];
  return (text) => {
    const end = text.length - lastLength;
    if (end < firstLength || !fits(text, first, 0) || !fits(text, last, end)) return false;
    let at = firstLength;
    for (const chunk of middle) {
      const found = find(text, chunk, at, end);
      if (found < 0) return false;
      at = found + lengthOf(chunk);
    }
    return true;
  };
}

function lengthOf(chunk: Chunk): number {
  let length = 0;
  for (const piece of chunk) length += typeof piece === 'string' ? piece.length : piece;
  return length;
}

function fits(text: string, chunk: Chunk, start: number): boolean {
  let at = start;
  for (const piece of chunk) {
    if (typeof piece === 'number') at += piece;
    else if (text.startsWith(piece, at)) at += piece.length;
    else return false;
  }
  return at <= text.length;
}

/** Where the chunk first fits between `start` and `end`, or -1. */
function find(text: string, chunk: Chunk, start: number, end: number): number {
  const [piece] = chunk;
  const length = lengthOf(chunk);
  if (chunk.length === 1 && typeof piece === 'string') {
    const found = text.indexOf(piece, start);
    return found >= 0 && found + length <= end ? found : -1;
  }
  for (let at = start; at + length <= end; at++) if (fits(text, chunk, at)) return at;
  return -1;
}

/**
 * For patterns with wildcards that stop at colons: keeps the set of places in the pattern that the text can have led to,
 * one bit each, so that a character of the text costs a pass over the words of the set. A place is the number of
 * characters of the pattern that have been taken; a `*` lets its place stay.
 */
function stateMatcher(parts: readonly ResolvedPart[]): (text: string) => boolean {
  const places = new PlaceTable(parts);
  return (text) => {
    let states = new Uint32Array(places.words);
    let next = new Uint32Array(places.words);
    states[0] = 1;
    for (let at = 0; at < text.length; at++) {
      if (!places.advance(states, next, text.charCodeAt(at))) return false;
      [states, next] = [next, states];
    }
    return hasBit(states, places.end);
  };
}

const COLON = ':'.charCodeAt(0);

/** Which places of a pattern a character may go on from, and at which it may stay. */
class PlaceTable {
  /** The last place: everything has been taken. */
  readonly end: number;
  /** Words of a set of places. */
  readonly words: number;
  /** By character: the places whose next character it is. */
  readonly #next = new Map<number, Uint32Array>();
  /** The same for characters that the pattern does not name. */
  readonly #nextOther: Uint32Array;
  readonly #nextColon: Uint32Array;
  readonly #stay: Uint32Array;
  readonly #stayAtColon: Uint32Array;

  constructor(parts: readonly ResolvedPart[]) {
    this.end = 0;
    for (const part of parts)
      this.end += part.kind === 'text' ? part.text.length : part.kind === 'one' ? 1 : 0;
    this.words = (this.end >> 5) + 1;
    this.#nextOther = new Uint32Array(this.words);
    this.#nextColon = new Uint32Array(this.words);
    this.#stay = new Uint32Array(this.words);
    this.#stayAtColon = new Uint32Array(this.words);
    this.#addWildcards(parts);
    this.#next.set(COLON, this.#nextColon);
    this.#addText(parts);
  }

  #addWildcards(parts: readonly ResolvedPart[]): void {
    let place = 0;
    for (const part of parts) {
      if (part.kind === 'text') place += part.text.length;
      else if (part.kind === 'many') {
        setBit(this.#stay, place);
        if (!part.narrow) setBit(this.#stayAtColon, place);
      } else {
        setBit(this.#nextOther, place);
        if (!part.narrow) setBit(this.#nextColon, place);
        place++;
      }
    }
  }

  #addText(parts: readonly ResolvedPart[]): void {
    let place = 0;
    for (const part of parts) {
      if (part.kind === 'one') place++;
      if (part.kind !== 'text') continue;
      for (let at = 0; at < part.text.length; at++, place++) {
        const code = part.text.charCodeAt(at);
        const places = this.#next.get(code) ?? this.#nextOther.slice();
        setBit(places, place);
        this.#next.set(code, places);
      }
    }
  }

  /** Writes the places that a character leads to from `states`; false when there are none. */
  advance(states: Uint32Array, next: Uint32Array, code: number): boolean {
    const goes = this.#next.get(code) ?? this.#nextOther;
    const stays = code === COLON ? this.#stayAtColon : this.#stay;
    let carry = 0;
    let alive = 0;
    for (let word = 0; word < this.words; word++) {
      const state = states[word] ?? 0;
      const gone = state & (goes[word] ?? 0);
      const reached = (state & (stays[word] ?? 0)) | (gone << 1) | carry;
      carry = gone >>> 31;
      next[word] = reached;
      alive |= reached;
    }
    return alive !== 0;
  }
}

function setBit(set: Uint32Array, bit: number): void {
  set[bit >> 5] = (set[bit >> 5] ?? 0) | (1 << (bit & 31));
}

function hasBit(set: Uint32Array, bit: number): boolean {
  return (((set[bit >> 5] ?? 0) >>> (bit & 31)) & 1) === 1;
}
