/** What is wrong with a specification, and where. */
export interface Problem {
  /** Path of the file, as a person would type it. */
  readonly file: string;
  /** From 1; absent when the file as a whole is meant. */
  readonly line?: number;
  readonly column?: number;
  readonly message: string;
}

/** A specification that can't be made one document. */
export class SpecificationError extends Error {
  override readonly name = 'SpecificationError';
  readonly problems: readonly Problem[];
  /** Absolute paths of what was read, or was to be read: a change of one may end the error. */
  readonly files: readonly string[];

  constructor(problems: readonly Problem[], files: readonly string[]) {
    super(problems.map(problemText).join('\n'));
    this.problems = problems;
    this.files = files;
  }
}

/** `api/paths/widget.yaml:12:9: ...`, as editors and terminals make links of. */
export function problemText({ file, line, column, message }: Problem): string {
  const where = line === undefined ? file : `${file}:${line}:${column ?? 1}`;
  return `${where}: ${message}`;
}
