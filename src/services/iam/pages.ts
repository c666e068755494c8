import { validationError } from './errors.ts';

/** What the list operations take. */
interface PageRequest {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

/** What they give besides the items. */
export interface Page<T> {
  readonly items: T[];
  readonly IsTruncated: boolean;
  readonly Marker?: string;
}

/** IAM gives up to 100 items when MaxItems is not set. */
const DEFAULT_MAXIMUM = 100;

/**
 * One page of items that are in ascending order of their keys. The marker holds the last key given, so a page is
 * right even when items before it were added or deleted in the meantime.
 */
export function paginate<T>(items: readonly T[], keyOf: (item: T) => string, request: PageRequest): Page<T> {
  const maximum = request.MaxItems ?? DEFAULT_MAXIMUM;
  const after = request.Marker === undefined ? undefined : decodeMarker(request.Marker);
  const rest = after === undefined ? items : items.filter((item) => keyOf(item) > after);
  const page = rest.slice(0, maximum);
  const last = page.at(-1);
  if (rest.length <= maximum || last === undefined) return { items: page, IsTruncated: false };
  return { items: page, IsTruncated: true, Marker: encodeMarker(keyOf(last)) };
}

function encodeMarker(key: string): string {
  return Buffer.from(key).toString('base64url');
}

function decodeMarker(marker: string): string {
  const key = Buffer.from(marker, 'base64url').toString();
  if (encodeMarker(key) !== marker) throw validationError('Invalid Marker.');
  return key;
}

/** Sorts by a key in the order that {@link paginate} needs. */
export function sortedBy<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  return items.toSorted((a, b) => compare(keyOf(a), keyOf(b)));
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
