import type { Operator } from './arithmetic.ts';
import type { Position } from './template-error.ts';

/** What a template is made of. */
export type Statement =
  | { readonly kind: 'text'; readonly text: string; readonly position: Position }
  | { readonly kind: 'reference'; readonly reference: Reference }
  | {
      readonly kind: 'set';
      readonly target: Reference;
      readonly value: Expression;
      readonly position: Position;
    }
  | { readonly kind: 'if'; readonly branches: readonly Branch[]; readonly otherwise: OtherBranch | undefined }
  | {
      readonly kind: 'foreach';
      readonly variable: string;
      readonly items: Expression;
      readonly body: Block;
      readonly position: Position;
    }
  | {
      readonly kind: 'call';
      /** Name of the macro. */
      readonly name: string;
      readonly args: readonly Expression[];
      /** The source, printed when there is no such macro. */
      readonly source: string;
      /** Of `#@name(...) ... #end`. */
      readonly body: Block | undefined;
      readonly position: Position;
    }
  | { readonly kind: 'define'; readonly name: string; readonly body: Block; readonly position: Position }
  | { readonly kind: 'evaluate'; readonly value: Expression; readonly position: Position }
  | { readonly kind: 'break' | 'stop'; readonly position: Position };

export type Block = readonly Statement[];

/** `#if(...)` or `#elseif(...)` */
export interface Branch extends OtherBranch {
  readonly condition: Expression;
}

/** `#else` */
export interface OtherBranch {
  readonly body: Block;
  /** Of its directive. */
  readonly position: Position;
}

/** `$name.property.method(argument)[index]` */
export interface Reference {
  readonly root: string;
  readonly steps: readonly ReferenceStep[];
  /** `$!`: prints nothing when it is null. */
  readonly quiet: boolean;
  /** The source from its `$` on, printed when it is null. */
  readonly source: string;
  /** Backslashes before it. */
  readonly backslashes: number;
  readonly position: Position;
}

export type ReferenceStep =
  | { readonly kind: 'property'; readonly name: string }
  | { readonly kind: 'method'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'index'; readonly index: Expression };

export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=';

export type Expression =
  | { readonly kind: 'constant'; readonly value: null | boolean | string | number | bigint }
  | { readonly kind: 'double'; readonly value: number }
  | { readonly kind: 'interpolation'; readonly body: Block }
  | { readonly kind: 'reference'; readonly reference: Reference }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'range'; readonly from: Expression; readonly to: Expression }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [Expression, Expression])[] }
  | { readonly kind: 'not'; readonly operand: Expression }
  | { readonly kind: 'negate'; readonly operand: Expression }
  | { readonly kind: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
  | {
      readonly kind: 'compare';
      readonly operator: Comparison;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'arithmetic';
      readonly operator: Operator;
      readonly left: Expression;
      readonly right: Expression;
      /** Sources of the operands, which stand for null in a concatenation. */
      readonly sources: readonly [left: string, right: string];
    };

export interface Macro {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly body: Block;
}

/** A template read: its statements, and the macros that it defines anywhere. */
export interface ParsedTemplate {
  readonly body: Block;
  readonly macros: ReadonlyMap<string, Macro>;
}
