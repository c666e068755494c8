import { NormalizedSchema } from '@smithy/core/schema';
import type { SchemaTraitsObject, StaticOperationSchema } from '@smithy/types';
import type { ConstraintData, ConstraintNode } from '../constraint-data.ts';
import { constraintsOf, numericType } from '../constraint-data.ts';
import type { HttpTrait, OperationSchema, Protocol, ServiceFacts, ServiceSchema } from '../service-schema.ts';
import { indexErrors, ModelError } from '../service-schema.ts';
import type {
  ErrorTraits,
  MemberTraits,
  Shape,
  SimpleShape,
  StructureShape,
  XmlNamespace,
} from '../shape.ts';
import { emptyStructure, Member } from '../shape.ts';
import { httpBindingOf } from './sdk-http-binding.ts';

const OPERATION = 9;
const ERROR = -3;

/**
 * Loads the schemas that an official `@aws-sdk/client-*` package exports (`GetCallerIdentity$`, `Role$`...).
 * @param facts what the package keeps inside its client's configuration
 * @param constraints what the package leaves out of its schemas
 */
export function loadSdkModule(
  module: Readonly<Record<string, unknown>>,
  facts: ServiceFacts & { readonly name: string },
  constraints: ConstraintData = {},
): ServiceSchema {
  const loader = new SdkLoader(constraints, facts.protocol);
  const operations = new Map<string, OperationSchema>();
  const errors: StructureShape[] = [];
  for (const [name, exported] of Object.entries(module)) {
    if (!name.endsWith('$') || !Array.isArray(exported)) continue;
    if (isOperation(exported)) operations.set(exported[2], loader.operation(exported));
    if (exported[0] === ERROR) errors.push(loader.structure(NormalizedSchema.of(exported as never)));
  }
  if (operations.size === 0) throw new ModelError(`${facts.name}: the package exports no operation schemas`);
  return { ...facts, operations, errors: indexErrors(errors) };
}

function isOperation(exported: readonly unknown[]): exported is StaticOperationSchema {
  return exported[0] === OPERATION && typeof exported[2] === 'string' && exported.length === 6;
}

/** Converts lazily: an operation's shapes when it is first called. */
class SdkLoader {
  readonly #constraints: ConstraintData;
  readonly #protocol: Protocol;
  readonly #structures = new Map<unknown, StructureShape>();

  constructor(constraints: ConstraintData, protocol: Protocol) {
    this.#constraints = constraints;
    this.#protocol = protocol;
  }

  operation(schema: StaticOperationSchema): OperationSchema {
    const [, , name, traits, input, output] = schema;
    const http = typeof traits === 'object' ? traits.http : undefined;
    const loadStructure = (ref: typeof input, role: string): StructureShape | undefined => {
      const normalized = NormalizedSchema.of(ref);
      if (normalized.isUnitSchema()) return undefined;
      if (!normalized.isStructSchema()) throw new ModelError(`${name}: ${role} is not a structure`);
      return this.structure(normalized);
    };
    const inputShape = once(() => loadStructure(input, 'input') ?? emptyStructure(`${name}Input`));
    const outputShape = once(() => loadStructure(output, 'output'));
    return {
      name,
      ...(http !== undefined && { http: httpTrait(http) }),
      get input() {
        return inputShape();
      },
      get output() {
        return outputShape();
      },
      errors: [],
    };
  }

  structure(schema: NormalizedSchema): StructureShape {
    const known = this.#structures.get(schema.getSchema());
    if (known !== undefined) return known;
    const name = schema.getName() ?? '';
    const traits = schema.getOwnTraits();
    const members = new Map<string, Member>();
    const error = errorTraits(traits);
    const shape: StructureShape = {
      type: schema.isUnionSchema() ? 'union' : 'structure',
      name,
      members,
      ...(error !== undefined && { error }),
      ...(traits.streaming === 1 && { eventStream: true }),
      ...(traits.xmlNamespace !== undefined && { xmlNamespace: xmlNamespace(traits.xmlNamespace) }),
      ...(traits.sensitive === 1 && { sensitive: true }),
    };
    this.#structures.set(schema.getSchema(), shape);
    const requiredCount = requiredMembers(schema);
    const nodes = Object.hasOwn(this.#constraints, name) ? this.#constraints[name] : undefined;
    for (const [memberName, memberSchema] of schema.structIterator()) {
      const node = nodes !== undefined && Object.hasOwn(nodes, memberName) ? nodes[memberName] : undefined;
      members.set(memberName, this.#member(memberName, memberSchema, members.size < requiredCount, node));
    }
    return shape;
  }

  #member(
    name: string,
    schema: NormalizedSchema,
    required: boolean,
    node: ConstraintNode | undefined,
  ): Member {
    return new Member(name, () => this.#shape(schema, node), this.#traits(schema, required, node));
  }

  #traits(schema: NormalizedSchema, required: boolean, node: ConstraintNode | undefined): MemberTraits {
    // awsJson ignores jsonName.
    const usesJsonName = this.#protocol === 'restJson1';
    const own = schema.getMemberTraits();
    const merged = schema.getMergedTraits();
    const http = httpBindingOf(schema.getMemberName(), merged);
    const constraints = constraintsOf(node);
    return {
      ...(required && { required }),
      ...(http !== undefined && { http }),
      ...(merged.jsonName !== undefined && usesJsonName && { jsonName: merged.jsonName }),
      ...(own.xmlName !== undefined && { xmlName: own.xmlName }),
      ...(own.xmlNamespace !== undefined && { xmlNamespace: xmlNamespace(own.xmlNamespace) }),
      ...(own.xmlAttribute === 1 && { xmlAttribute: true }),
      ...(own.xmlFlattened === 1 && { flattened: true }),
      ...(merged.mediaType !== undefined && { mediaType: merged.mediaType }),
      ...(merged.idempotencyToken === 1 && { idempotencyToken: true }),
      ...(merged.sensitive === 1 && { sensitive: true }),
      ...(own.eventPayload === 1 && { event: 'payload' as const }),
      ...(own.eventHeader === 1 && { event: 'header' as const }),
      ...(constraints !== undefined && { constraints }),
    };
  }

  #shape(schema: NormalizedSchema, node: ConstraintNode | undefined): Shape {
    const name = schema.getName() ?? '';
    if (schema.isStructSchema()) return this.structure(schema);
    const sparse = schema.getMergedTraits().sparse === 1;
    if (schema.isListSchema()) {
      const member = this.#member('member', schema.getValueSchema(), false, node?.member);
      return { type: 'list', name, member, sparse };
    }
    if (schema.isMapSchema()) {
      const key = this.#member('key', schema.getKeySchema(), false, node?.key);
      const value = this.#member('value', schema.getValueSchema(), false, node?.value);
      return { type: 'map', name, key, value, sparse };
    }
    return simpleShape(name, schema, node);
  }
}

function simpleShape(name: string, schema: NormalizedSchema, node: ConstraintNode | undefined): SimpleShape {
  if (schema.isStringSchema()) return { type: 'string', name };
  if (schema.isBooleanSchema()) return { type: 'boolean', name };
  if (schema.isNumericSchema()) return { type: numericType(node) ?? 'number', name };
  if (schema.isBlobSchema()) return { type: 'blob', name };
  if (schema.isTimestampSchema()) return timestampShape(name, schema.getSchema());
  if (schema.isDocumentSchema()) return { type: 'document', name };
  if (schema.isBigIntegerSchema()) return { type: 'bigInteger', name };
  if (schema.isBigDecimalSchema()) return { type: 'bigDecimal', name };
  throw new ModelError(`shape ${name} has an unknown type`);
}

function timestampShape(name: string, schema: unknown): SimpleShape {
  const formats = { 5: 'date-time', 6: 'http-date', 7: 'epoch-seconds' } as const;
  if (schema === 5 || schema === 6 || schema === 7) {
    return { type: 'timestamp', name, timestampFormat: formats[schema] };
  }
  return { type: 'timestamp', name };
}

/** The schema array's seventh element: so many members, from the first, are required. */
function requiredMembers(schema: NormalizedSchema): number {
  const array: unknown = schema.getSchema();
  const count: unknown = Array.isArray(array) ? array[6] : undefined;
  return typeof count === 'number' ? count : 0;
}

function errorTraits(traits: SchemaTraitsObject): ErrorTraits | undefined {
  if (traits.error === undefined) return undefined;
  const queryError = traits.awsQueryError;
  const code: unknown = Array.isArray(queryError) ? queryError[0] : undefined;
  const status = traits.httpError;
  return {
    fault: traits.error,
    ...(typeof status === 'number' && { status }),
    ...(typeof code === 'string' && { queryCode: code }),
  };
}

function httpTrait([method, uri, status]: readonly [string, string, number]): HttpTrait {
  return { method, uri, status };
}

function xmlNamespace([prefix, uri]: readonly [string, string]): XmlNamespace {
  return prefix === '' ? { uri } : { prefix, uri };
}

function once<Value>(load: () => Value): () => Value {
  let loaded: { value: Value } | undefined;
  return () => {
    loaded ??= { value: load() };
    return loaded.value;
  };
}
