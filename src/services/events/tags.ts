import type { Collection, Scope } from '../../store/store.ts';
import { type BusAddress, type RuleAddress, ruleId, taggedResource } from './addresses.ts';
import { limitExceeded, resourceDoesNotExist } from './errors.ts';
import type { EventBridgeHandlers, EventBridgeParts } from './operations.ts';
import { eventBuses, rules } from './records.ts';

interface Tag {
  Key: string;
  Value: string;
}

const MAXIMUM_TAGS = 50;

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_TagResource.html and its neighbours. */
export function tagHandlers({
  store,
}: Pick<EventBridgeParts, 'store'>): EventBridgeHandlers<
  'TagResource' | 'UntagResource' | 'ListTagsForResource'
> {
  const locate = (arn: string | undefined) => {
    const address: BusAddress | RuleAddress = taggedResource(arn);
    return 'ruleName' in address
      ? tagsOf(store.collection(rules), address, ruleId(address))
      : tagsOf(store.collection(eventBuses), address, address.busName);
  };
  const change = async (arn: string | undefined, changed: (tags: Tag[]) => Tag[]) => {
    if (!(await locate(arn).change(changed))) throw resourceDoesNotExist(arn ?? '');
  };
  return {
    async TagResource(input) {
      await change(input.ResourceARN, (tags) => mergedTags(tags, input.Tags ?? []));
      return {};
    },

    async UntagResource(input) {
      const removed = new Set(input.TagKeys);
      await change(input.ResourceARN, (tags) => tags.filter(({ Key }) => !removed.has(Key)));
      return {};
    },

    async ListTagsForResource(input) {
      const tags = await locate(input.ResourceARN).read();
      if (!tags) throw resourceDoesNotExist(input.ResourceARN ?? '');
      return { Tags: tags };
    },
  };
}

/** The tags of one record, whatever else it holds. */
function tagsOf<Value extends { tags: Tag[] }>(collection: Collection<Value>, scope: Scope, id: string) {
  return {
    async read(): Promise<Tag[] | undefined> {
      return (await collection.get(scope, id))?.value.tags;
    },
    /** False when there is no such record. */
    async change(changed: (tags: Tag[]) => Tag[]): Promise<boolean> {
      const updated = await collection.update(scope, id, (record) => ({
        ...record,
        tags: changed(record.tags),
      }));
      return updated !== undefined;
    },
  };
}

/** Tags with others added, which replace those of the same key. Throws LimitExceededException. */
export function mergedTags(
  present: readonly Tag[],
  added: readonly { Key?: string | undefined; Value?: string | undefined }[],
): Tag[] {
  const tags = new Map(present.map(({ Key, Value }) => [Key, Value]));
  for (const { Key = '', Value = '' } of added) tags.set(Key, Value);
  if (tags.size > MAXIMUM_TAGS)
    throw limitExceeded('The requested resource exceeds the maximum number allowed.');
  return [...tags].map(([Key, Value]) => ({ Key, Value }));
}
