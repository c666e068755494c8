import { Cursor, type Grammar } from './cursor.ts';
import { MAXIMUM_TEMPLATE } from './limits.ts';
import { parseDirective } from './parse-directive.ts';
import { parsePrimary } from './parse-expression.ts';
import { isReference, parseReference } from './parse-reference.ts';
import type { Block, Macro, ParsedTemplate, Statement } from './syntax.ts';
import { TemplateError } from './template-error.ts';

/** Directives that Velocity has; a backslash before one of them, or before a macro's name, escapes it. */
const DIRECTIVES: ReadonlySet<string> = new Set([
  'break',
  'define',
  'else',
  'elseif',
  'end',
  'evaluate',
  'foreach',
  'if',
  'include',
  'literal',
  'macro',
  'parse',
  'set',
  'stop',
]);
const DIRECTIVE_NAME = /#(?:[A-Za-z_@][A-Za-z0-9_@]*|\{[A-Za-z_][A-Za-z0-9_@]*\})/y;
const END_OF_BLOCK = /#(?:\{(?:end|else|elseif)\}|(?:end|else|elseif)(?![A-Za-z0-9_@]))/y;
const SET = /[ \t]*#(?:set|\{set\}) *\(/y;
const PLAIN = /[^$#\\]+/y;

/**
 * Reads a template. Spaces go as in Velocity 1.7, which 2.x calls the backward-compatible mode: a directive takes the
 * line end after it, `#set` also the blanks before it.
 * https://velocity.apache.org/engine/1.7/user-guide.html
 * @param macros those that are defined elsewhere and can't be defined anew
 */
export function parseTemplate(
  source: string,
  macros: ReadonlyMap<string, Macro> = new Map(),
): ParsedTemplate {
  if (source.length > MAXIMUM_TEMPLATE) throw new TemplateError('limit', 'The template is too large');
  const grammar: Grammar = { macros: new Map(macros), block: parseBlock, primary: parsePrimary };
  const cursor = new Cursor(source, grammar);
  const body = parseBlock(cursor);
  if (!cursor.atEnd) throw cursor.unexpected();
  return { body, macros: grammar.macros };
}

/** Reads statements up to the end of the text, or to a directive that ends a block, which it leaves. */
function parseBlock(cursor: Cursor): Block {
  const statements: Statement[] = [];
  let text = '';
  let textAt = 0;
  const endText = () => {
    if (text !== '') statements.push({ kind: 'text', text, position: cursor.position(textAt) });
    text = '';
  };
  const add = (statement: Statement) => {
    endText();
    statements.push(statement);
  };
  while (!cursor.atEnd) {
    if (cursor.peek() === '#' && matches(cursor, END_OF_BLOCK)) break;
    // A token of its own only where no other text precedes the blanks.
    if (matches(cursor, SET)) {
      cursor.match(/[ \t]*/y);
      for (const statement of parseDirective(cursor)) add(statement);
      continue;
    }
    // First what was found, for it may have taken the text before it.
    const at = cursor.at;
    const more = cursor.match(PLAIN) ?? parseMark(cursor, add);
    // What follows a comment may stand some lines further down.
    if (more === '') endText();
    if (text === '') textAt = at;
    text += more;
  }
  endText();
  return statements;
}

type Add = (statement: Statement) => void;

/** Reads at a `\\`, `$` or `#`: adds what it means, or gives the text that it is. */
function parseMark(cursor: Cursor, add: Add): string {
  switch (cursor.peek()) {
    case '\\':
      return parseBackslashes(cursor, add);
    case '$':
      return parseDollar(cursor, add, 0);
    default:
      return parseHash(cursor, add);
  }
}

function parseDollar(cursor: Cursor, add: Add, backslashes: number): string {
  if (isReference(cursor)) {
    add({ kind: 'reference', reference: parseReference(cursor, backslashes) });
    return '';
  }
  const before = '\\'.repeat(backslashes);
  const bang = cursor.match(/\$\\+!/y);
  // `$\!name` is no reference: one backslash less is printed.
  if (bang !== undefined) return `${before}$${'\\'.repeat(bang.length - 3)}!`;
  cursor.at++;
  return `${before}$`;
}

function parseBackslashes(cursor: Cursor, add: Add): string {
  const run = cursor.match(/\\+/y) ?? '';
  if (cursor.peek() === '$') return parseDollar(cursor, add, run.length);
  const name = cursor.peek() === '#' ? lookAhead(cursor, DIRECTIVE_NAME) : undefined;
  if (name === undefined) return run;
  const known = isDirective(name, cursor);
  if (run.length % 2 === 0) {
    // `\\#set(` is not looked at by Velocity 1.7 as other directives are.
    return known && !/^#\{?set/.test(name) ? run.slice(run.length / 2) : run;
  }
  cursor.at += name.length;
  return `${known ? run.slice((run.length + 1) / 2) : run}${name}`;
}

function isDirective(source: string, { grammar }: Cursor): boolean {
  const name = source.replace(/^#\{?/, '').replace('}', '');
  return DIRECTIVES.has(name) || grammar.macros.has(name);
}

function parseHash(cursor: Cursor, add: Add): string {
  if (cursor.take('##')) {
    cursor.match(/[^\r\n]*(?:\r\n|\n|\r)?/y);
    return '';
  }
  if (cursor.startsWith('#[[')) return enclosed(cursor, 3, ']]#');
  if (cursor.startsWith('#*')) {
    enclosed(cursor, 2, '*#');
    return '';
  }
  if (!matches(cursor, DIRECTIVE_NAME)) {
    cursor.at++;
    return '#';
  }
  for (const statement of parseDirective(cursor)) add(statement);
  return '';
}

/** What stands between here and a closing mark, neither counted. */
function enclosed(cursor: Cursor, opening: number, closing: string): string {
  const end = cursor.text.indexOf(closing, cursor.at + opening);
  if (end < 0) throw cursor.error(`'${closing}' is missing`);
  const text = cursor.text.slice(cursor.at + opening, end);
  cursor.at = end + closing.length;
  return text;
}

function matches(cursor: Cursor, expression: RegExp): boolean {
  expression.lastIndex = cursor.at;
  return expression.test(cursor.text);
}

function lookAhead(cursor: Cursor, expression: RegExp): string | undefined {
  expression.lastIndex = cursor.at;
  return expression.exec(cursor.text)?.[0];
}
