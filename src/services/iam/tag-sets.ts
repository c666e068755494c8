import type { Tag as SdkTag } from '@aws-sdk/client-iam';
import type { Tag } from '../../identity/records.ts';
import { duplicateTagKeys, quotaExceeded } from './errors.ts';
import { sortedBy } from './pages.ts';
import { required } from './required.ts';

/**
 * Tag keys of users and roles differ by more than case, those of other resources are told apart by case.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules_creating
 */
export type TagKeyCase = 'ignored' | 'significant';

const MAXIMUM_TAGS = 50;

/** The tags of an input. Throws when two have the same key. */
export function readTags(tags: readonly SdkTag[] | undefined, keyCase: TagKeyCase): Tag[] {
  const read = (tags ?? []).map((tag) => ({
    Key: required(tag.Key, 'tags.member.key'),
    Value: required(tag.Value, 'tags.member.value'),
  }));
  const keys = new Set(read.map((tag) => identity(tag.Key, keyCase)));
  if (keys.size !== read.length) throw duplicateTagKeys(keyCase === 'ignored');
  return read;
}

/** The present tags with the given ones added, or put in place of those with the same key. Sorted by key. */
export function addTags(
  present: readonly Tag[],
  added: readonly Tag[],
  keyCase: TagKeyCase,
  quota: string,
): Tag[] {
  const byKey = new Map(present.map((tag) => [identity(tag.Key, keyCase), tag]));
  for (const tag of added) byKey.set(identity(tag.Key, keyCase), tag);
  if (byKey.size > MAXIMUM_TAGS) throw quotaExceeded(quota, MAXIMUM_TAGS);
  return sortTags([...byKey.values()]);
}

/** The present tags without those named. */
export function removeTags(present: readonly Tag[], keys: readonly string[], keyCase: TagKeyCase): Tag[] {
  const removed = new Set(keys.map((key) => identity(key, keyCase)));
  return present.filter((tag) => !removed.has(identity(tag.Key, keyCase)));
}

/** In the order in which the service lists tags. */
export function sortTags(tags: readonly Tag[]): Tag[] {
  return sortedBy(tags, (tag) => tag.Key);
}

function identity(key: string, keyCase: TagKeyCase): string {
  return keyCase === 'ignored' ? key.toLowerCase() : key;
}
