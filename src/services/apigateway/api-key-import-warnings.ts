import type { ServiceError } from '../../protocols/service-error.ts';
import { errors } from './errors.ts';

/** More than this many wrong lines make a file that is not what was meant. */
const MAXIMUM_WARNINGS = 10_000;

/** What an import tells of single rows. */
export class ImportWarnings {
  readonly #all: string[] = [];

  /** As the answer has them. */
  get all(): string[] {
    return this.#all;
  }

  /** Throws BadRequestException when there are too many: for the time before anything is written. */
  add(line: number, error: ServiceError): void {
    if (this.#all.length >= MAXIMUM_WARNINGS) throw errors.tooManyKeyWarnings(MAXIMUM_WARNINGS);
    this.#all.push(warningOf(line, error));
  }

  /** Leaves out what is too much: what was written stays. */
  addWritten(warnings: readonly string[]): void {
    this.#all.push(...warnings.slice(0, MAXIMUM_WARNINGS - this.#all.length));
  }
}

/** How a failure with one row is told. */
export function warningOf(line: number, error: ServiceError): string {
  return `Line ${line}: ${error.message}`;
}
