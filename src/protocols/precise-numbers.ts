import type { Shape } from './shape.ts';
import { isStructure } from './shape.ts';

const known = new WeakMap<Shape, boolean>();

/** Whether a shape holds numbers beyond JavaScript's (bigInteger, bigDecimal) anywhere inside. Found out once. */
export function needsPreciseNumbers(shape: Shape): boolean {
  let needed = known.get(shape);
  if (needed === undefined) {
    needed = search(shape);
    known.set(shape, needed);
  }
  return needed;
}

function search(start: Shape): boolean {
  const seen = new Set<Shape>([start]);
  for (const shape of seen) {
    if (shape.type === 'bigInteger' || shape.type === 'bigDecimal') return true;
    if (isStructure(shape)) for (const member of shape.members.values()) seen.add(member.target);
    else if (shape.type === 'list') seen.add(shape.member.target);
    else if (shape.type === 'map') seen.add(shape.value.target);
  }
  return false;
}
