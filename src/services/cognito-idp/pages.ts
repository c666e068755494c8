import type { Collection, Scope, Stored } from '../../store/store.ts';
import { invalidParameter } from './errors.ts';

/** Ends the id of the record before the first one of the next page. */
const MAXIMUM_TOKEN_LENGTH = 4_096;

/** What an answer's token says of where the next page begins; undefined for the first page. Throws InvalidParameterException. */
export function startOf(token: string | undefined): string | undefined {
  if (token === undefined) return undefined;
  const text = Buffer.from(token.slice(0, MAXIMUM_TOKEN_LENGTH), 'base64url').toString();
  if (Buffer.from(text).toString('base64url') === token) return text;
  throw invalidParameter('Invalid pagination token.');
}

/** The token for the page after the record with this id. */
export function tokenAfter(id: string): string {
  return Buffer.from(id).toString('base64url');
}

/** Cuts one page out of what was listed with a limit one larger than the page. */
function pageOf<Item extends { readonly id: string }>(
  listed: readonly Item[],
  size: number,
): { readonly page: readonly Item[]; readonly token?: string } {
  const page = listed.slice(0, size);
  const last = page.at(-1);
  return { page, ...(listed.length > size && last && { token: tokenAfter(last.id) }) };
}

/** One page of the records whose ids begin with `prefix`. Throws InvalidParameterException. */
export async function listPage<T>(
  collection: Pick<Collection<T>, 'list'>,
  scope: Scope,
  {
    prefix,
    size,
    token,
  }: { readonly prefix: string; readonly size: number; readonly token: string | undefined },
): Promise<{ readonly page: readonly Stored<T>[]; readonly token?: string }> {
  const after = startOf(token);
  const listed = await collection.list(scope, {
    prefix,
    limit: size + 1,
    ...(after !== undefined && { after }),
  });
  return pageOf(listed, size);
}
