/** True for text of ASCII characters alone. */
export function isAscii(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the question is whether all of it is ASCII
  return /^[\u0000-\u007f]*$/.test(text);
}

/** Header values go out byte by byte; text beyond Latin-1 goes out as UTF-8. */
export function headerText(value: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the question is whether all of it is Latin-1
  return /^[\u0000-\u00ff]*$/.test(value) ? value : Buffer.from(value).toString('latin1');
}

/** True when HTTP allows the text as a header's value: no line ends, no other control characters but tabs. */
export function isHeaderValue(value: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return !/[\u0000-\u0008\u000a-\u001f\u007f]/.test(value);
}
