/** A regular expression that a whole string must match, with its text for messages. */
export interface ConstraintPattern {
  readonly source: string;
  test(text: string): boolean;
}

/** Undefined when the pattern can't be checked safely. */
export function compilePattern(source: string): ConstraintPattern | undefined {
  let expression: RegExp;
  try {
    expression = new RegExp(`^(?:${source})$`);
  } catch {
    return undefined;
  }
  return { source, test: (text) => expression.test(text) };
}
