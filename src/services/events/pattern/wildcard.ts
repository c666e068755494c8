import { PatternError } from './pattern-error.ts';

/**
 * Text in which `*` stands for any characters; `\*` and `\\` for themselves. The parts between are found one after the
 * other, each as early as it can be, so nothing is tried twice. Throws PatternError.
 */
export function compileWildcard(pattern: string): (value: string) => boolean {
  const parts = partsOf(pattern);
  const [first = '', ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return (value) => value === first;
  return (value) => {
    if (!value.startsWith(first)) return false;
    let from = first.length;
    for (const part of rest) {
      const at = value.indexOf(part, from);
      if (at < 0) return false;
      from = at + part.length;
    }
    return value.length - last.length >= from && value.endsWith(last);
  };
}

function partsOf(pattern: string): string[] {
  const parts = [''];
  for (let index = 0; index < pattern.length; index++) {
    let character = pattern.charAt(index);
    if (character === '*') {
      if (pattern[index + 1] === '*')
        throw new PatternError(`Consecutive wildcard characters at pos ${index}`);
      parts.push('');
      continue;
    }
    if (character === '\\') {
      character = pattern.charAt(++index);
      if (character !== '*' && character !== '\\')
        throw new PatternError(`Invalid escape character at pos ${index - 1}`);
    }
    parts.push(`${parts.pop() ?? ''}${character}`);
  }
  return parts;
}
