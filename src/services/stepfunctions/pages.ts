import { invalidToken } from './errors.ts';

const DEFAULT_PAGE = 100;

/**
 * Cuts one page out of a list. The token is the place of the next item's predecessor, so that what is added or removed
 * elsewhere does not shift the pages. Throws InvalidToken.
 * @param idOf unique within the list
 */
export function pageOf<Item>(
  items: readonly Item[],
  request: { maxResults?: number | undefined; nextToken?: string | undefined },
  idOf: (item: Item) => string,
): { page: Item[]; nextToken?: string } {
  const start = request.nextToken === undefined ? 0 : startAfter(items, request.nextToken, idOf);
  // "The default is 100 and the maximum allowed page size is 1000. A value of 0 uses the default."
  const size = request.maxResults || DEFAULT_PAGE;
  const page = items.slice(start, start + size);
  const last = page.at(-1);
  const more = last !== undefined && start + size < items.length;
  return {
    page,
    ...(more && { nextToken: Buffer.from(JSON.stringify([start + size, idOf(last)])).toString('base64url') }),
  };
}

function startAfter<Item>(items: readonly Item[], token: string, idOf: (item: Item) => string): number {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    if (Array.isArray(parsed)) {
      const [index, id]: unknown[] = parsed;
      if (typeof index === 'number' && Number.isSafeInteger(index) && index >= 0 && typeof id === 'string') {
        const at = items.findIndex((item) => idOf(item) === id);
        return at === -1 ? Math.min(index, items.length) : at + 1;
      }
    }
  } catch {
    // Not one of ours.
  }
  throw invalidToken();
}
