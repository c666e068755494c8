import type { Clock } from '../clock.ts';
import { GLOBAL_REGION, type Store } from '../store/store.ts';
import type { Authenticator } from './authenticator.ts';
import { BoundedCache } from './bounded-cache.ts';
import type { Caller } from './principal.ts';
import { accessKeys, roles } from './records.ts';

/** How exact the records are, in ms: a busy key is written this often, so that requests do not become writes. */
const RESOLUTION = 15 * 60 * 1000;
const REMEMBERED = 10_000;

/** What a call was for. */
interface Use {
  readonly service: string;
  readonly region: string;
}

/** Authenticates as before and records, in the background, when access keys and roles were last used. */
export interface RecordingAuthenticator extends Authenticator {
  /** Resolves when every record begun so far is written. */
  settled(): Promise<void>;
}

/**
 * For GetAccessKeyLastUsed and RoleLastUsed, exact to a quarter of an hour. A record that can't be written is left out:
 * it must not fail the call.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_AccessKeyLastUsed.html
 */
export function recordLastUse(
  authenticator: Authenticator,
  { store, clock }: { store: Store; clock: Clock },
): RecordingAuthenticator {
  const recorded = new BoundedCache<number>(REMEMBERED);
  const writing = new Set<Promise<void>>();
  return {
    async authenticate(request, expected) {
      const authentication = await authenticator.authenticate(request, expected);
      if (authentication.ok) note(authentication.caller, expected);
      return authentication;
    },
    async settled() {
      await Promise.all(writing);
    },
  };

  function note({ principal, session }: Caller, use: Use): void {
    const key = principal.type === 'AssumedRole' ? principal.roleArn : session?.accessKeyId;
    if (key === undefined) return;
    const now = clock();
    const before = recorded.get(key);
    if (before !== undefined && now - before < RESOLUTION) return;
    recorded.set(key, now);
    const scope = { account: principal.account, region: GLOBAL_REGION };
    const written: Promise<unknown> =
      principal.type === 'AssumedRole'
        ? store.collection(roles).update(scope, principal.roleName.toLowerCase(), (role) => ({
            ...role,
            lastUsedAt: now,
            lastUsedRegion: use.region,
          }))
        : store
            .collection(accessKeys)
            .update(scope, key, (record) => ({ ...record, lastUsed: { at: now, ...use } }));
    const done = written.then(
      () => {},
      () => recorded.delete(key),
    );
    writing.add(done);
    void done.finally(() => writing.delete(done));
  }
}
