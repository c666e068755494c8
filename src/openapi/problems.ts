/** Messages beyond this many are counted only. */
const MAXIMUM_MESSAGES = 500;

/** What an import found wrong: errors, which refuse it, and warnings, which the caller may refuse. */
export class Problems {
  readonly #errors: string[] = [];
  readonly #warnings: string[] = [];

  error(message: string): void {
    if (this.#errors.length < MAXIMUM_MESSAGES) this.#errors.push(message);
  }

  warn(message: string): void {
    if (this.#warnings.length < MAXIMUM_MESSAGES) this.#warnings.push(message);
  }

  /** The same messages so far, to add others to. */
  copy(): Problems {
    const copy = new Problems();
    copy.#errors.push(...this.#errors);
    copy.#warnings.push(...this.#warnings);
    return copy;
  }

  get errors(): readonly string[] {
    return this.#errors;
  }

  get warnings(): readonly string[] {
    return this.#warnings;
  }
}

/** The document is no OpenAPI definition that can be imported. The message is AWS's own. */
export class InvalidDefinitionError extends Error {
  override readonly name = 'InvalidDefinitionError';
}
