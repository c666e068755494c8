import type { Alias, Document, LineCounter, Node, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { nullError, tooDeep } from './parse-limits.ts';
import { plainScalar } from './scalar.ts';
import { isShortTag, longForm } from './short-tags.ts';
import { formatError, templateError } from './validation-error.ts';
import { objectOf, type TemplateValue } from './value.ts';

type Yaml = typeof import('yaml');

/**
 * Reads a template written in YAML, with the short forms of the functions (`!Ref`). Scalars follow {@link plainScalar},
 * aliases and merges are refused as CloudFormation refuses them, a repeated key is not well-formed.
 * The library is loaded at the first use.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html
 */
export async function parseYaml(text: string): Promise<TemplateValue> {
  const yaml = await import('yaml');
  const lines = new yaml.LineCounter();
  // With the failsafe schema every scalar is text and no tag is resolved: what they mean is decided here.
  const document = yaml.parseDocument(text, {
    schema: 'failsafe',
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'silent',
  });
  const [error] = document.errors;
  if (error !== undefined) throw notWellFormed(lines, error.pos[0]);
  return new YamlReader(yaml, lines).read(document.contents, '', 0);
}

function notWellFormed(lines: LineCounter, offset: number) {
  const { line, col } = lines.linePos(offset);
  return formatError(`YAML not well-formed. (line ${line}, column ${col})`);
}

class YamlReader {
  readonly #yaml: Yaml;
  readonly #lines: LineCounter;

  constructor(yaml: Yaml, lines: LineCounter) {
    this.#yaml = yaml;
    this.#lines = lines;
  }

  read(node: Document['contents'], path: string, depth: number): TemplateValue {
    if (node === null) throw formatError('unsupported structure.');
    if (tooDeep(depth)) throw this.#malformed(node);
    if (this.#yaml.isAlias(node))
      throw templateError('YAML aliases are not allowed in CloudFormation templates');
    const value = this.#untagged(node, path, depth);
    const tag = node.tag;
    if (tag === undefined || tag.startsWith('tag:yaml.org,2002:')) return value;
    if (!isShortTag(tag)) throw this.#malformed(node);
    return longForm(tag, value);
  }

  #untagged(node: Exclude<Node, Alias>, path: string, depth: number): TemplateValue {
    if (this.#yaml.isScalar(node)) return this.#scalar(node, path);
    if (this.#yaml.isSeq(node)) return this.#list(node, path, depth);
    if (this.#yaml.isMap(node)) return this.#map(node, path, depth);
    throw this.#malformed(node);
  }

  #scalar(node: Scalar, path: string): TemplateValue {
    const text = String(node.value);
    if (node.type !== 'PLAIN') return text;
    const value = plainScalar(text);
    if (value === undefined) throw nullError(path);
    return value;
  }

  #list(node: YAMLSeq, path: string, depth: number): TemplateValue {
    return node.items.map((item, index) => {
      if (!this.#yaml.isNode(item)) throw this.#malformed(node);
      return this.read(item, `${path}/${index}`, depth + 1);
    });
  }

  #map(node: YAMLMap, path: string, depth: number): TemplateValue {
    const entries = node.items.map(({ key, value }): [string, TemplateValue] => {
      if (!this.#yaml.isScalar(key) || key.tag !== undefined) throw this.#malformed(node);
      const name = String(key.value);
      if (value === null) throw nullError(`${path}/${name}`);
      if (!this.#yaml.isNode(value)) throw this.#malformed(node);
      return [name, this.read(value, `${path}/${name}`, depth + 1)];
    });
    return objectOf(entries);
  }

  #malformed(node: Node) {
    return notWellFormed(this.#lines, node.range?.[0] ?? 0);
  }
}
