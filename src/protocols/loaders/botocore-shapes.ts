import { compilePattern } from '../constraint-pattern.ts';
import type { Protocol } from '../service-schema.ts';
import { ModelError } from '../service-schema.ts';
import type {
  Constraints,
  ErrorTraits,
  HttpBinding,
  MemberTraits,
  Shape,
  SimpleType,
  StructureShape,
  TimestampFormat,
  XmlNamespace,
} from '../shape.ts';
import { Member } from '../shape.ts';
import type { ModelNode } from './model-json.ts';
import { headerNameOf, statusOf, xmlNameOf } from './model-json.ts';

const SIMPLE_TYPES: ReadonlyMap<string, SimpleType> = new Map([
  ['string', 'string'],
  ['character', 'string'],
  ['blob', 'blob'],
  ['boolean', 'boolean'],
  ['byte', 'byte'],
  ['short', 'short'],
  ['integer', 'integer'],
  ['long', 'long'],
  ['float', 'float'],
  ['double', 'double'],
  ['biginteger', 'bigInteger'],
  ['bigdecimal', 'bigDecimal'],
  ['timestamp', 'timestamp'],
] as const);

const TIMESTAMP_FORMATS: ReadonlyMap<string, TimestampFormat> = new Map([
  ['iso8601', 'date-time'],
  ['rfc822', 'http-date'],
  ['unixTimestamp', 'epoch-seconds'],
] as const);

/** The shapes of a botocore model, each converted once; shapes refer to each other lazily, so that cycles do no harm. */
export class BotocoreShapes {
  readonly #nodes: ModelNode;
  readonly #protocol: Protocol;
  readonly #shapes = new Map<string, Shape>();

  constructor(nodes: ModelNode, protocol: Protocol) {
    this.#nodes = nodes;
    this.#protocol = protocol;
    for (const name of nodes.keys) this.get(name, nodes.where);
  }

  /** Throws ModelError when there is no such shape. */
  get(name: string, where: string): Shape {
    const known = this.#shapes.get(name);
    if (known !== undefined) return known;
    if (!this.#nodes.has(name)) throw new ModelError(`${where} refers to ${name}, which is no shape`);
    const shape = this.#load(name, this.#nodes.node(name));
    this.#shapes.set(name, shape);
    return shape;
  }

  *errors(): Iterable<StructureShape> {
    for (const shape of this.#shapes.values()) {
      if (shape.type === 'structure' && shape.error !== undefined) yield shape;
    }
  }

  #load(name: string, node: ModelNode): Shape {
    const type = node.string('type');
    const constraints = constraintsOf(node, type);
    const facts = {
      name,
      ...(node.flag('sensitive') && { sensitive: true }),
      ...(constraints !== undefined && { constraints }),
    };
    const sparse = node.flag('sparse');
    switch (type) {
      case 'structure':
        return node.flag('document') ? { type: 'document', ...facts } : this.#structure(facts, node);
      case 'list':
        return { type: 'list', ...facts, sparse, member: this.#member('member', node.node('member')) };
      case 'map': {
        const key = this.#member('key', node.node('key'));
        return { type: 'map', ...facts, sparse, key, value: this.#member('value', node.node('value')) };
      }
    }
    const simple = SIMPLE_TYPES.get(type);
    if (simple === undefined) throw new ModelError(`${node.where}.type: ${type} is unknown`);
    const timestampFormat = timestampFormatOf(node);
    return { type: simple, ...facts, ...(timestampFormat !== undefined && { timestampFormat }) };
  }

  #structure(facts: { name: string }, node: ModelNode): StructureShape {
    const required = new Set(node.strings('required'));
    const payload = node.optionalString('payload');
    const members = new Map<string, Member>();
    const memberNodes = node.optionalNode('members');
    for (const name of memberNodes?.keys ?? []) {
      const memberNode = memberNodes?.node(name);
      if (memberNode === undefined) continue;
      const traits = { required: required.has(name), payload: payload === name };
      members.set(name, this.#member(name, memberNode, traits));
    }
    const error = errorTraits(node);
    const xmlNamespace = xmlNamespaceOf(node);
    return {
      type: node.flag('union') || node.flag('eventstream') ? 'union' : 'structure',
      ...facts,
      members,
      ...(node.flag('eventstream') && { eventStream: true }),
      ...(error !== undefined && { error }),
      ...(xmlNamespace !== undefined && { xmlNamespace }),
    };
  }

  #member(name: string, node: ModelNode, use: { required?: boolean; payload?: boolean } = {}): Member {
    const target = node.string('shape');
    if (!this.#nodes.has(target))
      throw new ModelError(`${node.where} refers to ${target}, which is no shape`);
    const targetNode = this.#nodes.node(target);
    const http = use.payload === true ? { at: 'payload' as const } : httpBindingOf(name, node, targetNode);
    const wireName = node.optionalString('locationName');
    const flattened = node.flag('flattened') || targetNode.flag('flattened');
    const xmlName = this.#xmlName(name, node, targetNode, wireName);
    const timestampFormat = timestampFormatOf(node);
    const xmlNamespace = xmlNamespaceOf(node);
    const traits: MemberTraits = {
      ...(use.required === true && { required: true }),
      ...(http !== undefined && { http }),
      ...(wireName !== undefined && http === undefined && { jsonName: wireName }),
      ...(xmlName !== undefined && { xmlName }),
      ...(flattened && { flattened }),
      ...(node.flag('xmlAttribute') && { xmlAttribute: true }),
      ...(timestampFormat !== undefined && { timestampFormat }),
      ...(xmlNamespace !== undefined && { xmlNamespace }),
      ...(node.flag('jsonvalue') && { mediaType: 'application/json' }),
      ...(node.flag('idempotencyToken') && { idempotencyToken: true }),
      ...(node.flag('eventpayload') && { event: 'payload' as const }),
      ...(node.flag('eventheader') && { event: 'header' as const }),
    };
    return new Member(name, () => this.get(target, node.where), traits);
  }

  /** A list that is flattened by its own shape, as old models have it, takes its elements' name. */
  #xmlName(
    name: string,
    node: ModelNode,
    target: ModelNode,
    wireName: string | undefined,
  ): string | undefined {
    if (this.#protocol !== 'awsQuery') return undefined;
    const flattenedList = target.flag('flattened') && target.optionalString('type') === 'list';
    const elementName = flattenedList ? target.node('member').optionalString('locationName') : undefined;
    xmlNameOf(name, node.where);
    const xmlName = elementName ?? wireName;
    return xmlName === undefined ? undefined : xmlNameOf(xmlName, node.where);
  }
}

function httpBindingOf(memberName: string, node: ModelNode, target: ModelNode): HttpBinding | undefined {
  const name = node.optionalString('locationName') ?? memberName;
  switch (node.optionalString('location')) {
    case undefined:
      return undefined;
    case 'uri':
      return { at: 'label', name };
    case 'header':
      return { at: 'header', name: headerNameOf(name, node.where) };
    case 'headers':
      return {
        at: 'prefixHeaders',
        name: headerNameOf(node.optionalString('locationName') ?? '', node.where),
      };
    case 'querystring':
      return target.optionalString('type') === 'map' ? { at: 'queryParams' } : { at: 'query', name };
    case 'statusCode':
      return { at: 'statusCode' };
    default:
      throw new ModelError(`${node.where}.location is unknown`);
  }
}

function errorTraits(node: ModelNode): ErrorTraits | undefined {
  if (!node.flag('exception')) return undefined;
  const error = node.optionalNode('error');
  const status = statusOf(error?.optionalNumber('httpStatusCode'), node.where);
  const queryCode = error?.optionalString('code');
  return {
    fault: node.flag('fault') || error?.flag('fault') === true ? 'server' : 'client',
    ...(status !== undefined && { status }),
    ...(queryCode !== undefined && { queryCode }),
  };
}

function constraintsOf(node: ModelNode, type: string): Constraints | undefined {
  const min = node.optionalNumber('min');
  const max = node.optionalNumber('max');
  const source = node.optionalString('pattern');
  const pattern = source === undefined ? undefined : compilePattern(source);
  const values = node.strings('enum');
  const hasLength = ['string', 'blob', 'list', 'map', 'character'].includes(type);
  const constraints: Constraints = {
    ...(min !== undefined && (hasLength ? { minLength: min } : { minimum: min })),
    ...(max !== undefined && (hasLength ? { maxLength: max } : { maximum: max })),
    ...(pattern !== undefined && { pattern }),
    ...(values.length > 0 && { enum: new Set(values) }),
  };
  return Object.keys(constraints).length === 0 ? undefined : constraints;
}

function timestampFormatOf(node: ModelNode): TimestampFormat | undefined {
  const name = node.optionalString('timestampFormat');
  if (name === undefined) return undefined;
  const format = TIMESTAMP_FORMATS.get(name);
  if (format === undefined) throw new ModelError(`${node.where}.timestampFormat: ${name} is unknown`);
  return format;
}

function xmlNamespaceOf(node: ModelNode): XmlNamespace | undefined {
  const value = node.raw('xmlNamespace');
  if (value === undefined) return undefined;
  if (typeof value === 'string') return { uri: value };
  const namespace = node.node('xmlNamespace');
  const prefix = namespace.optionalString('prefix');
  const uri = namespace.string('uri');
  return prefix === undefined ? { uri } : { prefix: xmlNameOf(prefix, node.where), uri };
}
