import type { Change, Stored } from '../../../store/store.ts';
import type { StackRecord } from './records.ts';
import type { StackStore } from './stack-store.ts';

/** How long deleted stacks are told of, as AWS does, in milliseconds. */
const KEPT = 90 * 24 * 60 * 60 * 1000;

/** Takes away what is left of stacks that were deleted long ago. */
export async function forgetDeleted(
  store: StackStore,
  stacks: readonly Stored<StackRecord>[],
  now: number,
): Promise<void> {
  for (const { scope, id, value } of stacks) {
    if (value.status !== 'DELETE_COMPLETE' || now - (value.deletedAt ?? now) < KEPT) continue;
    const prefix = `${id}/`;
    const changeSets = (await store.changeSets.list(scope)).filter((one) => one.value.stackUuid === id);
    const changes: Change[] = [
      store.stacks.deleting(scope, id),
      ...(await store.resources.list(scope, { prefix })).map((one) =>
        store.resources.deleting(scope, one.id),
      ),
      ...(await store.events.list(scope, { prefix })).map((one) => store.events.deleting(scope, one.id)),
      ...changeSets.map((one) => store.changeSets.deleting(scope, one.id)),
    ];
    await store.store.commit(changes);
  }
}
