import { readMachineArn } from './arns.ts';
import { resourceNotFound, tooManyTags } from './errors.ts';
import type { StepFunctionsHandlers, StepFunctionsParts } from './operations.ts';
import { type StateMachineRecord, stateMachines } from './records.ts';

/** "There is a limit of 50 tags." https://docs.aws.amazon.com/step-functions/latest/dg/concepts-tagging.html */
const MAXIMUM_TAGS = 50;

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_TagResource.html and its neighbours. */
export function tagHandlers({
  store,
}: Pick<StepFunctionsParts, 'store'>): StepFunctionsHandlers<
  'TagResource' | 'UntagResource' | 'ListTagsForResource'
> {
  const collection = store.collection(stateMachines);
  const change = async (
    arn: string | undefined,
    tagsOf: (record: StateMachineRecord) => StateMachineRecord['tags'],
  ) => {
    const address = readMachineArn(arn);
    const changed = await collection.update(address, address.machineName, (record) => {
      const tags = tagsOf(record);
      requireTagCount(tags, record.arn);
      return { ...record, tags };
    });
    if (!changed) throw resourceNotFound(arn ?? '');
  };
  return {
    async TagResource(input) {
      await change(input.resourceArn, ({ tags }) => mergedTags(tags, input.tags ?? []));
      return {};
    },

    async UntagResource(input) {
      const removed = new Set(input.tagKeys);
      await change(input.resourceArn, ({ tags }) => tags.filter(({ key }) => !removed.has(key)));
      return {};
    },

    async ListTagsForResource(input) {
      const address = readMachineArn(input.resourceArn);
      const stored = await collection.get(address, address.machineName);
      if (!stored) throw resourceNotFound(input.resourceArn ?? '');
      return { tags: stored.value.tags };
    },
  };
}

/** Tags with others added, which replace those of the same key. */
export function mergedTags(
  present: StateMachineRecord['tags'],
  added: readonly { key?: string | undefined; value?: string | undefined }[],
): StateMachineRecord['tags'] {
  const tags = new Map(present.map(({ key, value }) => [key, value]));
  for (const { key = '', value = '' } of added) tags.set(key, value);
  return [...tags].map(([key, value]) => ({ key, value }));
}

/** Throws TooManyTags. */
export function requireTagCount(tags: readonly unknown[], arn: string): void {
  if (tags.length > MAXIMUM_TAGS) throw tooManyTags(arn);
}
