import { sameValue, type TemplateValue } from '../template/value.ts';

/** What of two lists was taken away and what was added. */
export function listDifference(
  before: readonly string[] = [],
  after: readonly string[] = [],
): { removed: string[]; added: string[] } {
  return {
    removed: before.filter((one) => !after.includes(one)),
    added: after.filter((one) => !before.includes(one)),
  };
}

interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** Keys of tags that are gone, and tags that are new or have other values. */
export function tagDifference(
  before: readonly Tag[] = [],
  after: readonly Tag[] = [],
): { removedKeys: string[]; changed: Tag[] } {
  const values = new Map(before.map((tag) => [tag.Key, tag.Value]));
  const kept = new Set(after.map((tag) => tag.Key));
  return {
    removedKeys: [...values.keys()].filter((key) => !kept.has(key)),
    changed: after.filter((tag) => values.get(tag.Key) !== tag.Value),
  };
}

/** Whether any of the named properties differs. */
export function differs<Name extends string>(
  before: { readonly [Key in Name]?: TemplateValue },
  after: { readonly [Key in Name]?: TemplateValue },
  ...names: readonly Name[]
): boolean {
  return names.some((name) => !sameValue(before[name], after[name]));
}

/** Tags as services with plain maps of tags take them. */
export function tagMap(tags: readonly Tag[] = []): Record<string, string> {
  return Object.fromEntries(tags.map((tag) => [tag.Key, tag.Value]));
}
