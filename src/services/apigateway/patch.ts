import type { PatchOperation } from '@aws-sdk/client-api-gateway';
import type { ServiceError } from '../../protocols/service-error.ts';
import { errors } from './errors.ts';

export type PatchVerb = 'add' | 'replace' | 'remove' | 'copy';

/** One change as its action sees it. */
export interface PatchStep {
  readonly op: string;
  /** The path as the client wrote it. */
  readonly path: string;
  readonly value: string | undefined;
  readonly from: string | undefined;
  /** What stands in the place of the path's `{...}` segments, unescaped, in order. */
  readonly keys: readonly string[];
}

export type PatchAction<T> = (draft: T, step: PatchStep) => void;

/** A path of AWS's patch tables with what each op does there; an op left out is not supported. */
export interface PatchTarget<T> {
  /** `/name`, `/variables/{name}`: `{...}` stands for any one segment. */
  readonly path: string;
  /** The path as AWS's error texts write it, when that is not the same. */
  readonly shown?: string;
  readonly add?: PatchAction<T>;
  readonly replace?: PatchAction<T>;
  readonly remove?: PatchAction<T>;
  readonly copy?: PatchAction<T>;
}

/** How a family words its rejections: AWS's resources differ. */
export interface PatchRejections {
  unknownPath(step: PatchStep, paths: readonly string[]): ServiceError;
  unsupportedOp(step: PatchStep, ops: readonly string[], paths: readonly string[]): ServiceError;
}

/**
 * The supported paths and ops of one kind of resource, after
 * https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html
 */
export interface PatchTable<T> {
  readonly targets: readonly PatchTarget<T>[];
  readonly rejections: PatchRejections;
}

const VERBS: readonly PatchVerb[] = ['add', 'remove', 'replace', 'copy'];

/**
 * Applies a list of patch operations to a private copy of a record, in order. Throws ServiceError at the first that is
 * not possible: the caller then throws the copy away, so all are applied or none.
 */
export function applyPatch<T>(
  table: PatchTable<T>,
  draft: T,
  operations: readonly PatchOperation[] | undefined,
): T {
  for (const operation of operations ?? []) {
    const { target, step } = locate(table, operation);
    const verb = VERBS.find((candidate) => candidate === step.op);
    const action = verb === undefined ? undefined : target[verb];
    if (action === undefined) throw rejectOp(table, target, step);
    action(draft, step);
  }
  return draft;
}

function locate<T>(
  table: PatchTable<T>,
  operation: PatchOperation,
): { target: PatchTarget<T>; step: PatchStep } {
  if (operation.path === undefined) throw errors.invalidPatchPath('null');
  const step = { op: operation.op ?? '', path: operation.path, value: operation.value, from: operation.from };
  const segments = operation.path.split('/').map(unescapeSegment);
  for (const target of table.targets) {
    const keys = matchSegments(target.path, segments);
    if (keys !== undefined) return { target, step: { ...step, keys } };
  }
  throw table.rejections.unknownPath({ ...step, keys: [] }, pathsWith(table, step.op));
}

function rejectOp<T>(table: PatchTable<T>, target: PatchTarget<T>, step: PatchStep): ServiceError {
  const ops = VERBS.filter((verb) => target[verb] !== undefined);
  return table.rejections.unsupportedOp(step, ops, pathsWith(table, step.op));
}

function pathsWith<T>(table: PatchTable<T>, op: string): string[] {
  const verb = VERBS.find((candidate) => candidate === op);
  if (verb === undefined) return [];
  return table.targets
    .filter((target) => target[verb] !== undefined)
    .map((target) => target.shown ?? target.path);
}

/** JSON pointer escapes, RFC 6901. */
function unescapeSegment(segment: string): string {
  return segment.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** The keys in the pattern's `{...}` places, or undefined when the path is another. */
function matchSegments(pattern: string, segments: readonly string[]): string[] | undefined {
  const expected = pattern.split('/');
  if (expected.length !== segments.length) return undefined;
  const keys: string[] = [];
  for (const [index, segment] of segments.entries()) {
    const part = expected[index];
    if (part?.startsWith('{')) keys.push(segment);
    else if (part !== segment) return undefined;
  }
  return keys;
}

/** `Invalid patch path  '/x' specified for op 'replace'. Must be one of: [...]`: Resource, Deployment, Account and others. */
export const listingRejections: PatchRejections = {
  unknownPath: (step, paths) => errors.patchPathNotListed(step.path, step.op, paths),
  unsupportedOp: (step, _ops, paths) => errors.patchPathNotListed(step.path, step.op, paths),
};

/** `Invalid patch path /x`: RestApi, Method, Integration and their responses. */
export const plainRejections: PatchRejections = {
  unknownPath: (step) => errors.invalidPatchPath(step.path),
  unsupportedOp: (_step, ops) => errors.invalidPatchOperation(ops),
};
