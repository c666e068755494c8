import type { Clock } from '../../../clock.ts';
import type { Store } from '../../../store/store.ts';
import { executions, histories } from '../records.ts';

/** "Execution history retention time: 90 days"; ms. */
const RETENTION = 90 * 24 * 3_600_000;

/** Removes executions that ended too long ago, with their histories. */
export async function removeExpired(store: Store, clock: Clock): Promise<void> {
  const before = clock() - RETENTION;
  for (const { scope, id, value } of await store.collection(executions).listAll()) {
    if (value.stoppedAt === undefined || value.stoppedAt > before) continue;
    await store.commit([
      store.collection(executions).deleting(scope, id),
      store.collection(histories).deleting(scope, id),
    ]);
  }
}
