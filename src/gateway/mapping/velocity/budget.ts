import type { RenderSettings } from './limits.ts';
import { TemplateError } from './template-error.ts';

/** Steps between two looks at the clock. */
const STEPS_PER_LOOK = 4_096;

/** What a rendering may still use. Throws TemplateError when it is used up. */
export class Budget {
  readonly settings: RenderSettings;
  #steps: number;
  /** Where the steps will be when the clock is looked at. */
  #nextLook: number;
  #deadline = 0;

  constructor(settings: RenderSettings) {
    this.settings = settings;
    this.#steps = settings.maximumSteps;
    this.#nextLook = this.#steps - STEPS_PER_LOOK;
  }

  /** Uses up so many units of work. */
  spend(steps: number): void {
    this.#steps -= steps;
    if (this.#steps < this.#nextLook) this.#look();
  }

  /** Pays for a text that was made or looked through, and holds it to its bound. */
  spendText(length: number): void {
    if (length > this.settings.maximumText) throw new TemplateError('limit', 'A text is too large');
    this.spend(1 + (length >>> 6));
  }

  /** Pays for elements that were made or looked through. */
  spendItems(count: number): void {
    this.spend(1 + (count >>> 3));
  }

  #look(): void {
    if (this.#steps < 0) throw tooLong();
    this.#nextLook = Math.max(0, this.#steps - STEPS_PER_LOOK);
    const now = performance.now();
    // Small templates end before the clock has been looked at.
    if (this.#deadline === 0) this.#deadline = now + this.settings.maximumTime;
    else if (now > this.#deadline) throw tooLong();
  }
}

function tooLong(): TemplateError {
  return new TemplateError('limit', 'The template takes too long');
}
