import { ServiceError } from '../../../protocols/service-error.ts';
import type { Scope, Stored } from '../../../store/store.ts';
import { validationError } from '../template/validation-error.ts';
import type { ChangeSetRecord } from './records.ts';
import { type StackStore, uuidOf } from './stack-store.ts';

/**
 * A change set by its id, or by its name and its stack. One of another stack than the named is none: permission was asked
 * for the stack named. Throws ChangeSetNotFoundException and
 * ValidationError.
 */
export async function findChangeSet(
  store: StackStore,
  scope: Scope,
  name: string,
  stackName: string | undefined,
): Promise<Stored<ChangeSetRecord>> {
  const uuid = uuidOf(name);
  if (uuid !== undefined) {
    const found = await store.changeSets.get(scope, uuid);
    if (found?.value.changeSetId !== name) throw notFound(name);
    if (stackName !== undefined && (await store.find(scope, stackName))?.id !== found.value.stackUuid)
      throw notFound(name);
    return found;
  }
  if (stackName === undefined)
    throw validationError('StackName must be specified if ChangeSetName is not specified as an ARN.');
  const stack = await store.find(scope, stackName);
  if (stack === undefined) throw validationError(`Stack [${stackName}] does not exist`);
  const found = (await changeSetsOf(store, scope, stack.id)).find((one) => one.value.name === name);
  if (found === undefined) throw notFound(name);
  return found;
}

/** The change sets of a stack, oldest first. */
export async function changeSetsOf(
  store: StackStore,
  scope: Scope,
  stackUuid: string,
): Promise<Stored<ChangeSetRecord>[]> {
  const all = await store.changeSets.list(scope);
  return all
    .filter((one) => one.value.stackUuid === stackUuid)
    .sort((a, b) => a.value.createdAt - b.value.createdAt);
}

function notFound(name: string): ServiceError {
  return new ServiceError('ChangeSetNotFoundException', 404, `ChangeSet [${name}] does not exist`);
}
