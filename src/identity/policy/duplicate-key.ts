/**
 * The first key that occurs twice in one object of a JSON text, or undefined. JSON.parse silently keeps the last,
 * while the policy grammar forbids it ("Individual elements must not contain multiple instances of the same key"):
 * a policy must not read differently to people and to the engine.
 * @param text valid JSON
 */
export function duplicateKey(text: string): string | undefined {
  const scopes: (Set<string> | undefined)[] = [];
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '{') scopes.push(new Set());
    else if (character === '[') scopes.push(undefined);
    else if (character === '}' || character === ']') scopes.pop();
    else if (character === '"') {
      const end = endOfString(text, at);
      const keys = scopes.at(-1);
      if (keys && isKey(text, end)) {
        const key: unknown = JSON.parse(text.slice(at, end));
        if (typeof key !== 'string') return undefined;
        if (keys.has(key)) return key;
        keys.add(key);
      }
      at = end - 1;
    }
  }
  return undefined;
}

/** The position after the closing quotation mark. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

function isKey(text: string, end: number): boolean {
  let at = end;
  while (at < text.length && ' \t\r\n'.includes(text.charAt(at))) at++;
  return text[at] === ':';
}
