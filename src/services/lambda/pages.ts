import { invalidParameter } from './errors.ts';

const DEFAULT_PAGE = 50;

/**
 * Cuts one page out of a list. The marker names the last item of the page before, so that a page starts at the same
 * place even if that item is gone by now.
 * @param items in the order in which they are listed
 * @param idOf unique within the list
 */
export function pageOf<Item>(
  items: readonly Item[],
  request: { Marker?: string | undefined; MaxItems?: number | undefined },
  idOf: (item: Item) => string,
): { page: Item[]; marker: string | undefined } {
  const after = request.Marker ? decodeMarker(request.Marker) : undefined;
  const start = after === undefined ? 0 : startAfter(items, after, idOf);
  // "Lambda returns up to 50 items in each response, even if you set the number higher."
  const size = Math.min(request.MaxItems ?? DEFAULT_PAGE, DEFAULT_PAGE);
  const page = items.slice(start, start + size);
  const last = page.at(-1);
  const more = start + size < items.length && last !== undefined;
  return { page, marker: more ? encodeMarker(start + size, idOf(last)) : undefined };
}

interface Position {
  readonly index: number;
  readonly id: string;
}

function startAfter<Item>(
  items: readonly Item[],
  { index, id }: Position,
  idOf: (item: Item) => string,
): number {
  const at = items.findIndex((item) => idOf(item) === id);
  return at === -1 ? Math.min(index, items.length) : at + 1;
}

function encodeMarker(index: number, id: string): string {
  return Buffer.from(JSON.stringify([index, id])).toString('base64url');
}

function decodeMarker(marker: string): Position {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(marker, 'base64url').toString());
    if (Array.isArray(parsed)) {
      const [index, id]: unknown[] = parsed;
      if (Number.isSafeInteger(index) && typeof index === 'number' && index >= 0 && typeof id === 'string') {
        return { index, id };
      }
    }
  } catch {
    // Not one of ours.
  }
  throw invalidParameter('Invalid marker.');
}
