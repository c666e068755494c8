/** A date as IAM answers it: in whole seconds. @param milliseconds since 1970 */
export function wholeSeconds(milliseconds: number): Date {
  return new Date(Math.floor(milliseconds / 1_000) * 1_000);
}
