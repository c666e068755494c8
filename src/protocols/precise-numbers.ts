import type { Shape } from './shape.ts';
import { reachableShapes } from './shape.ts';

const known = new WeakMap<Shape, boolean>();

/** Whether a shape holds numbers beyond JavaScript's (bigInteger, bigDecimal) anywhere inside. Found out once. */
export function needsPreciseNumbers(shape: Shape): boolean {
  let needed = known.get(shape);
  if (needed === undefined) {
    needed = [...reachableShapes([shape])].some(({ type }) => type === 'bigInteger' || type === 'bigDecimal');
    known.set(shape, needed);
  }
  return needed;
}
