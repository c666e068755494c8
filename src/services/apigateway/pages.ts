import type { Collection, Scope } from '../../store/store.ts';
import { errors } from './errors.ts';

const DEFAULT_LIMIT = 25;
const MAXIMUM_LIMIT = 500;

/** One page of a list: `position` is given when there is more. */
export interface Page<T> {
  readonly items: T[];
  readonly position?: string;
}

/** What every list operation takes: how many (25 when not given, at most 500), and where the last page ended. */
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
    ...(more ? { position: Buffer.from(last.id).toString('base64url') } : {}),
  };
}

function pageLimit(request: PageRequest): number {
  if (request.limit === undefined) return DEFAULT_LIMIT;
  if (request.limit < 1) throw errors.invalidLimit();
  return Math.min(request.limit, MAXIMUM_LIMIT);
}

/** The id that the last page ended with; one made up by the client reads like the end of some page. */
function pageStart(request: PageRequest, prefix: string): string | undefined {
  if (request.position === undefined || request.position === '') return undefined;
  const id = Buffer.from(request.position, 'base64url').toString();
  if (id === '' || !id.startsWith(prefix)) throw errors.invalidPosition();
  return id;
}
