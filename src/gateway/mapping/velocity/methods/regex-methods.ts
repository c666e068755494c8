import { PatternError } from '../../../../protocols/pattern/syntax.ts';
import {
  type JavaRegex,
  javaRegex,
  type Match,
  RegexBudget,
  RegexBudgetError,
} from '../../java-regex/java-regex.ts';
import type { Rendering } from '../rendering.ts';
import { TemplateError } from '../template-error.ts';
import { JavaList, type Value } from '../value.ts';
import { intArgument, type Method, textArgument } from './argument.ts';
import { replaceLiteral } from './replace-literal.ts';

/** The methods of java.lang.String that take a regular expression. */
export const REGEX_METHODS: readonly (readonly [string, Method<string>])[] = [
  ['matches', matches],
  ['replaceAll', (text, args, rendering) => replace(text, args, rendering, true)],
  ['replaceFirst', (text, args, rendering) => replace(text, args, rendering, false)],
  ['split', split],
];

function matches(text: string, args: readonly Value[], rendering: Rendering): Value {
  const pattern = textArgument(args, 0);
  if (pattern === undefined) return null;
  return searching(pattern, rendering, (regex, budget) => regex.matches(text, budget));
}

function replace(text: string, args: readonly Value[], rendering: Rendering, all: boolean): Value {
  const pattern = textArgument(args, 0);
  const replacement = textArgument(args, 1);
  if (pattern === undefined || replacement === undefined) return null;
  return searching(pattern, rendering, (regex, budget) => {
    if (all && regex.literal !== undefined && !/[\\$]/.test(replacement)) {
      return replaceLiteral(text, regex.literal, replacement, rendering);
    }
    const parts = parseReplacement(replacement, regex);
    let result = '';
    let end = 0;
    for (const match of matchesIn(regex, text, budget)) {
      const [start = 0, after = 0] = match;
      result += text.slice(end, start) + expand(parts, match, text);
      rendering.spendText(result.length >>> 6);
      if (result.length > rendering.settings.maximumText)
        throw new TemplateError('limit', 'A text is too large');
      end = after;
      if (!all) break;
    }
    result += text.slice(end);
    rendering.spendText(result.length);
    return result;
  });
}

/** Java's `String.split`: empty texts at the end are left out, and one at the beginning that nothing separates. */
function split(text: string, args: readonly Value[], rendering: Rendering): Value {
  const pattern = textArgument(args, 0);
  if (pattern === undefined) return null;
  const limit = intArgument(args, 1) ?? 0;
  return searching(pattern, rendering, (regex, budget) => {
    const parts: string[] = [];
    let end = 0;
    for (const [start = 0, after = 0] of matchesIn(regex, text, budget)) {
      if (limit > 0 && parts.length === limit - 1) break;
      if (after === 0) continue;
      rendering.spend(1);
      parts.push(text.slice(end, start));
      end = after;
    }
    parts.push(text.slice(end));
    // A text that nothing separates is its own only part, even when it is empty.
    if (limit === 0 && parts.length > 1) while (parts.at(-1) === '') parts.pop();
    return new JavaList(parts);
  });
}

/** Every match in turn; after an empty one the search goes on one character later. */
function* matchesIn(regex: JavaRegex, text: string, budget: RegexBudget): Generator<Match> {
  for (let from = 0; from <= text.length; ) {
    const match = regex.find(text, from, budget);
    if (match === undefined) return;
    yield match;
    budget.spend(1);
    const [start = 0, end = 0] = match;
    from = end > start ? end : end + 1;
  }
}

type ReplacementPart = string | number;

/** `$1`, `${name}` and `\`-escapes of a replacement. */
function parseReplacement(replacement: string, regex: JavaRegex): readonly ReplacementPart[] {
  const parts: ReplacementPart[] = [];
  for (let at = 0; at < replacement.length; at++) {
    const character = replacement.charAt(at);
    if (character === '\\') {
      if (++at >= replacement.length)
        throw new TemplateError('runtime', 'character to be escaped is missing');
      parts.push(replacement.charAt(at));
    } else if (character === '$') {
      const [whole, name, number = ''] = /^(?:\{(\w{1,50})\}|(\d))/.exec(replacement.slice(at + 1)) ?? [];
      const group = name === undefined ? Number(number || Number.NaN) : regex.names.get(name);
      if (whole === undefined || group === undefined || !(group <= regex.groups)) {
        throw new TemplateError('runtime', 'Illegal group reference');
      }
      parts.push(group);
      at += whole.length;
    } else {
      parts.push(character);
    }
  }
  return parts;
}

function expand(parts: readonly ReplacementPart[], match: Match, text: string): string {
  let result = '';
  for (const part of parts) {
    if (typeof part === 'string') result += part;
    else if ((match[2 * part] ?? -1) >= 0) result += text.slice(match[2 * part], match[2 * part + 1]);
  }
  return result;
}

/** Runs a search; what it takes counts as the rendering's work. */
function searching<T>(
  pattern: string,
  rendering: Rendering,
  search: (regex: JavaRegex, budget: RegexBudget) => T,
): T {
  const budget = new RegexBudget();
  // A pattern that has not been met lately has to be read.
  rendering.spend(150 + pattern.length);
  try {
    return search(javaRegex(pattern), budget);
  } catch (error) {
    if (error instanceof PatternError) {
      throw new TemplateError(
        'runtime',
        `The regular expression '${pattern.slice(0, 100)}' can't be used: ${error.message}`,
      );
    }
    if (error instanceof RegexBudgetError)
      throw new TemplateError('limit', 'A regular expression takes too long');
    throw error;
  } finally {
    rendering.spend(budget.spent >>> 3);
  }
}
