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

/** One character that must stand there, or a wildcard. */
type Step = string | Exclude<ResolvedPart, { kind: 'text' }>;

/** For patterns with wildcards that stop at colons: keeps the set of places in the pattern that the text can have led to. */
function stateMatcher(parts: readonly ResolvedPart[]): (text: string) => boolean {
  const steps: Step[] = parts.flatMap((part): Step[] =>
    part.kind === 'text' ? part.text.split('') : [part],
  );
  return (text) => {
    let states = new Uint8Array(steps.length + 1);
    let next = new Uint8Array(steps.length + 1);
    states[0] = 1;
    for (let at = 0; at < text.length; at++) {
      if (!advance(steps, states, next, text.charAt(at))) return false;
      [states, next] = [next, states];
    }
    passMany(steps, states);
    return states[steps.length] === 1;
  };
}

/** Takes one character from every place reached; false when nothing takes it. */
function advance(steps: readonly Step[], states: Uint8Array, next: Uint8Array, character: string): boolean {
  passMany(steps, states);
  next.fill(0);
  let alive = false;
  for (let index = 0; index < steps.length; index++) {
    const step = steps[index];
    if (states[index] !== 1 || step === undefined) continue;
    const takes = typeof step === 'string' ? step === character : !(step.narrow && character === ':');
    if (!takes) continue;
    next[typeof step !== 'string' && step.kind === 'many' ? index : index + 1] = 1;
    alive = true;
  }
  return alive;
}

/** A `*` may take nothing. */
function passMany(steps: readonly Step[], states: Uint8Array): void {
  for (let index = 0; index < steps.length; index++) {
    const step = steps[index];
    if (states[index] === 1 && typeof step === 'object' && step.kind === 'many') states[index + 1] = 1;
  }
}
