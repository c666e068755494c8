import { validation } from './errors.ts';

const DEFAULT_PAGE = 100;

/** Cuts one page out of a list that is in order of its ids; the token is the last id of the page before. */
export function pageOf<Item>(
  items: readonly Item[],
  request: { Limit?: number | undefined; NextToken?: string | undefined },
  idOf: (item: Item) => string,
): { page: Item[]; NextToken?: string } {
  const after = request.NextToken === undefined ? undefined : decoded(request.NextToken);
  const rest = after === undefined ? items : items.filter((item) => idOf(item) > after);
  const page = rest.slice(0, request.Limit ?? DEFAULT_PAGE);
  const last = page.at(-1);
  const more = last !== undefined && page.length < rest.length;
  return { page, ...(more && { NextToken: Buffer.from(idOf(last)).toString('base64url') }) };
}

function decoded(token: string): string {
  const text = Buffer.from(token, 'base64url').toString();
  if (Buffer.from(text).toString('base64url') === token) return text;
  throw validation('Parameter NextToken is not valid.');
}
