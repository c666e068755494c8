import type { Shape, StructureShape } from './shape.ts';

/** The AWS protocols served here. https://smithy.io/2.0/aws/protocols/index.html */
export type Protocol = 'restJson1' | 'awsJson1_0' | 'awsJson1_1' | 'awsQuery';

/** What is known of a service without its shapes: enough to render an error. */
export interface ServiceFacts {
  /** Name in credential scopes, ARNs and messages, e.g. `lambda`. */
  readonly signingName: string;
  readonly protocol: Protocol;
  /** e.g. `2015-03-31`; awsQuery's `Version`. */
  readonly apiVersion: string;
  /** What X-Amz-Target begins with; awsJson only. */
  readonly targetPrefix?: string;
  /** Namespace of answers; awsQuery only. */
  readonly xmlNamespace?: string;
  /** Namespace of shape ids, e.g. `com.amazonaws.lambda`. */
  readonly namespace?: string;
  /** Content type of blob payloads whose model names none (default `application/octet-stream`). */
  readonly payloadMediaType?: string;
  /** Answers a path it doesn't know as an API behind API Gateway does: 403, Missing Authentication Token. */
  readonly hidesUnknownPaths?: boolean;
  /** Validation messages give members of the body after the body's own name, `createRestApiInput.name`. */
  readonly namesBody?: boolean;
  /** Code of validation errors where it is the service's own. */
  readonly validationErrorCode?: string;
  /** Operations that prove by what is in them who may call: their requests need no signature. */
  readonly unsignedOperations?: ReadonlySet<string>;
}

/** Method, path template with its constant query parts, and status of a success. */
export interface HttpTrait {
  readonly method: string;
  readonly uri: string;
  readonly status: number;
}

export interface OperationSchema {
  readonly name: string;
  /** restJson1 only. */
  readonly http?: HttpTrait;
  /** Content encodings that a client may compress the body with. */
  readonly requestCompression?: readonly string[];
  readonly input: StructureShape;
  /** Undefined when the model gives none. */
  readonly output: StructureShape | undefined;
  /** Errors that the model names for this operation; empty when the source doesn't say. */
  readonly errors: readonly StructureShape[];
}

/**
 * One AWS API in the form that every source is loaded into (SDK packages, botocore's service-2.json, Smithy's JSON AST)
 * and that the engine serves.
 */
export interface ServiceSchema extends ServiceFacts {
  /** Service name, e.g. `Lambda`. */
  readonly name: string;
  readonly operations: ReadonlyMap<string, OperationSchema>;
  /** Every error of the service, by shape name and by awsQuery's code. */
  readonly errors: ReadonlyMap<string, StructureShape>;
}

/** A model that can't be served. The message names the shape. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
}

/** Error shapes by shape name and by awsQuery code, a shape's own name coming first. */
export function indexErrors(shapes: Iterable<StructureShape>): Map<string, StructureShape> {
  const index = new Map<string, StructureShape>();
  const list = [...shapes];
  for (const shape of list) {
    const code = shape.error?.queryCode;
    if (code !== undefined) index.set(code, shape);
  }
  for (const shape of list) index.set(shape.name, shape);
  return index;
}

/** Throws {@link ModelError} unless the shape is a structure. */
export function requireStructure(shape: Shape, use: string): StructureShape {
  if (shape.type === 'structure') return shape;
  throw new ModelError(`${use}: shape ${shape.name} is a ${shape.type}, not a structure`);
}
