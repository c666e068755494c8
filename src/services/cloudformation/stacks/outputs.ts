import type { Change } from '../../../store/store.ts';
import type { BoundOutput } from '../template/bind.ts';
import { evaluate } from '../template/evaluate.ts';
import { formatError, validationError } from '../template/validation-error.ts';
import { isList, isScalar } from '../template/value.ts';
import type { OutputRecord, StackRecord } from './records.ts';
import { type RunningOperation, resourceScope } from './running-operation.ts';
import { exportId, type StackStore } from './stack-store.ts';

/** The values of the outputs, now that all resources exist. Throws ValidationError. */
export function outputValues(operation: RunningOperation, outputs: readonly BoundOutput[]): OutputRecord[] {
  const scope = resourceScope(operation);
  return outputs.map(({ key, value: bound, description, exportName }) => {
    const value = evaluate(bound, scope);
    const text = isList(value) && value.every(isScalar) ? value.join(',') : value;
    if (!isScalar(text)) throw formatError(`Output ${key} is malformed. The Value field must be a string.`);
    return {
      key,
      value: String(text),
      ...(description !== undefined && { description }),
      ...(exportName !== undefined && { exportName }),
    };
  });
}

/**
 * The changes that bring the exports of a stack to its new outputs. Throws ValidationError when another stack has
 * a name, or imports what would change or go.
 */
export async function exportChanges(
  { store, journal: { scope } }: RunningOperation,
  stack: StackRecord,
  outputs: readonly OutputRecord[],
): Promise<Change[]> {
  const after = exportsOf(outputs);
  const before = exportsOf(stack.outputs);
  const changes: Change[] = [];
  for (const [name, value] of before) {
    const now = after.get(name);
    if (now === value) continue;
    await requireNotImported(store, stack, name, now === undefined ? 'deleted' : 'updated');
    if (now === undefined) changes.push(store.exports.deleting(scope, exportId(name)));
  }
  for (const [name, value] of after) {
    if (before.get(name) === value) continue;
    const existing = await store.exports.get(scope, exportId(name));
    if (existing !== undefined && existing.value.exportingStackId !== stack.stackId)
      throw validationError(
        `Export with name ${name} is already exported by stack ${nameInId(existing.value.exportingStackId)}.`,
      );
    const record = { name, value, exportingStackId: stack.stackId };
    changes.push(store.exports.putting(scope, exportId(name), record, existing?.revision ?? 0));
  }
  return changes;
}

function exportsOf(outputs: readonly OutputRecord[]): Map<string, string> {
  return new Map(
    outputs.flatMap(({ exportName, value }): [string, string][] =>
      exportName === undefined ? [] : [[exportName, value]],
    ),
  );
}

function nameInId(stackId: string): string {
  return stackId.split('/')[1] ?? stackId;
}

/** Throws ValidationError when other stacks import an export. */
export async function requireNotImported(
  store: StackStore,
  { stackId }: StackRecord,
  name: string,
  what: 'deleted' | 'updated',
): Promise<void> {
  const [, , , region = '', account = ''] = stackId.split(':');
  const importers = await store.importersOf({ account, region }, name);
  if (importers.length > 0)
    throw validationError(`Export ${name} cannot be ${what} as it is in use by ${importers.join(', ')}`);
}

/** Changes that make the stack an importer of exactly these exports. */
export async function importChanges(
  store: StackStore,
  stack: StackRecord,
  names: readonly string[],
): Promise<Change[]> {
  const [, , , region = '', account = ''] = stack.stackId.split(':');
  const scope = { account, region };
  const { stackName } = stack;
  const suffix = `/${stackName}`;
  const kept = new Set(names.map((name) => `${exportId(name)}${suffix}`));
  const existing = (await store.imports.list(scope)).filter((one) => one.value.stackName === stackName);
  return [
    ...existing.filter((one) => !kept.has(one.id)).map((one) => store.imports.deleting(scope, one.id)),
    ...names.map((exportName) =>
      store.imports.putting(scope, `${exportId(exportName)}${suffix}`, { exportName, stackName }),
    ),
  ];
}
