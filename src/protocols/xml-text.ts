/** Characters XML 1.0 can't contain even when escaped. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
const SPECIAL = /[&<>"'\r\n\t\u0085\u2028]/g;
const IN_TEXT: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '\r': '&#xD;',
  '\u0085': '&#x85;',
  '\u2028': '&#x2028;',
};
const IN_ATTRIBUTE: Readonly<Record<string, string>> = {
  ...IN_TEXT,
  '"': '&quot;',
  "'": '&apos;',
  '\n': '&#xA;',
  '\t': '&#x9;',
};

/** Escapes text between tags. Characters that no XML document can have become U+FFFD. */
export function escapeText(text: string): string {
  return text.replace(SPECIAL, (character) => IN_TEXT[character] ?? character).replace(FORBIDDEN, '\ufffd');
}

/** Escapes an attribute's value, to stand in double quotes. */
export function escapeAttribute(text: string): string {
  return text
    .replace(SPECIAL, (character) => IN_ATTRIBUTE[character] ?? character)
    .replace(FORBIDDEN, '\ufffd');
}
