/** The first line in which two texts differ. */
export interface Difference {
  /** From 1 on. */
  readonly line: number;
  /** Undefined when the text ended before it. */
  readonly expected: string | undefined;
  readonly actual: string | undefined;
  /** Up to two lines before it, which are the same in both. */
  readonly before: readonly string[];
}

/** Undefined when the texts are the same. */
export function firstDifference(expected: string, actual: string): Difference | undefined {
  if (expected === actual) return undefined;
  const wanted = linesOf(expected);
  const got = linesOf(actual);
  let line = 0;
  while (line < wanted.length && wanted[line] === got[line]) line++;
  return {
    line: line + 1,
    expected: wanted[line],
    actual: got[line],
    before: wanted.slice(Math.max(0, line - 2), line),
  };
}

export function differenceText({ line, expected, actual, before }: Difference): string {
  const one = (mark: string, text: string | undefined) =>
    text === undefined
      ? `    ${mark} (nothing more)\n`
      : `    ${mark} ${text.replace(/\n$/, '')}${endOf(text)}\n`;
  const same = before.map((text) => `      ${text.replace(/\n$/, '')}\n`).join('');
  const onlyEnd = expected !== undefined && actual !== undefined && expected.trimEnd() === actual.trimEnd();
  const note = onlyEnd
    ? `    (they differ in how the line ends: ${JSON.stringify(expected)} and ${JSON.stringify(actual)})\n`
    : '';
  return `  line ${line}, - expected, + printed\n${same}${one('-', expected)}${one('+', actual)}${note}`;
}

/** With their ends. */
function linesOf(text: string): string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}

/** Blanks at the end of a line can't be seen otherwise. */
function endOf(text: string): string {
  return /[ \t\r]\n?$/.test(text) ? '$' : '';
}
