/** An event pattern makes no sense; the message is the reason as `InvalidEventPatternException` gives it. */
export class PatternError extends Error {
  override readonly name = 'PatternError';
}
