import { Program } from '../../../protocols/pattern/program.ts';
import { PatternError, parsePattern } from '../../../protocols/pattern/syntax.ts';
import { formatError } from './validation-error.ts';

/**
 * Tells whether a whole text matches a parameter's AllowedPattern. Pattern and text both come from users, so that
 * matching takes time in proportion to the text, whatever the pattern.
 * Throws ValidationError for patterns that are no regular expressions, or need more than that (back references).
 */
export function allowedPattern(parameter: string, pattern: string): (text: string) => boolean {
  try {
    const program = new Program(parsePattern(pattern));
    return (text) => program.matches(text);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw formatError(
      `[/Parameters/${parameter}/AllowedPattern] '${pattern}' can't be matched: ${error.message}.`,
    );
  }
}
