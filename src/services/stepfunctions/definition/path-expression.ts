/**
 * Which JSONPaths and intrinsic functions a definition may have. The library that evaluates them would run script and
 * filter expressions, `[?(...)]` and `[(...)]`, as JavaScript, and knows operators that AWS does not: none of that is let
 * in. What is left are names, indexes, slices, unions, wildcards and descendants.
 * https://docs.aws.amazon.com/step-functions/latest/dg/amazon-states-language-paths.html
 */

const NAME = /[\p{L}\p{N}_-]/u;
/** What a quoted name can't have, because the library would take it for an operator. */
const UNQUOTABLE = /['"`\\[\]()?@^~]/;
const SUBSCRIPT = /^(?:\*|-?\d{1,9}(?:,\s?-?\d{1,9})*|(?:-?\d{1,9})?:(?:-?\d{1,9})?(?::\d{1,9})?)$/;
/** Each of them multiplies what a path may have to look at. */
const MAXIMUM_DESCENTS = 2;
const MAXIMUM_LENGTH = 4096;
/** "You can nest up to 10 intrinsic functions within a field." */
const MAXIMUM_NESTING = 10;

const INTRINSIC_FUNCTIONS: ReadonlySet<string> = new Set(
  [
    'Format',
    'StringToJson',
    'JsonToString',
    'Array',
    'ArrayPartition',
    'ArrayContains',
    'ArrayRange',
    'ArrayGetItem',
    'ArrayLength',
    'ArrayUnique',
    'Base64Encode',
    'Base64Decode',
    'Hash',
    'JsonMerge',
    'MathRandom',
    'MathAdd',
    'StringSplit',
    'UUID',
  ].map((name) => `States.${name}`),
);

/** `$.a[0].b`, `$..price`, `$$.Execution.Id` */
export function isPath(text: string): boolean {
  if (!text.startsWith('$') || text.length > MAXIMUM_LENGTH) return false;
  let at = text.startsWith('$$') ? 2 : 1;
  let descents = 0;
  while (at < text.length) {
    if (text[at] === '.') {
      at++;
      if (text[at] === '.') {
        at++;
        if (++descents > MAXIMUM_DESCENTS) return false;
        if (text[at] === '[') continue;
      }
      const end = endOfName(text, at);
      if (end === at) return false;
      at = end;
    } else if (text[at] === '[') {
      const end = endOfSubscript(text, at + 1);
      if (end === undefined) return false;
      at = end;
    } else return false;
  }
  return true;
}

/** A path that can only point to one place: no `..`, no `*`, no unions, no slices. */
export function isReferencePath(text: string): boolean {
  return isPath(text) && !text.startsWith('$$') && !/\.\.|\*|,|:/.test(text);
}

/** `States.Format('{} {}', $.a, States.UUID())`, read as the library reads it. */
export function isIntrinsicFunction(text: string, nesting = 0): boolean {
  const open = text.indexOf('(');
  if (open < 0 || !text.endsWith(')') || text.length > MAXIMUM_LENGTH || nesting > MAXIMUM_NESTING)
    return false;
  if (!INTRINSIC_FUNCTIONS.has(text.slice(0, open))) return false;
  return splitArguments(text.slice(open + 1, -1)).every((argument) => isArgument(argument, nesting));
}

function isArgument(argument: string, nesting: number): boolean {
  if (argument.startsWith('States')) return isIntrinsicFunction(argument, nesting + 1);
  if (argument.startsWith('$')) return isPath(argument);
  if (argument.startsWith("'")) return argument.length > 1 && argument.endsWith("'");
  return /^(?:true|false|null|-?\d{1,17}(?:\.\d{1,17})?(?:[eE][+-]?\d{1,3})?)$/.test(argument);
}

/** Splits at commas outside of parentheses and apostrophes. Exactly the library's way, so that nothing hides from us. */
function splitArguments(text: string): string[] {
  const found: string[] = [];
  let partial = '';
  let parentheses = 0;
  let quoted = false;
  for (let index = 0; index < text.length; index++) {
    const character = text[index] ?? '';
    if (character === '(') parentheses++;
    else if (character === ')') parentheses--;
    if (character === "'" && partial.at(-1) !== '\\') quoted = !quoted;
    const last = index === text.length - 1;
    if ((character === ',' && parentheses === 0 && !quoted) || last) {
      found.push((last ? partial + character : partial).trim());
      partial = '';
    } else partial += character;
  }
  return found;
}

function endOfName(text: string, start: number): number {
  if (text[start] === '*') return start + 1;
  let end = start;
  for (const character of text.slice(start)) {
    if (!NAME.test(character)) break;
    end += character.length;
  }
  return end;
}

/** The place after the closing bracket; undefined when what is in the brackets is not allowed. */
function endOfSubscript(text: string, start: number): number | undefined {
  const quote = text[start];
  if (quote === "'" || quote === '"') {
    const close = text.indexOf(quote, start + 1);
    if (close <= start + 1 || text[close + 1] !== ']') return undefined;
    return UNQUOTABLE.test(text.slice(start + 1, close)) ? undefined : close + 2;
  }
  const close = text.indexOf(']', start);
  return close > start && SUBSCRIPT.test(text.slice(start, close)) ? close + 1 : undefined;
}
