/** What of a method can't be served, in words for the log; thrown while compiling it. */
export class NotServable extends Error {
  override readonly name = 'NotServable';
}
