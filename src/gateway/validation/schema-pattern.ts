import { CharacterClass } from '../../protocols/pattern/character-class.ts';
import { Program } from '../../protocols/pattern/program.ts';
import { parsePattern } from '../../protocols/pattern/syntax.ts';
import { budget } from './evaluation-budget.ts';

/** Longer strings match no pattern: they would take too long. */
const LONGEST_TEXT = 1024 * 1024;

const ANYTHING = {
  kind: 'repeat',
  item: { kind: 'class', set: new CharacterClass([], [], true) },
  min: 0,
  max: Number.POSITIVE_INFINITY,
} as const;

/**
 * A `pattern` of a schema, which may match anywhere in a string, run in time linear in the string's length. Throws
 * PatternError for one that is not understood, such as one with back references.
 */
function compileSchemaPattern(pattern: string): { test(text: string): boolean; toString(): string } {
  const program = new Program({ kind: 'sequence', items: [ANYTHING, parsePattern(pattern), ANYTHING] });
  return {
    test(text) {
      budget.checkTime();
      return text.length <= LONGEST_TEXT && program.matches(text);
    },
    // Ajv takes patterns that say the same of themselves for the same.
    toString: () => pattern,
  };
}

/** What Ajv asks to compile patterns; `code` is for validators written to files, which these are not. */
export const schemaPatterns = Object.assign(compileSchemaPattern, { code: 'undefined' });
