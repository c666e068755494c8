import type { Rendering } from '../rendering.ts';

/** Replaces within the bound on texts: the result's length is known before it is made. */
export function replaceLiteral(text: string, wanted: string, other: string, rendering: Rendering): string {
  if (!text.includes(wanted)) return text;
  let count = 0;
  const step = Math.max(wanted.length, 1);
  for (let at = text.indexOf(wanted); at >= 0 && at <= text.length; at = text.indexOf(wanted, at + step)) {
    count++;
    if (at + step > text.length) break;
  }
  rendering.spendText(text.length + count * Math.max(0, other.length - wanted.length));
  return text.replaceAll(wanted, () => other);
}
