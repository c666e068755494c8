import type { Clock } from '../clock.ts';
import {
  type CollectionDefinition,
  GLOBAL_REGION,
  RevisionConflictError,
  type Store,
} from '../store/store.ts';
import { newAccessKeyId, newSecretAccessKey } from './access-key-generation.ts';
import { type AccessKeyRecord, accessKeys } from './records.ts';

/** Names the root key made for an account, so that of several processes starting at once one makes it. */
const rootKeys: CollectionDefinition<{ accessKeyId: string }> = { name: 'root-access-keys', version: 1 };
const ROOT_KEY_ID = 'root';

/** The account's root access key: the one made before, or a new one when there is none (any more). */
export async function ensureRootKey(store: Store, account: string, clock: Clock): Promise<AccessKeyRecord> {
  const scope = { account, region: GLOBAL_REGION };
  const keys = store.collection(accessKeys);
  const markers = store.collection(rootKeys);
  const marker = await markers.get(scope, ROOT_KEY_ID);
  const existing = marker && (await keys.get(scope, marker.value.accessKeyId));
  if (existing) return existing.value;
  const record: AccessKeyRecord = {
    accessKeyId: newAccessKeyId('AKIA'),
    secretAccessKey: newSecretAccessKey(),
    status: 'Active',
    createdAt: clock(),
  };
  try {
    await store.commit([
      markers.putting(scope, ROOT_KEY_ID, { accessKeyId: record.accessKeyId }, marker?.revision ?? 0),
      keys.putting(scope, record.accessKeyId, record, 0),
    ]);
    return record;
  } catch (error) {
    if (!(error instanceof RevisionConflictError)) throw error;
    return ensureRootKey(store, account, clock);
  }
}
