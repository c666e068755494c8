import type { Protocol } from '../service-schema.ts';
import { ModelError } from '../service-schema.ts';
import type { MemberTraits, Shape, SimpleType, StructureShape } from '../shape.ts';
import { Member } from '../shape.ts';
import { ModelNode } from './model-json.ts';
import {
  constraintsOf,
  errorTraitsOf,
  memberTraitsOf,
  timestampFormatOf,
  xmlNamespaceOf,
} from './smithy-traits.ts';

const SIMPLE_TYPES: ReadonlyMap<string, SimpleType> = new Map([
  ['string', 'string'],
  ['enum', 'string'],
  ['blob', 'blob'],
  ['boolean', 'boolean'],
  ['byte', 'byte'],
  ['short', 'short'],
  ['integer', 'integer'],
  ['intEnum', 'integer'],
  ['long', 'long'],
  ['float', 'float'],
  ['double', 'double'],
  ['bigInteger', 'bigInteger'],
  ['bigDecimal', 'bigDecimal'],
  ['timestamp', 'timestamp'],
  ['document', 'document'],
] as const);

const PRELUDE = 'smithy.api#';
const NO_TRAITS = new ModelNode({}, 'traits');
const MAXIMUM_MIXINS = 100;

/** The shapes of a Smithy model, each converted once; members refer to their targets lazily, so cycles do no harm. */
export class SmithyShapes {
  readonly #nodes: ModelNode;
  readonly #renamed: ModelNode | undefined;
  readonly #protocol: Protocol;
  readonly #shapes = new Map<string, Shape>();
  /** Traits given apart from their shapes, by `apply`. */
  readonly #applied = new Map<string, ModelNode>();

  constructor(nodes: ModelNode, service: ModelNode, protocol: Protocol) {
    this.#nodes = nodes;
    this.#renamed = service.optionalNode('rename');
    this.#protocol = protocol;
    for (const id of nodes.keys) {
      const node = nodes.node(id);
      if (node.string('type') === 'apply') this.#applied.set(id, node.node('traits'));
    }
  }

  /** Throws ModelError when there is no such shape. */
  get(id: string, where: string): Shape {
    const known = this.#shapes.get(id);
    if (known !== undefined) return known;
    const shape = id.startsWith(PRELUDE) ? preludeShape(id) : this.#load(id, where);
    this.#shapes.set(id, shape);
    return shape;
  }

  /** Error shapes that operations have been loaded with. */
  *errors(): Iterable<StructureShape> {
    for (const shape of this.#shapes.values()) {
      if (shape.type === 'structure' && shape.error !== undefined) yield shape;
    }
  }

  #load(id: string, where: string): Shape {
    if (!this.#nodes.has(id)) throw new ModelError(`${where} refers to ${id}, which is no shape`);
    const node = this.#nodes.node(id);
    const type = node.string('type');
    const traits = this.#traits(node, id);
    const constraints = constraintsOf(traits, this.#enumValues(node, type));
    const facts = {
      name: this.#renamed?.optionalString(id) ?? id.split('#')[1] ?? id,
      ...(traits.has('smithy.api#sensitive') && { sensitive: true }),
      ...(constraints !== undefined && { constraints }),
    };
    const sparse = traits.has('smithy.api#sparse');
    switch (type) {
      case 'structure':
      case 'union':
        return this.#structure(type, id, node, traits, facts);
      case 'list':
      case 'set':
        return { type: 'list', ...facts, sparse, member: this.#member('member', node.node('member'), id) };
      case 'map': {
        const key = this.#member('key', node.node('key'), id);
        return { type: 'map', ...facts, sparse, key, value: this.#member('value', node.node('value'), id) };
      }
    }
    const simple = SIMPLE_TYPES.get(type);
    if (simple === undefined) throw new ModelError(`${where} refers to ${id}, which is a ${type}`);
    const timestampFormat = timestampFormatOf(traits);
    const mediaType = traits.optionalString('smithy.api#mediaType');
    return {
      type: simple,
      ...facts,
      ...(timestampFormat !== undefined && { timestampFormat }),
      ...(mediaType !== undefined && { mediaType }),
    };
  }

  #structure(
    type: 'structure' | 'union',
    id: string,
    node: ModelNode,
    traits: ModelNode,
    facts: { name: string },
  ): StructureShape {
    const members = new Map<string, Member>();
    for (const [holderId, holder] of this.#withMixins(id, node)) {
      const memberNodes = holder.optionalNode('members');
      for (const name of memberNodes?.keys ?? []) {
        const memberNode = memberNodes?.node(name);
        if (memberNode !== undefined) members.set(name, this.#member(name, memberNode, holderId, id));
      }
    }
    const error = errorTraitsOf(traits);
    const xmlNamespace = xmlNamespaceOf(traits);
    return {
      type,
      ...facts,
      members,
      ...(type === 'union' && traits.has('smithy.api#streaming') && { eventStream: true }),
      ...(error !== undefined && { error }),
      ...(xmlNamespace !== undefined && { xmlNamespace }),
    };
  }

  /** The mixins of a shape, theirs first, and the shape itself at the end. */
  #withMixins(id: string, node: ModelNode): Map<string, ModelNode> {
    const found = new Map<string, ModelNode>();
    const visit = (visitedId: string, visited: ModelNode, depth: number): void => {
      if (depth > MAXIMUM_MIXINS) throw new ModelError(`${id}: mixins nest too deeply`);
      if (found.has(visitedId)) return;
      for (const ref of visited.nodes('mixins'))
        visit(ref.string('target'), this.#nodes.node(ref.string('target')), depth + 1);
      if (found.size > MAXIMUM_MIXINS) throw new ModelError(`${id} has too many mixins`);
      found.set(visitedId, visited);
    };
    visit(id, node, 0);
    return found;
  }

  /** @param applyTo shape whose `apply` statements count too, besides those of the shape that has the member */
  #member(name: string, node: ModelNode, holder: string, applyTo = holder): Member {
    const target = node.string('target');
    if (!target.startsWith(PRELUDE) && !this.#nodes.has(target)) {
      throw new ModelError(`${node.where} refers to ${target}, which is no shape`);
    }
    const all = [
      node.optionalNode('traits'),
      this.#applied.get(`${holder}$${name}`),
      this.#applied.get(`${applyTo}$${name}`),
    ];
    const traits: MemberTraits = memberTraitsOf(name, merge(all), this.#protocol);
    return new Member(name, () => this.get(target, node.where), traits);
  }

  #traits(node: ModelNode, id: string): ModelNode {
    return merge([node.optionalNode('traits'), this.#applied.get(id)]);
  }

  #enumValues(node: ModelNode, type: string): readonly string[] {
    if (type !== 'enum') return [];
    const members = node.node('members');
    return members.keys.map(
      (name) => members.node(name).optionalNode('traits')?.optionalString('smithy.api#enumValue') ?? name,
    );
  }
}

function merge(nodes: readonly (ModelNode | undefined)[]): ModelNode {
  const present = nodes.filter((node) => node !== undefined);
  const [first] = present;
  if (first === undefined) return NO_TRAITS;
  if (present.length === 1) return first;
  const entries = present.flatMap((node) => node.keys.map((key): [string, unknown] => [key, node.raw(key)]));
  return new ModelNode(Object.fromEntries(entries), first.where);
}

/** https://smithy.io/2.0/spec/model.html#prelude */
function preludeShape(id: string): Shape {
  const name = id.slice(PRELUDE.length);
  const bare = name.replace(/^Primitive/, '');
  const simple = SIMPLE_TYPES.get(bare.charAt(0).toLowerCase() + bare.slice(1));
  if (simple === undefined) throw new ModelError(`${id} is no shape`);
  return { type: simple, name };
}
