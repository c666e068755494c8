import { isNumber, toInteger } from '../arithmetic.ts';
import type { Rendering } from '../rendering.ts';
import { TemplateError } from '../template-error.ts';
import type { Value } from '../value.ts';

/** A method of a kind of value; null stands for Java's null, and the empty string for what a void method gives. */
export type Method<T> = (self: T, args: readonly Value[], rendering: Rendering) => Value;

/** What a void method prints in Velocity. */
export const VOID = '';

/** An argument as an int; undefined when it is none, so that the method is not the one that is called. */
export function intArgument(args: readonly Value[], index: number): number | undefined {
  const value = args[index];
  return value !== undefined && isNumber(value) ? toInteger(value) : undefined;
}

/** An argument as a String; undefined when it is none. */
export function textArgument(args: readonly Value[], index: number): string | undefined {
  const value = args[index];
  return typeof value === 'string' ? value : undefined;
}

/** Java's IndexOutOfBoundsException. */
export function outOfBounds(index: number, length: number): TemplateError {
  return new TemplateError('runtime', `Index ${index} is out of bounds for length ${length}`);
}
