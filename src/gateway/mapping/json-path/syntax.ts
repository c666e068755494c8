import type { Value } from '../velocity/value.ts';

/** A JSON path that can't be read. */
export class JsonPathError extends Error {
  override readonly name = 'JsonPathError';
}

/** One step of a path. */
export type Token =
  | { readonly kind: 'properties'; readonly names: readonly string[] }
  | { readonly kind: 'indices'; readonly indices: readonly number[] }
  | { readonly kind: 'slice'; readonly from: number | undefined; readonly to: number | undefined }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'deep' }
  | { readonly kind: 'filter'; readonly predicate: Predicate }
  | { readonly kind: 'function'; readonly name: string; readonly args: readonly Operand[] };

/** A path read: `$` is the document, `@` the element that a filter looks at. */
export interface Path {
  readonly root: '$' | '@';
  readonly tokens: readonly Token[];
  /** True when it can only name one value. */
  readonly definite: boolean;
}

export type Comparison =
  | '=='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | '=~'
  | 'in'
  | 'nin'
  | 'contains'
  | 'size'
  | 'empty'
  | 'subsetof'
  | 'anyof'
  | 'noneof';

export type Predicate =
  | { readonly kind: 'and' | 'or'; readonly left: Predicate; readonly right: Predicate }
  | { readonly kind: 'not'; readonly operand: Predicate }
  | { readonly kind: 'exists'; readonly path: Path }
  | {
      readonly kind: 'compare';
      readonly operator: Comparison;
      readonly left: Operand;
      readonly right: Operand;
    };

export type Operand =
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'pattern'; readonly source: string };
