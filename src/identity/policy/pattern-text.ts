/** Part of a policy's text: fixed text, a wildcard, or a variable whose value comes from the request. */
export type PatternPart =
  | { readonly kind: 'text'; readonly text: string }
  /** `*`: any characters, also none. `narrow` ones stop at a colon. */
  | { readonly kind: 'many'; readonly narrow: boolean }
  /** `?`: one character. */
  | { readonly kind: 'one'; readonly narrow: boolean }
  | PatternVariable;

/** `${key}` or `${key, 'default'}` */
export interface PatternVariable {
  readonly kind: 'variable';
  /** In lower case. */
  readonly key: string;
  readonly fallback?: string;
}

/** What is special in a policy's text. */
export interface PatternSyntax {
  readonly wildcards: boolean;
  /** Only documents of version 2012-10-17 have variables; in others `${...}` is plain text. */
  readonly variables: boolean;
}

/**
 * Takes the text of a policy apart. `${*}`, `${?}` and `${$}` are those characters themselves; a `${` that begins no
 * variable is plain text.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function parsePatternText(text: string, syntax: PatternSyntax): PatternPart[] {
  const parts: PatternPart[] = [];
  let plain = '';
  const special = (part: PatternPart) => {
    if (plain !== '') parts.push({ kind: 'text', text: plain });
    plain = '';
    parts.push(part);
  };
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    const variable = syntax.variables && character === '$' ? variableAt(text, at) : undefined;
    if (variable) {
      if (typeof variable.meaning === 'string') plain += variable.meaning;
      else special(variable.meaning);
      at = variable.end - 1;
    } else if (syntax.wildcards && character === '*') special({ kind: 'many', narrow: false });
    else if (syntax.wildcards && character === '?') special({ kind: 'one', narrow: false });
    else plain += character;
  }
  if (plain !== '') parts.push({ kind: 'text', text: plain });
  return parts;
}

/** The variable that begins at `start`, or the plain character that it stands for; `end` is the position behind it. */
function variableAt(
  text: string,
  start: number,
): { meaning: PatternVariable | string; end: number } | undefined {
  if (text[start + 1] !== '{') return undefined;
  const symbol = text.charAt(start + 2);
  if ('*?$'.includes(symbol) && text[start + 3] === '}') return { meaning: symbol, end: start + 4 };
  let at = start + 2;
  while (at < text.length && text[at] !== '}' && text[at] !== ',' && text[at] !== '{') at++;
  const key = text
    .slice(start + 2, at)
    .trim()
    .toLowerCase();
  if (key === '') return undefined;
  if (text[at] === '}') return { meaning: { kind: 'variable', key }, end: at + 1 };
  if (text[at] !== ',') return undefined;
  while (text[at + 1] === ' ') at++;
  if (text[at + 1] !== "'") return undefined;
  const close = text.indexOf("'", at + 2);
  if (close < 0) return undefined;
  let end = close + 1;
  while (text[end] === ' ') end++;
  if (text[end] !== '}') return undefined;
  return { meaning: { kind: 'variable', key, fallback: text.slice(at + 2, close) }, end: end + 1 };
}
