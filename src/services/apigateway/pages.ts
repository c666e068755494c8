import type { Collection, Scope } from '../../store/store.ts';
import { errors } from './errors.ts';

const DEFAULT_LIMIT = 25;
const MAXIMUM_LIMIT = 500;

/** One page of a list: `position` is given when there is more. */
export interface Page<T> {
  readonly items: T[];
  readonly position?: string;
}

/**
 * What every list operation takes: how many (25 when not given or less than 1, at most 500), and where the last page
 * ended.
 */
export interface PageRequest {
  readonly limit?: number | undefined;
  readonly position?: string | undefined;
}

/** Reads one page of the records whose ids begin with `prefix`, in byte order of their ids. */
export async function readPage<T>(
  collection: Collection<T>,
  scope: Scope,
  prefix: string,
  request: PageRequest,
): Promise<Page<T>> {
  const limit = pageLimit(request);
  const after = pageStart(request, prefix);
  const found = await collection.list(scope, {
    ...(prefix === '' ? {} : { prefix }),
    ...(after === undefined ? {} : { after }),
    limit: limit + 1,
  });
  const records = found.slice(0, limit);
  const last = records.at(-1);
  const more = found.length > limit && last !== undefined;
  return {
    items: records.map((record) => record.value),
    ...(more ? { position: pagePosition(last.id) } : {}),
  };
}

/** Where a page ends that ends with the record `id`. */
export function pagePosition(id: string): string {
  return Buffer.from(id).toString('base64url');
}

/** One page of a list that is at hand: `position` is where the next begins. */
export function pageOf<T>(all: readonly T[], request: PageRequest): Page<T> {
  const limit = pageLimit(request);
  const start = Number(Buffer.from(request.position ?? '', 'base64url').toString() || '0');
  if (!Number.isSafeInteger(start) || start < 0) throw errors.invalidPosition();
  const end = start + limit;
  const more = end < all.length;
  return {
    items: all.slice(start, end),
    ...(more ? { position: Buffer.from(String(end)).toString('base64url') } : {}),
  };
}

/** How many items a page may have. AWS was recorded to take a limit of -1 for none. */
export function pageLimit(request: PageRequest): number {
  if (request.limit === undefined || request.limit < 1) return DEFAULT_LIMIT;
  return Math.min(request.limit, MAXIMUM_LIMIT);
}

/** The id that the last page ended with; one made up by the client reads like the end of some page. */
export function pageStart(request: PageRequest, prefix: string): string | undefined {
  if (request.position === undefined || request.position === '') return undefined;
  const id = Buffer.from(request.position, 'base64url').toString();
  if (id === '' || !id.startsWith(prefix)) throw errors.invalidPosition();
  return id;
}
