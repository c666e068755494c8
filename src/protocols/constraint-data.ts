import { compilePattern } from './constraint-pattern.ts';
import type { Constraints, SimpleType } from './shape.ts';

/**
 * Constraints of one member, as the files in `constraints/` hold them: what the SDK packages leave out. Made from
 * botocore's models by scripts/constraints.ts.
 */
export interface ConstraintNode {
  /** Numeric type, where the SDK says only "number". */
  readonly type?: string;
  /** Least length, or least value of a number. */
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  /** Of a list's elements. */
  readonly member?: ConstraintNode;
  /** Of a map's keys and values. */
  readonly key?: ConstraintNode;
  readonly value?: ConstraintNode;
}

/** Structure name, member name, constraints. */
export type ConstraintData = Readonly<Record<string, Readonly<Record<string, ConstraintNode>>>>;

const NUMERIC_TYPES: ReadonlyMap<string, SimpleType> = new Map([
  ['integer', 'integer'],
  ['long', 'long'],
  ['float', 'float'],
  ['double', 'double'],
]);

/** The precise type of a number; undefined when the data doesn't say. */
export function numericType(node: ConstraintNode | undefined): SimpleType | undefined {
  return node?.type === undefined ? undefined : NUMERIC_TYPES.get(node.type);
}

/** What the data says of a member itself; undefined when that is nothing. */
export function constraintsOf(node: ConstraintNode | undefined): Constraints | undefined {
  if (node === undefined) return undefined;
  const numeric = node.type !== undefined && NUMERIC_TYPES.has(node.type);
  const pattern = node.pattern === undefined ? undefined : compilePattern(node.pattern);
  const constraints: Constraints = {
    ...(node.min !== undefined && (numeric ? { minimum: node.min } : { minLength: node.min })),
    ...(node.max !== undefined && (numeric ? { maximum: node.max } : { maxLength: node.max })),
    ...(pattern !== undefined && { pattern }),
    ...(node.enum !== undefined && { enum: new Set(node.enum) }),
  };
  return Object.keys(constraints).length === 0 ? undefined : constraints;
}
