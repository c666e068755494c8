import { dirname, resolve } from 'node:path';
import { type Alias, isAlias, isMap, isScalar, isSeq, type Node, type Scalar, type YAMLMap } from 'yaml';
import { contentsOf, type SpecificationFile, type SpecificationFiles } from './import-files.ts';
import type { Target } from './import-models.ts';
import { parseReference, pointerText } from './import-reference.ts';

/** References to references that are followed. */
const MAXIMUM_HOPS = 100;

/** What a reference leads to. */
export type Resolved = { readonly folder: string } | { readonly target: Target };

/** The text of a map's `$ref`, as the scalar that it is. */
export function referenceOf(node: unknown): Scalar<string> | undefined {
  if (!isMap(node)) return undefined;
  const value = node.items.find(({ key }) => isScalar(key) && key.value === '$ref')?.value;
  return isText(value) ? value : undefined;
}

function isText(value: unknown): value is Scalar<string> {
  return isScalar(value) && typeof value.value === 'string';
}

/** Whether a map is a reference and nothing else. */
export function isBareReference(node: unknown): node is YAMLMap {
  return isMap(node) && node.items.length === 1 && referenceOf(node) !== undefined;
}

/**
 * Finds what a reference leads to. Undefined, with the problem recorded at the reference, when it leads nowhere.
 *
 * @param stop whether a target is what is looked for although it is a reference itself
 * @param hops references that were followed until here
 */
export function resolveReference(
  files: SpecificationFiles,
  from: SpecificationFile,
  reference: Scalar<string>,
  stop: (target: Target) => boolean = () => false,
  hops = 0,
): Resolved | undefined {
  const complain = (message: string) => files.problemAt(from, reference, message);
  let file = from;
  let text = reference.value;
  for (let hop = hops; hop < MAXIMUM_HOPS; hop += 1) {
    const resolved = step(files, file, text, complain, hop + 1);
    if (resolved === undefined || 'folder' in resolved) return resolved;
    const { target } = resolved;
    if (!isBareReference(target.node) || stop(target)) return resolved;
    file = target.file;
    text = referenceOf(target.node)?.value ?? '';
  }
  complain(`${reference.value} leads from reference to reference without an end`);
  return undefined;
}

function step(
  files: SpecificationFiles,
  from: SpecificationFile,
  text: string,
  complain: (message: string) => void,
  hops: number,
): Resolved | undefined {
  const reference = parseReference(text);
  if (typeof reference === 'string') {
    complain(reference);
    return undefined;
  }
  const { path, pointer } = reference;
  const absolute = path === '' ? from.path : resolve(dirname(from.path), path);
  if (path !== '' && pointer.length === 0 && files.isFolder(absolute)) return { folder: absolute };
  const file = path === '' ? from : files.read(absolute, complain);
  const contents = file && contentsOf(file);
  if (!file || !contents) return undefined;
  return nodeAt(files, { file, pointer, node: contents }, complain, hops);
}

/** Walks down a pointer, through the references on its way. */
function nodeAt(
  files: SpecificationFiles,
  { file, pointer, node: top }: Target,
  complain: (message: string) => void,
  hops: number,
): Resolved | undefined {
  let at: Target = { file, pointer: [], node: top };
  for (const [index, name] of pointer.entries()) {
    const through = referenceOf(at.node);
    if (through !== undefined && index > 0) {
      const resolved = resolveReference(files, at.file, through, undefined, hops);
      if (resolved === undefined) return undefined;
      if ('folder' in resolved) break;
      at = resolved.target;
    }
    const node = member(at.node, name, at.file);
    if (node === undefined) {
      const missing = pointerText(pointer.slice(0, index + 1));
      complain(`there is nothing at #${missing} in ${files.shown(file.path)}`);
      return undefined;
    }
    at = { file: at.file, pointer: [...at.pointer, name], node };
  }
  return { target: at };
}

function member(node: Node, name: string, file: SpecificationFile): Node | undefined {
  const within = isAlias(node) ? resolveAlias(node, file) : node;
  let found: unknown;
  if (isMap(within))
    found = within.items.find(({ key }) => isScalar(key) && String(key.value) === name)?.value;
  else if (isSeq(within) && /^(0|[1-9][0-9]{0,8})$/.test(name)) found = within.items[Number(name)];
  return isNodeOf(found) ? found : undefined;
}

/** Finding what an alias stands for takes a walk through its document. */
const resolvedAliases = new WeakMap<Alias, Node>();

/** What an alias stands for. */
export function resolveAlias(alias: Alias, file: SpecificationFile): Node | undefined {
  const known = resolvedAliases.get(alias);
  if (known !== undefined) return known;
  const node = alias.resolve(file.document);
  if (node !== undefined) resolvedAliases.set(alias, node);
  return node;
}

function isNodeOf(value: unknown): value is Node {
  return isMap(value) || isSeq(value) || isScalar(value) || isAlias(value);
}
