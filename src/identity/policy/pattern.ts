import {
  type PatternPart,
  type PatternSyntax,
  type PatternVariable,
  parsePatternText,
} from './pattern-text.ts';
import type { RequestContext } from './request-context.ts';
import { compileWildcards, type ResolvedPart } from './wildcard.ts';

/** Tests a text of the request; the context gives values to the pattern's variables. */
export type Pattern = (text: string, context: RequestContext) => boolean;

/** Compiles parts that may hold variables. A variable without a value matches nothing; values are never wildcards. */
export function compileParts(parts: readonly PatternPart[], fold: (text: string) => string = same): Pattern {
  if (!parts.some(isVariable)) {
    const matches = compileWildcards(joinTexts(foldTexts(parts.filter(isResolved), fold)));
    return fold === same ? matches : (text) => matches(fold(text));
  }
  return (text, context) => {
    const resolved: ResolvedPart[] = [];
    for (const part of parts) {
      if (!isVariable(part)) resolved.push(part);
      else {
        const value = variableValue(part, context);
        if (value === undefined) return false;
        resolved.push({ kind: 'text', text: value });
      }
    }
    return compileWildcards(joinTexts(foldTexts(resolved, fold)))(fold(text));
  };
}

/** Compiles a text of a policy where colons mean nothing: actions, condition values. */
export function compilePattern(
  text: string,
  syntax: PatternSyntax,
  fold?: (text: string) => string,
): Pattern {
  return compileParts(parsePatternText(text, syntax), fold);
}

/**
 * A variable's value: the key's, if it has exactly one, else the default.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-no-value
 */
function variableValue(variable: PatternVariable, context: RequestContext): string | undefined {
  const value = context.value(variable.key);
  return typeof value === 'string' ? value : variable.fallback;
}

function isVariable(part: PatternPart): part is PatternVariable {
  return part.kind === 'variable';
}

function isResolved(part: PatternPart): part is ResolvedPart {
  return part.kind !== 'variable';
}

function same(text: string): string {
  return text;
}

function foldTexts(parts: readonly ResolvedPart[], fold: (text: string) => string): ResolvedPart[] {
  return parts.map((part) => (part.kind === 'text' ? { kind: 'text', text: fold(part.text) } : part));
}

/** One text where several meet, so that the matcher's fast forms apply. */
function joinTexts(parts: readonly ResolvedPart[]): ResolvedPart[] {
  const joined: ResolvedPart[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (part.kind === 'text' && last?.kind === 'text') {
      joined[joined.length - 1] = { kind: 'text', text: last.text + part.text };
    } else joined.push(part);
  }
  return joined;
}
