/** Where something stands in a template; both count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * All that can go wrong with a template: `syntax` while it is compiled, `limit` when it runs past a bound, `runtime`
 * when a method is called with what it can't take. Nothing else is ever thrown by the engine.
 */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
  readonly kind: 'syntax' | 'limit' | 'runtime';
  /** What is wrong, without the place. */
  readonly reason: string;
  readonly position: Position | undefined;

  constructor(kind: 'syntax' | 'limit' | 'runtime', reason: string, position?: Position) {
    super(position ? `${reason} at line ${position.line}, column ${position.column}` : reason);
    this.kind = kind;
    this.reason = reason;
    this.position = position;
  }

  /** The same with a place, if it has none yet. */
  at(position: Position): TemplateError {
    return this.position ? this : new TemplateError(this.kind, this.reason, position);
  }
}
