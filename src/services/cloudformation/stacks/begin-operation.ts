import { randomUUID } from 'node:crypto';
import type { CallContext } from '../../../protocols/service.ts';
import { ServiceError } from '../../../protocols/service-error.ts';
import { RevisionConflictError, type Scope, type Stored } from '../../../store/store.ts';
import { validationError } from '../template/validation-error.ts';
import type { CloudFormation } from './cloudformation.ts';
import { changeSetsOf } from './find-change-set.ts';
import { Journal } from './journal.ts';
import { importChanges } from './outputs.ts';
import type { Prepared } from './prepare.ts';
import type { OperationRecord, StackRecord } from './records.ts';
import type { StackStore } from './stack-store.ts';

/**
 * Whether the request repeats the one that started the stack's last operation.
 * Throws TokenAlreadyExistsException when its token was used for another operation.
 */
export function isRepeated(
  stack: StackRecord,
  kind: OperationRecord['kind'],
  token: string | undefined,
): boolean {
  if (token === undefined || stack.lastToken?.token !== token) return false;
  if (stack.lastToken.kind === kind) return true;
  throw new ServiceError(
    'TokenAlreadyExistsException',
    400,
    `Client request token [${token}] already exists for another operation`,
  );
}

/** The start of an operation, to be written into the stack's record. */
export function operationRecord(
  { clock }: CloudFormation,
  context: CallContext,
  kind: OperationRecord['kind'],
  onFailure: OperationRecord['onFailure'],
  token: string | undefined,
): OperationRecord {
  return {
    id: randomUUID(),
    kind,
    caller: context.caller,
    startedAt: clock(),
    onFailure,
    ...(token !== undefined && { clientRequestToken: token }),
  };
}

/** Writes a new stack with its first event, in one commit, and gives it its name. Throws AlreadyExistsException. */
export async function insertStack(
  { store, clock }: CloudFormation,
  scope: Scope,
  stack: StackRecord,
  imports: readonly string[],
): Promise<void> {
  const journal = new Journal(store, clock, scope, stack.uuid, stack.operation);
  try {
    await store.store.commit([
      store.names.putting(scope, stack.stackName, { uuid: stack.uuid }, 0),
      store.stacks.putting(scope, stack.uuid, stack, 0),
      await journal.stackEvent(stack),
      ...(await importChanges(store, stack, imports)),
    ]);
  } catch (error) {
    if (error instanceof RevisionConflictError) throw alreadyExists(stack.stackName);
    throw error;
  }
}

export function alreadyExists(stackName: string): ServiceError {
  return new ServiceError('AlreadyExistsException', 400, `Stack [${stackName}] already exists`);
}

/**
 * Starts an operation on a stack that exists: its record gets the new status and the operation, with the event, in one
 * commit that fails when somebody else changed the stack first.
 */
export async function beginOperation(
  { store, clock, engine }: CloudFormation,
  scope: Scope,
  stored: Stored<StackRecord>,
  change: Pick<StackRecord, 'status'> & Partial<StackRecord> & { operation: OperationRecord },
  prepared?: Prepared,
  skipped: readonly string[] = [],
): Promise<void> {
  const { uuid } = stored.value;
  const { clientRequestToken: token, kind } = change.operation;
  const stack: StackRecord = {
    ...stored.value,
    ...prepared?.settings,
    ...change,
    ...(token !== undefined && { lastToken: { token, kind } }),
  };
  const journal = new Journal(store, clock, scope, uuid, change.operation);
  const imports = prepared && [...prepared.target.imports, ...(await importedBy(store, scope, stack))];
  try {
    await store.store.commit([
      store.stacks.putting(scope, uuid, stack, stored.revision),
      await journal.stackEvent(stack),
      ...(imports === undefined ? [] : await importChanges(store, stack, [...new Set(imports)])),
    ]);
  } catch (error) {
    if (error instanceof RevisionConflictError)
      throw validationError(`Stack [${stack.stackName}] was changed by another request; try again.`);
    throw error;
  }
  if (prepared !== undefined) await makeObsolete(store, scope, uuid);
  engine.start(scope, uuid, skipped);
}

/** Change sets were made against what the stack no longer is. */
async function makeObsolete(store: StackStore, scope: Scope, uuid: string): Promise<void> {
  for (const { id, value } of await changeSetsOf(store, scope, uuid))
    if (value.executionStatus === 'AVAILABLE')
      await store.changeSets.update(scope, id, (one) => ({ ...one, executionStatus: 'OBSOLETE' }));
}

/** Names of the exports that a stack imports. */
export async function importedBy(
  store: StackStore,
  scope: Scope,
  { stackName }: StackRecord,
): Promise<string[]> {
  const imports = await store.imports.list(scope);
  return imports.filter((one) => one.value.stackName === stackName).map((one) => one.value.exportName);
}
