/** As much of an object as its place in a list depends on. */
interface Listed {
  readonly key: string;
}

/** What a list is asked for; both markers name the key behind which it begins. */
export interface ListingOptions {
  readonly prefix?: string | undefined;
  readonly delimiter?: string | undefined;
  readonly maxKeys?: number | undefined;
  readonly startAfter?: string | undefined;
  readonly marker?: string | undefined;
}

/** One page. Whoever wants the next one begins behind the last object, or behind the last prefix if there is no object. */
export interface Listing<T> {
  readonly objects: readonly T[];
  readonly commonPrefixes: readonly string[];
  readonly isTruncated: boolean;
}

const MAXIMUM_KEYS = 1_000;
const FIRST_SURROGATE = 0xd800;
const BEHIND_SURROGATES = 0xe000;

/**
 * A page of a bucket's objects: keys in the order of their UTF-8 bytes, those with a delimiter rolled up. fauxqs sorts by
 * language and begins pages by character codes, which leaves keys out.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/ListingKeysUsingAPIs.html
 */
export function listObjects<T extends Listed>(all: Iterable<T>, options: ListingOptions = {}): Listing<T> {
  const { prefix = '', delimiter = '', maxKeys = MAXIMUM_KEYS } = options;
  const after = options.startAfter ?? options.marker ?? '';
  const objects: T[] = [];
  const prefixes: string[] = [];
  if (maxKeys === 0) return { objects, commonPrefixes: prefixes, isTruncated: false };
  for (const object of sorted(all, prefix, after)) {
    const rolledUp = commonPrefix(object.key, prefix, delimiter);
    // Behind a prefix all of its keys have been told.
    if (rolledUp !== undefined && (rolledUp === prefixes.at(-1) || rolledUp === after)) continue;
    if (objects.length + prefixes.length >= maxKeys) {
      return { objects, commonPrefixes: upTo(objects.at(-1), prefixes), isTruncated: true };
    }
    if (rolledUp === undefined) objects.push(object);
    else prefixes.push(rolledUp);
  }
  return { objects, commonPrefixes: prefixes, isTruncated: false };
}

function sorted<T extends Listed>(all: Iterable<T>, prefix: string, after: string): T[] {
  const found: T[] = [];
  for (const object of all) {
    if (object.key.startsWith(prefix) && compareKeys(object.key, after) > 0) found.push(object);
  }
  return found.sort((left, right) => compareKeys(left.key, right.key));
}

function commonPrefix(key: string, prefix: string, delimiter: string): string | undefined {
  if (delimiter === '') return undefined;
  const at = key.indexOf(delimiter, prefix.length);
  return at < 0 ? undefined : key.slice(0, at + delimiter.length);
}

/** Prefixes behind the last object would be told again on the next page. */
function upTo(last: Listed | undefined, prefixes: readonly string[]): readonly string[] {
  return last ? prefixes.filter((prefix) => compareKeys(prefix, last.key) < 0) : prefixes;
}

/** By UTF-8 bytes, which is by code points. */
export function compareKeys(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at++) {
    const one = left.charCodeAt(at);
    const other = right.charCodeAt(at);
    if (one !== other) return placeOf(one) - placeOf(other);
  }
  return left.length - right.length;
}

/** Surrogates, which are halves of the last code points, come behind all that are whole. */
function placeOf(code: number): number {
  return code >= FIRST_SURROGATE && code < BEHIND_SURROGATES ? code + BEHIND_SURROGATES : code;
}
