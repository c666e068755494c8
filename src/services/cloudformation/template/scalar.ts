/**
 * The value of an unquoted scalar. A number whose usual text differs from what was written stays text, so that
 * versions (`1.10`), account ids (`012345678901`) and dates (`2012-10-17`) reach string properties as written;
 * properties that are numbers read such text as a number. Undefined stands for null.
 */
export function plainScalar(text: string): string | number | boolean | undefined {
  if (text === '' || text === '~' || text === 'null' || text === 'Null' || text === 'NULL') return undefined;
  if (text === 'true') return true;
  if (text === 'false') return false;
  const number = Number(text);
  return Number.isFinite(number) && String(number) === text ? number : text;
}
