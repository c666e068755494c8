import type { Cursor } from './cursor.ts';
import { parseExpression, parsePrimary } from './parse-expression.ts';
import { isReference, parseReference } from './parse-reference.ts';
import type { Block, Branch, Expression, OtherBranch, Statement } from './syntax.ts';

const NAME = /#(?:\{([A-Za-z_][A-Za-z0-9_@]*)\}|([A-Za-z_@][A-Za-z0-9_@]*))/y;
const WORD = /[A-Za-z_@][A-Za-z0-9_@]*/y;
const END = /#(?:\{end\}|end)(?:[ \t]*(?:\r\n|\n|\r))?/y;
const ELSE = /#(?:\{else\}|else(?![A-Za-z0-9_@]))(?:[ \t]*(?:\r\n|\n|\r))?/y;
const ELSEIF = /#(?:\{elseif\}|elseif(?![A-Za-z0-9_@]))/y;

/** Reads a directive at its `#`, with its block if it has one. Gives nothing for `#macro`, which prints nothing. */
export function parseDirective(cursor: Cursor): readonly Statement[] {
  const start = cursor.at;
  NAME.lastIndex = start;
  const [source = '', braced, plain] = NAME.exec(cursor.text) ?? [];
  const name = braced ?? plain ?? '';
  cursor.at += source.length;
  switch (name) {
    case 'if':
      return [cursor.nested(() => parseIf(cursor, start))];
    case 'set':
      if (opensWith(cursor, /[ ]*\(/y)) return [parseSet(cursor, start)];
      break;
    case 'foreach':
      return [cursor.nested(() => parseForeach(cursor, start))];
    case 'macro':
      cursor.nested(() => parseMacro(cursor, start));
      return [];
    case 'define':
      return [cursor.nested(() => parseDefine(cursor, start))];
    case 'literal':
      return [cursor.nested(() => parseLiteral(cursor))];
    case 'evaluate':
      return [parseEvaluate(cursor, start)];
    case 'break':
    case 'stop':
      skipArguments(cursor);
      return [{ kind: name, position: cursor.position(start) }];
    case 'include':
    case 'parse':
      throw cursor.error(`#${name} is not available: there are no other templates`, start);
  }
  return [cursor.nested(() => parseCall(cursor, name, start))];
}

function parseIf(cursor: Cursor, start: number): Statement {
  const branches: Branch[] = [parseBranch(cursor, start)];
  let at = cursor.at;
  while (cursor.match(ELSEIF) !== undefined) {
    branches.push(parseBranch(cursor, at));
    at = cursor.at;
  }
  let otherwise: OtherBranch | undefined;
  if (cursor.match(ELSE) !== undefined) {
    otherwise = { position: cursor.position(at), body: cursor.grammar.block(cursor) };
  }
  expectEnd(cursor);
  return { kind: 'if', branches, otherwise };
}

function parseBranch(cursor: Cursor, start: number): Branch {
  const position = cursor.position(start);
  cursor.skipWhitespace();
  cursor.expect('(');
  const condition = parseExpression(cursor);
  close(cursor);
  return { condition, position, body: cursor.grammar.block(cursor) };
}

function parseSet(cursor: Cursor, start: number): Statement {
  cursor.skipWhitespace();
  cursor.expect('(');
  cursor.skipWhitespace();
  const target = parseReference(cursor);
  cursor.skipWhitespace();
  cursor.expect('=');
  const value = parseExpression(cursor);
  close(cursor);
  return { kind: 'set', target, value, position: cursor.position(start) };
}

function parseForeach(cursor: Cursor, start: number): Statement {
  cursor.skipWhitespace();
  cursor.expect('(');
  cursor.skipWhitespace();
  const { root: variable } = parseReference(cursor);
  cursor.skipWhitespace();
  cursor.expect('in');
  cursor.skipWhitespace();
  const items = parsePrimary(cursor);
  cursor.skipWhitespace();
  close(cursor);
  const body = cursor.grammar.block(cursor);
  expectEnd(cursor);
  return { kind: 'foreach', variable, items, body, position: cursor.position(start) };
}

/** The first definition of a name counts: Velocity does not let inline macros be replaced. */
function parseMacro(cursor: Cursor, start: number): void {
  cursor.skipWhitespace();
  cursor.expect('(');
  cursor.skipWhitespace();
  const name = cursor.match(WORD);
  if (name === undefined) throw cursor.error('A macro needs a name', start);
  const parameters: string[] = [];
  for (separate(cursor); !cursor.startsWith(')'); separate(cursor)) {
    const { root, steps } = parseReference(cursor);
    if (steps.length > 0) throw cursor.error('A parameter of a macro is a plain reference');
    parameters.push(root);
  }
  close(cursor);
  const body = cursor.grammar.block(cursor);
  expectEnd(cursor);
  const { macros } = cursor.grammar;
  if (!macros.has(name)) macros.set(name, { name, parameters, body });
}

function parseDefine(cursor: Cursor, start: number): Statement {
  cursor.skipWhitespace();
  cursor.expect('(');
  cursor.skipWhitespace();
  const { root: name } = parseReference(cursor);
  cursor.skipWhitespace();
  close(cursor);
  const body = cursor.grammar.block(cursor);
  expectEnd(cursor);
  return { kind: 'define', name, body, position: cursor.position(start) };
}

/** `#literal() ... #end`: what is between, with its directives well formed, as it stands. */
function parseLiteral(cursor: Cursor): Statement {
  skipArguments(cursor);
  const start = cursor.at;
  cursor.grammar.block(cursor);
  const text = cursor.text.slice(start, cursor.at);
  expectEnd(cursor);
  return { kind: 'text', text, position: cursor.position(start) };
}

function parseEvaluate(cursor: Cursor, start: number): Statement {
  cursor.skipWhitespace();
  cursor.expect('(');
  cursor.skipWhitespace();
  const value = parsePrimary(cursor);
  cursor.skipWhitespace();
  close(cursor);
  return { kind: 'evaluate', value, position: cursor.position(start) };
}

/** `#name(...)`, `#@name(...) ... #end`, or a word that only looks like a macro. */
function parseCall(cursor: Cursor, name: string, start: number): Statement {
  const position = cursor.position(start);
  const hasBlock = name.startsWith('@');
  const args = opensWith(cursor, /[ \t\r\n]*\(/y) ? parseCallArguments(cursor) : [];
  const source = cursor.text.slice(start, cursor.at);
  let body: Block | undefined;
  if (hasBlock) {
    body = cursor.grammar.block(cursor);
    expectEnd(cursor);
  }
  return { kind: 'call', name: hasBlock ? name.slice(1) : name, args, source, body, position };
}

/** Arguments stand apart by blanks or commas; bare words are taken as text. */
function parseCallArguments(cursor: Cursor): Expression[] {
  cursor.skipWhitespace();
  cursor.expect('(');
  const args: Expression[] = [];
  for (separate(cursor); !cursor.startsWith(')'); separate(cursor)) args.push(parseCallArgument(cursor));
  close(cursor);
  return args;
}

function parseCallArgument(cursor: Cursor): Expression {
  if (cursor.peek() === '$' && !isReference(cursor)) throw cursor.unexpected();
  WORD.lastIndex = cursor.at;
  const [word] = WORD.exec(cursor.text) ?? [];
  if (word === undefined || word === 'true' || word === 'false') return parsePrimary(cursor);
  cursor.at += word.length;
  return { kind: 'constant', value: word };
}

function separate(cursor: Cursor): void {
  cursor.skipWhitespace();
  if (cursor.take(',')) cursor.skipWhitespace();
}

/** `#break`, `#stop` and `#literal` may have parentheses, with or without something in them. */
function skipArguments(cursor: Cursor): void {
  if (opensWith(cursor, /[ \t\r\n]*\(/y)) parseCallArguments(cursor);
}

function opensWith(cursor: Cursor, expression: RegExp): boolean {
  expression.lastIndex = cursor.at;
  return expression.test(cursor.text);
}

function close(cursor: Cursor): void {
  cursor.expect(')');
  cursor.skipLineEnd();
}

function expectEnd(cursor: Cursor): void {
  if (cursor.match(END) === undefined) throw cursor.error('#end is missing');
}
