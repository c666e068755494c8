import { setImmediate } from 'node:timers/promises';
import type { CST, Document, ParsedNode } from 'yaml';

/** How often aliases may be expanded, those inside of others counted each time. */
const MAXIMUM_ALIASES = 100;
/** Anchors and aliases in the text. */
const MAXIMUM_ANCHORS = 1_000;
/** Documents and directives; the second document is refused when all is read. */
const MAXIMUM_PARTS = 10;
const MAXIMUM_LEXEMES = 2_500_000;
/** Parts of the text that are read before other work is let through. */
const LEXEMES_AT_ONCE = 10_000;

/** The text is not one well-formed document, or it is made to exhaust whoever reads it. */
export class UnreadableYamlError extends Error {
  override readonly name = 'UnreadableYamlError';
}

/**
 * Reads one document of YAML 1.2 with merge keys; a repeated key and an unknown tag are errors. What aliases repeat is
 * the same object in each place. Time is linear in the length of the text. The library is loaded at the first use.
 * @param maximumDepth levels of collections
 * @throws UnreadableYamlError
 */
export async function parseYaml(text: string, maximumDepth: number): Promise<unknown> {
  const tokens = await tokensOf(text, maximumDepth);
  const yaml = await import('yaml');
  const document = withoutTraces(() => {
    // The library compares each key with each other one to find repeated keys.
    const composer = new yaml.Composer({
      merge: true,
      prettyErrors: false,
      logLevel: 'silent',
      stringKeys: true,
      uniqueKeys: false,
    });
    const [found, ...others] = composer.compose(tokens, true, text.length);
    return others.length === 0 ? found : undefined;
  });
  if (document === undefined || document.errors.length > 0 || document.warnings.length > 0) {
    throw new UnreadableYamlError('not well-formed');
  }
  checkKeys(yaml, document.contents);
  return plainValue(document);
}

/** Reads the text into tokens, as long as they nest no deeper than allowed. */
async function tokensOf(text: string, maximumDepth: number): Promise<CST.Token[]> {
  const { Lexer, Parser } = await import('yaml');
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let lexemes = 0;
  let parts = 0;
  let anchors = 0;
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) {
      if (token.type === 'directive' || token.type === 'document') parts++;
      tokens.push(token);
    }
    if (parts > MAXIMUM_PARTS) throw new UnreadableYamlError('not one document');
    if (tokens.at(-1)?.type === 'error') throw new UnreadableYamlError('not well-formed');
    // A level is a collection with what it is the value of.
    if (parser.stack.length > 4 * maximumDepth) throw new UnreadableYamlError('too deep');
    if (/^[&*]/.test(lexeme) && ++anchors > MAXIMUM_ANCHORS)
      throw new UnreadableYamlError('too many anchors');
    if (++lexemes > MAXIMUM_LEXEMES) throw new UnreadableYamlError('too large');
    if (lexemes % LEXEMES_AT_ONCE === 0) await setImmediate();
  }
  for (const token of parser.end()) tokens.push(token);
  return tokens;
}

/** A broken text can have an error at every letter; their stack traces would take most of the time. */
function withoutTraces<T>(work: () => T): T {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return work();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

function checkKeys(yaml: typeof import('yaml'), node: ParsedNode | null): void {
  if (yaml.isSeq(node)) {
    for (const item of node.items) checkKeys(yaml, item);
  } else if (yaml.isMap<ParsedNode, ParsedNode | null>(node)) {
    const keys = new Set<string>();
    for (const { key, value } of node.items) {
      const name = yaml.isScalar(key) ? String(key.value) : key.toString();
      if (name !== '<<' && keys.size === keys.add(name).size) throw new UnreadableYamlError('repeated key');
      checkKeys(yaml, value);
    }
  }
}

function plainValue(document: Document.Parsed): unknown {
  try {
    return document.toJS({ maxAliasCount: MAXIMUM_ALIASES });
  } catch {
    throw new UnreadableYamlError('aliases');
  }
}
