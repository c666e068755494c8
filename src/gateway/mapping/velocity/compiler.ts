import type { Flow, Rendering } from './rendering.ts';
import type { Block, Expression } from './syntax.ts';
import type { Value } from './value.ts';

/** Works out a value. */
export type Evaluate = (rendering: Rendering) => Value;

/** What the compiler's parts need of each other. */
export interface Compiler {
  block(block: Block): (rendering: Rendering) => Flow;
  expression(expression: Expression): Evaluate;
}
