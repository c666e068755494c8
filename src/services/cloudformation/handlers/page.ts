import { validationError } from '../template/validation-error.ts';

/** Where the next page begins, as an opaque token. */
export function nextToken(position: string): string {
  return Buffer.from(position).toString('base64url');
}

/** The position that a token stands for; undefined without a token. Throws ValidationError. */
export function positionOf(token: string | undefined): string | undefined {
  if (token === undefined) return undefined;
  const position = Buffer.from(token, 'base64url').toString();
  if (position === '' || nextToken(position) !== token) throw validationError('Invalid NextToken');
  return position;
}

/** One page of a list that is whole in memory; positions are counts of what came before. */
export function pageOf<Item>(
  items: readonly Item[],
  token: string | undefined,
  size: number,
): { items: Item[]; NextToken?: string } {
  const position = positionOf(token) ?? '0';
  if (!/^\d{1,9}$/.test(position)) throw validationError('Invalid NextToken');
  const start = Number(position);
  const page = items.slice(start, start + size);
  const end = start + page.length;
  return { items: page, ...(end < items.length && { NextToken: nextToken(String(end)) }) };
}
