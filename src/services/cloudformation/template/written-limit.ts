import { templateError } from './validation-error.ts';
import { isList, isScalar, type TemplateValue } from './value.ts';

/**
 * Characters that the functions of one template may write in all. A function can hold another one several times, so
 * that a short template could write without end; AWS's own templates are at most 1 MB.
 */
const MAXIMUM_WRITTEN = 4 * 1024 * 1024;

/** Counts what functions write, before it is written. Throws ValidationError beyond the limit. */
export type CountWritten = (characters: number) => void;

export function writtenLimit(): CountWritten {
  let written = 0;
  return (characters) => {
    written += characters;
    if (written > MAXIMUM_WRITTEN)
      throw templateError(`The functions of the template result in more than ${MAXIMUM_WRITTEN} characters`);
  };
}

/** Characters of a value, about as many as it has in JSON. */
export function charactersOf(value: TemplateValue | undefined): number {
  if (value === undefined) return 0;
  if (isScalar(value)) return String(value).length;
  if (isList(value)) return value.reduce<number>((sum, one) => sum + charactersOf(one) + 1, 2);
  return Object.entries(value).reduce((sum, [key, one]) => sum + key.length + charactersOf(one) + 4, 2);
}
