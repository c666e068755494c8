import { WORD_CHARACTERS } from '../../../protocols/pattern/character-class.ts';
import type { Assertion } from './syntax.ts';

/** Whether an anchor holds at a place. */
export function holds(what: Assertion, text: string, at: number): boolean {
  switch (what) {
    case 'start':
      return at === 0;
    case 'end':
      return at === text.length;
    case 'lineStart':
      return at === 0 || (at < text.length && isLineEnd(text, at - 1) && !isWithinCrLf(text, at));
    case 'lineEnd':
      return at === text.length || (isLineEnd(text, at) && !isWithinCrLf(text, at));
    case 'lastLineEnd':
      return at === text.length || isLastLineEnd(text, at);
    case 'boundary':
      return isWord(text, at - 1) !== isWord(text, at);
    case 'notBoundary':
      return isWord(text, at - 1) === isWord(text, at);
  }
}

function isWord(text: string, at: number): boolean {
  return at >= 0 && at < text.length && WORD_CHARACTERS.has(text.charCodeAt(at));
}

function isLineEnd(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 10 || code === 13 || code === 0x85 || code === 0x2028 || code === 0x2029;
}

function isWithinCrLf(text: string, at: number): boolean {
  return text.charCodeAt(at - 1) === 13 && text.charCodeAt(at) === 10;
}

function isLastLineEnd(text: string, at: number): boolean {
  if (at === text.length - 1) return isLineEnd(text, at) && !isWithinCrLf(text, at);
  return at === text.length - 2 && text.charCodeAt(at) === 13 && text.charCodeAt(at + 1) === 10;
}
