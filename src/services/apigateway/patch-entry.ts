import type { ServiceError } from '../../protocols/service-error.ts';
import { dropEntry, type Entries, hasEntry } from './entries.ts';
import type { PatchTarget } from './patch.ts';

/**
 * The target whose last path segment names an entry of a map: `add` and `replace` set it, `remove` takes it out, and the
 * last two need it to be there.
 * @param missing what AWS answers when it is not
 * @param set checks and sets the entry
 */
export function entryTarget<Member extends string, T extends { [M in Member]?: Entries<unknown> }>(
  path: string,
  member: Member,
  missing: () => ServiceError,
  set: (draft: T, name: string, value: string | undefined) => void,
): PatchTarget<T> {
  const requireEntry = (draft: T, name: string) => {
    if (!hasEntry(draft[member], name)) throw missing();
  };
  return {
    path,
    add: (draft, { keys: [name = ''], value }) => set(draft, name, value),
    replace: (draft, { keys: [name = ''], value }) => {
      requireEntry(draft, name);
      set(draft, name, value);
    },
    remove: (draft, { keys: [name = ''] }) => {
      requireEntry(draft, name);
      dropEntry(draft, member, name);
    },
  };
}
