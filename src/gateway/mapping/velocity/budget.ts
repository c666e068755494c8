import type { RenderSettings } from './limits.ts';
import { TemplateError } from './template-error.ts';

/** What a rendering may still use. Throws TemplateError when it is used up. */
export class Budget {
  readonly settings: RenderSettings;
  #steps: number;

  constructor(settings: RenderSettings) {
    this.settings = settings;
    this.#steps = settings.maximumSteps;
  }

  /** Uses up so many units of work. */
  spend(steps: number): void {
    this.#steps -= steps;
    if (this.#steps < 0) throw new TemplateError('limit', 'The template takes too long');
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
}
