import { parseJsonValue } from './json-value.ts';
import type { Rendering } from './velocity/rendering.ts';
import { TemplateError } from './velocity/template-error.ts';
import { HostObject, type Value } from './velocity/value.ts';
import { textOf } from './velocity/value-text.ts';

const FUNCTIONS: ReadonlyMap<string, (text: string) => Value> = new Map<string, (text: string) => Value>([
  ['escapeJavaScript', escapeJavaScript],
  ['parseJson', (text) => parseJsonValue(text) ?? (text === 'null' ? null : text)],
  ['urlEncode', urlEncode],
  ['urlDecode', urlDecode],
  ['base64Encode', (text) => Buffer.from(text).toString('base64')],
  ['base64Decode', (text) => Buffer.from(text, 'base64').toString()],
]);

/**
 * `$util`
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html#util-template-reference
 */
class UtilObject extends HostObject {
  get(): Value {
    return null;
  }

  override call(name: string, args: readonly Value[], rendering: Rendering): Value {
    const use = FUNCTIONS.get(name);
    const [argument] = args;
    if (use === undefined || args.length !== 1) return null;
    if (argument === undefined || argument === null) return null;
    const text = textOf(argument, rendering);
    rendering.spendText(text.length);
    rendering.spend(text.length >>> 4);
    // What is parsed becomes objects, which take many times as long as texts.
    if (name === 'parseJson') rendering.spend(text.length >>> 2);
    const result = use(text);
    if (typeof result === 'string') rendering.spendText(result.length);
    return result;
  }

  text(): string {
    return '$util';
  }
}

export const UTIL: HostObject = new UtilObject();

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\b', '\\b'],
  ['\n', '\\n'],
  ['\t', '\\t'],
  ['\f', '\\f'],
  ['\r', '\\r'],
  ["'", "\\'"],
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['/', '\\/'],
]);

/**
 * As Apache Commons' StringEscapeUtils: quotes of both kinds, slashes of both kinds, control characters, and everything
 * beyond ASCII as `\uXXXX`.
 */
function escapeJavaScript(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are among what is escaped
  return text.replace(/[\u0000-\u001f'"\\/\u007f-\uffff]/g, (character) => {
    const escaped = ESCAPES.get(character);
    if (escaped !== undefined) return escaped;
    if (character === '\u007f') return character;
    return `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
  });
}

/** `application/x-www-form-urlencoded`, as java.net.URLEncoder does it. */
function urlEncode(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
}

function urlDecode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new TemplateError('runtime', 'URLDecoder: Illegal hex characters in escape (%) pattern');
  }
}
