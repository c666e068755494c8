import { randomUUID } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import { LATEST } from '../../lambda/function-version.ts';
import { type FunctionRecord, type FunctionVersion, functions } from '../../lambda/records.ts';
import { functionNotFound } from '../../lambda/service-errors.ts';
import type { Collection, Store } from '../../store/store.ts';
import { revisionMismatch } from './errors.ts';
import type { NamedFunction } from './function-name.ts';

export type FunctionCollection = Collection<FunctionRecord>;

export function functionCollection(store: Store): FunctionCollection {
  return store.collection(functions);
}

/** Throws ResourceNotFoundException, naming the ARN as it was called. */
export async function requireFunction(
  collection: FunctionCollection,
  named: NamedFunction,
): Promise<FunctionRecord> {
  const stored = await collection.get(named, named.functionName);
  if (!stored) throw functionNotFound(named.arn);
  return stored.value;
}

/** Changes a function; `change` may throw and may run again. Throws ResourceNotFoundException. */
export async function updateFunction(
  collection: FunctionCollection,
  named: NamedFunction,
  change: (record: FunctionRecord) => FunctionRecord,
): Promise<FunctionRecord> {
  const stored = await collection.update(named, named.functionName, change);
  if (!stored) throw functionNotFound(named.arn);
  return stored.value;
}

/** The version, `$LATEST` or alias's version that a name is about, unpicked by weights. */
export function versionOf(record: FunctionRecord, named: NamedFunction): FunctionVersion {
  const { qualifier = LATEST } = named;
  const alias = Object.hasOwn(record.aliases, qualifier) ? record.aliases[qualifier] : undefined;
  const number = alias?.functionVersion ?? qualifier;
  if (number === LATEST) return record.latest;
  const version = Object.hasOwn(record.versions, number) ? record.versions[number] : undefined;
  if (!version) throw functionNotFound(named.arn);
  return version;
}

/** Throws PreconditionFailedException when a request names another revision than the present one. */
export function requireRevision(given: string | undefined, present: string): void {
  if (given !== undefined && given !== present) throw revisionMismatch('GetFunction/GetAlias');
}

/** `$LATEST` with changes, under a new revision. */
export function revised(
  version: FunctionVersion,
  changes: Partial<FunctionVersion>,
  clock: Clock,
): FunctionVersion {
  return { ...version, ...changes, lastModified: clock(), revisionId: randomUUID() };
}
