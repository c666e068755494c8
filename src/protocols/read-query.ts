import { setOwn } from './safe-record.ts';
import { readScalar } from './scalar.ts';
import { MAXIMUM_DEPTH, serializationError } from './serialization-error.ts';
import type { ListShape, MapShape, Member, StructureShape } from './shape.ts';
import { isStructure } from './shape.ts';

/** What names such as `Tags.member.1.Key` spell, segment by segment. */
export interface FormNode {
  value: string | undefined;
  readonly children: Map<string, FormNode>;
}

/** Many times what the largest honest request has; a node costs far more memory than its letter on the wire. */
const MAXIMUM_NODES = 100_000;
const INDEX = /^\d{1,9}$/;

/** Arranges form parameters as a tree. SerializationException when it gets too deep or too large. */
export function formTree(parameters: Iterable<readonly [name: string, value: string]>): FormNode {
  const root: FormNode = { value: undefined, children: new Map() };
  let size = 0;
  for (const [name, value] of parameters) {
    const segments = name.split('.', MAXIMUM_DEPTH * 2 + 1);
    if (segments.length > MAXIMUM_DEPTH * 2) throw serializationError('Nested too deeply');
    let node = root;
    for (const segment of segments) {
      let child = node.children.get(segment);
      if (child === undefined) {
        if (++size > MAXIMUM_NODES) throw serializationError('Too many members');
        child = { value: undefined, children: new Map() };
        node.children.set(segment, child);
      }
      node = child;
    }
    node.value ??= value;
  }
  return root;
}

/**
 * Reads a structure of an awsQuery request; parameters the shape doesn't have are ignored.
 * https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
export function readQueryStructure(shape: StructureShape, node: FormNode): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const member of shape.members.values()) {
    const child = node.children.get(member.traits.xmlName ?? member.name);
    if (child !== undefined) setOwn(result, member.name, readMember(member, child));
  }
  if (shape.type === 'union' && Object.keys(result).length !== 1) {
    throw serializationError(`Union ${shape.name} must have exactly one member set`);
  }
  return result;
}

function readMember(member: Member, node: FormNode): unknown {
  const shape = member.target;
  if (isStructure(shape)) return readQueryStructure(shape, node);
  if (shape.type === 'list') return readList(shape, member.traits.flattened === true, node);
  if (shape.type === 'map') return readMap(shape, member.traits.flattened === true, node);
  return readScalar(member, node.value ?? '', 'date-time');
}

function readList(shape: ListShape, flattened: boolean, node: FormNode): unknown[] {
  const holder = flattened ? node : node.children.get(shape.member.traits.xmlName ?? 'member');
  return indexed(holder).map((child) => readMember(shape.member, child));
}

function readMap(shape: MapShape, flattened: boolean, node: FormNode): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  const keyName = shape.key.traits.xmlName ?? 'key';
  const valueName = shape.value.traits.xmlName ?? 'value';
  for (const entry of indexed(flattened ? node : node.children.get('entry'))) {
    const key = entry.children.get(keyName)?.value;
    if (key === undefined) throw serializationError('Map entry without a key');
    const value = entry.children.get(valueName);
    if (value !== undefined) setOwn(result, key, readMember(shape.value, value));
  }
  return result;
}

/** Children with numbers as names, in their order; gaps don't matter. */
function indexed(node: FormNode | undefined): FormNode[] {
  if (node === undefined) return [];
  const found: [number, FormNode][] = [];
  for (const [name, child] of node.children) if (INDEX.test(name)) found.push([Number(name), child]);
  return found.sort(([a], [b]) => a - b).map(([, child]) => child);
}
