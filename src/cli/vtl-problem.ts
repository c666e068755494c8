/** Why a mapping template can't be rendered or tested: something that a person can change. */
export class VtlProblem extends Error {
  override readonly name = 'VtlProblem';
  /** Path of the file that it is about, as a person would type it. */
  readonly file: string;
  /** What is wrong, without the place. */
  readonly reason: string;
  /** From 1; undefined when the file as a whole is meant. */
  readonly line: number | undefined;
  readonly column: number | undefined;

  constructor(file: string, reason: string, place: { line: number; column: number } | undefined) {
    super(place ? `${file}:${place.line}:${place.column}: ${reason}` : `${file}: ${reason}`);
    this.file = file;
    this.reason = reason;
    this.line = place?.line;
    this.column = place?.column;
  }
}
