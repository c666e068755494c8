import { type OfflineResult, renderOffline } from '../gateway/mapping/offline-rendering.ts';
import type { OfflineRequest } from '../gateway/mapping/offline-source.ts';
import type { RenderObserver } from '../gateway/mapping/velocity/observer.ts';
import { TemplateError } from '../gateway/mapping/velocity/template-error.ts';
import { VtlProblem } from './vtl-problem.ts';

/** A mapping template to render. */
export interface TemplateFile {
  /** Path as a person would type it. */
  readonly file: string;
  readonly text: string;
}

/** Renders a template. Throws VtlProblem, which names the place in the template. */
export function renderFile(
  { file, text }: TemplateFile,
  payload: string,
  request: OfflineRequest,
  observer?: RenderObserver,
): OfflineResult {
  try {
    return renderOffline(text, payload, request, observer);
  } catch (error) {
    if (error instanceof TemplateError) throw new VtlProblem(file, error.reason, error.position);
    throw error;
  }
}

/** The line of a template that a problem is about, with a mark below the column; empty when it has no place. */
export function excerpt({ text }: TemplateFile, { line, column }: VtlProblem): string {
  if (line === undefined || column === undefined) return '';
  const source = text.split(/\r\n|\n|\r/)[line - 1] ?? '';
  // Tabs before the mark, as before what it marks, so that both are as far to the right.
  const blanks = source.slice(0, column - 1).replace(/[^\t]/g, ' ');
  return `  ${source}\n  ${blanks}^\n`;
}
