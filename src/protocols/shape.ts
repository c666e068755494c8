import type { ConstraintPattern } from './constraint-pattern.ts';

/** How a timestamp is written: `2015-01-01T00:00:00Z`, `Thu, 01 Jan 2015 00:00:00 GMT` or `1420070400`. */
export type TimestampFormat = 'date-time' | 'http-date' | 'epoch-seconds';

/**
 * What a value must satisfy beyond its type. Lengths count code points of strings, bytes of blobs, elements of lists
 * and entries of maps. https://smithy.io/2.0/spec/constraint-traits.html
 */
export interface Constraints {
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: ConstraintPattern;
  readonly enum?: ReadonlySet<string>;
}

/** Part of an HTTP message that a member is bound to. https://smithy.io/2.0/spec/http-bindings.html */
export type HttpBinding =
  | { readonly at: 'queryParams' | 'payload' | 'statusCode' }
  | { readonly at: 'label' | 'header' | 'prefixHeaders' | 'query'; readonly name: string };

export interface XmlNamespace {
  readonly prefix?: string;
  readonly uri: string;
}

/** What is said of a member at the place where it is used. */
export interface MemberTraits {
  readonly required?: boolean;
  readonly http?: HttpBinding;
  readonly jsonName?: string;
  readonly xmlName?: string;
  readonly xmlAttribute?: boolean;
  readonly xmlNamespace?: XmlNamespace;
  /** A list or map without an element of its own. */
  readonly flattened?: boolean;
  readonly timestampFormat?: TimestampFormat;
  readonly mediaType?: string;
  readonly idempotencyToken?: boolean;
  readonly sensitive?: boolean;
  /** Part of an event's message that it is bound to (default: the body, with the others). */
  readonly event?: 'payload' | 'header';
  /** The model's default, in JSON's form. */
  readonly default?: unknown;
  readonly constraints?: Constraints;
}

/** A use of a shape: a structure's member, a list's element, a map's key or value. */
export class Member {
  readonly name: string;
  readonly traits: MemberTraits;
  #target: Shape | (() => Shape);

  /**
   * @param target given as a function where shapes refer to each other; called at most once successfully
   */
  constructor(name: string, target: Shape | (() => Shape), traits: MemberTraits = {}) {
    this.name = name;
    this.traits = traits;
    this.#target = target;
  }

  get target(): Shape {
    if (typeof this.#target === 'function') this.#target = this.#target();
    return this.#target;
  }

  /** The member's own, before its target's. */
  get constraints(): Constraints | undefined {
    return this.traits.constraints ?? this.target.constraints;
  }

  get sensitive(): boolean {
    return this.traits.sensitive === true || this.target.sensitive === true;
  }
}

interface ShapeFacts {
  /** Name without namespace, as messages and error codes say it. */
  readonly name: string;
  readonly constraints?: Constraints;
  readonly sensitive?: boolean;
}

/** What makes a structure an error. */
export interface ErrorTraits {
  /** Status that the model gives, if it does. */
  readonly status?: number;
  readonly fault: 'client' | 'server';
  /** Code on the wire, where awsQuery has another than the shape's name. */
  readonly queryCode?: string;
}

/** A structure, or a union, which is one with exactly one member set. */
export interface StructureShape extends ShapeFacts {
  readonly type: 'structure' | 'union';
  readonly members: ReadonlyMap<string, Member>;
  readonly error?: ErrorTraits;
  /** A union whose values are a stream of events: in JavaScript an AsyncIterable of objects with one member each. */
  readonly eventStream?: boolean;
  readonly xmlNamespace?: XmlNamespace;
}

export interface ListShape extends ShapeFacts {
  readonly type: 'list';
  readonly member: Member;
  /** Nulls count. */
  readonly sparse: boolean;
}

export interface MapShape extends ShapeFacts {
  readonly type: 'map';
  readonly key: Member;
  readonly value: Member;
  /** Nulls count. */
  readonly sparse: boolean;
}

/**
 * In JavaScript: string, Uint8Array (blob), boolean, number, bigint (bigInteger), NumericValue of @smithy/core
 * (bigDecimal), Date (timestamp), any JSON value (document). `number` is a numeric shape whose model doesn't say more.
 */
export interface SimpleShape extends ShapeFacts {
  readonly type: SimpleType;
  readonly timestampFormat?: TimestampFormat;
  readonly mediaType?: string;
}

export type IntegerType = 'byte' | 'short' | 'integer' | 'long';
export type SimpleType =
  | IntegerType
  | 'number'
  | 'float'
  | 'double'
  | 'bigInteger'
  | 'bigDecimal'
  | 'string'
  | 'blob'
  | 'boolean'
  | 'timestamp'
  | 'document';

export type Shape = StructureShape | ListShape | MapShape | SimpleShape;

/** A structure without members: what an operation without input or output has. */
export function emptyStructure(name: string): StructureShape {
  return { type: 'structure', name, members: new Map() };
}

/** The shapes given and all they refer to, which loads those that aren't loaded yet. */
export function reachableShapes(start: Iterable<Shape>): Set<Shape> {
  const shapes = new Set(start);
  for (const shape of shapes) {
    if (isStructure(shape)) {
      for (const member of shape.members.values()) shapes.add(member.target);
    } else if (shape.type === 'list') {
      shapes.add(shape.member.target);
    } else if (shape.type === 'map') {
      shapes.add(shape.key.target);
      shapes.add(shape.value.target);
    }
  }
  return shapes;
}

export function isStructure(shape: Shape): shape is StructureShape {
  return shape.type === 'structure' || shape.type === 'union';
}
