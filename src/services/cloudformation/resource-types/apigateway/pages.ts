/** What one answer of a listing operation gives. */
interface Page<Item> {
  readonly items?: Item[] | undefined;
  readonly position?: string | undefined;
}

/** The most that API Gateway gives in one page. */
export const PAGE_LIMIT = 500;

/**
 * Everything that a listing operation gives, page after page; nothing when what it is asked of is not there.
 *
 * @param page gives the page after `position`, or undefined when there is nothing to list from
 */
export async function allItems<Item>(
  page: (position: string | undefined) => Promise<Page<Item> | undefined>,
): Promise<Item[]> {
  const all: Item[] = [];
  let position: string | undefined;
  do {
    const answer: Page<Item> | undefined = await page(position);
    all.push(...(answer?.items ?? []));
    position = answer?.position;
  } while (position !== undefined);
  return all;
}
