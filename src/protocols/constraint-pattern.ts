import { CharacterClass } from './pattern/character-class.ts';
import { Program } from './pattern/program.ts';
import type { Expression } from './pattern/syntax.ts';
import { PatternError, parsePattern } from './pattern/syntax.ts';

/** A regular expression that a whole string must match, with its text for messages. */
export interface ConstraintPattern {
  readonly source: string;
  test(text: string): boolean;
}

/** Distinct patterns of all loaded models; each is compiled when it is first needed. */
const compiled = new Map<string, ConstraintPattern>();
const MAXIMUM_KEPT = 10_000;

/**
 * A pattern of a service model. It is checked here and compiled at its first use.
 * @param extent the text to match: all of it, as in AWS's framework and botocore, or any part, as in Smithy
 * Undefined when it isn't understood (see {@link parsePattern}): such a constraint is not enforced, which only means that
 * the handler sees values a model's author wanted refused before.
 */
export function compilePattern(
  source: string,
  extent: 'whole' | 'anywhere' = 'whole',
): ConstraintPattern | undefined {
  const key = `${extent} ${source}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  let expression: Expression;
  try {
    expression = extent === 'whole' ? unanchored(parsePattern(source)) : anywhere(parsePattern(source));
  } catch (error) {
    if (error instanceof PatternError) return undefined;
    throw error;
  }
  const pattern = lazyPattern(source, expression);
  if (compiled.size < MAXIMUM_KEPT) compiled.set(key, pattern);
  return pattern;
}

function lazyPattern(source: string, expression: Expression): ConstraintPattern {
  let test: ((text: string) => boolean) | undefined;
  return {
    source,
    test(text) {
      test ??= compile(expression);
      return test(text);
    },
  };
}

function compile(expression: Expression): (text: string) => boolean {
  if (expression.kind === 'repeat' && expression.item.kind === 'class') {
    return repeatedClass(expression.item.set, expression.min, expression.max);
  }
  let program: Program;
  try {
    program = new Program(expression);
  } catch (error) {
    if (error instanceof PatternError) return () => true;
    throw error;
  }
  return (text) => program.matches(text);
}

/** Most patterns are one class repeated: `[\w+=,.@-]+`. */
function repeatedClass(set: CharacterClass, min: number, max: number): (text: string) => boolean {
  return (text) => {
    let count = 0;
    for (const character of text) {
      if (++count > max || !set.has(character.codePointAt(0) ?? 0)) return false;
    }
    return count >= min;
  };
}

/** Anchors around a whole match say nothing. */
function unanchored(expression: Expression): Expression {
  if (expression.kind !== 'sequence') return expression;
  const items = [...expression.items];
  if (items[0]?.kind === 'assert' && items[0].what === 'start') items.shift();
  const last = items.at(-1);
  if (last?.kind === 'assert' && last.what === 'end') items.pop();
  return items.length === 1 && items[0] !== undefined ? items[0] : { kind: 'sequence', items };
}

function anywhere(item: Expression): Expression {
  const rest: Expression = {
    kind: 'repeat',
    item: { kind: 'class', set: new CharacterClass([], [], true) },
    min: 0,
    max: Number.POSITIVE_INFINITY,
  };
  return { kind: 'sequence', items: [rest, item, rest] };
}
