import type { Position } from './template-error.ts';
import type { Value } from './value.ts';

/**
 * Is told what a rendering does, as it does it; whoever renders without one pays nothing for it. What stands in a text
 * or block that is itself a value is told as far as it sets and decides, and printed where the value is.
 */
export interface RenderObserver {
  /** The template's own text was printed, which goes on over its lines from a place on. */
  text(position: Position, text: string): void;
  /** What stands at a place of the template was printed as a text, whatever lines that has. */
  value(position: Position, text: string): void;
  /**
   * `#set`
   * @param target the reference as it is written
   * @param value null when there was none, which leaves the variable as it was
   */
  set(position: Position, target: string, value: Value): void;
  /** @param taken where the branch of the `#if` stands that is gone into; undefined for none */
  branch(position: Position, taken: Position | undefined): void;
  /** @param index from 0 on */
  iteration(position: Position, variable: string, value: Value, index: number, size: number): void;
  /** A macro begins. */
  call(position: Position, name: string): void;
  /** `#break` or `#stop` */
  end(position: Position, directive: 'break' | 'stop'): void;
}
