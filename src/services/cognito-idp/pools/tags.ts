import { userPools } from '../../../definitions/user-pools.ts';
import { parseArn } from '../../../identity/arn.ts';
import { invalidParameter, resourceNotFound } from '../errors.ts';
import { requirePool } from '../find.ts';
import type { CognitoHandlers, CognitoParts } from '../operations.ts';

/** "You can have up to 50 tags per user pool." */
const MAXIMUM_TAGS = 50;

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_TagResource.html and its neighbours. */
export function tagHandlers({
  store,
  userPools: parts,
}: CognitoParts): CognitoHandlers<'TagResource' | 'UntagResource' | 'ListTagsForResource'> {
  const collection = store.collection(userPools);
  return {
    async TagResource(input, context) {
      const pool = await requirePool(parts, context, poolIdOf(input.ResourceArn));
      await collection.update(pool.scope, pool.id, (record) => {
        const tags = { ...record.tags, ...input.Tags };
        if (Object.keys(tags).length > MAXIMUM_TAGS)
          throw invalidParameter(`Number of tags must not exceed ${MAXIMUM_TAGS}.`);
        return { ...record, tags };
      });
      return {};
    },

    async UntagResource(input, context) {
      const pool = await requirePool(parts, context, poolIdOf(input.ResourceArn));
      const removed = new Set(input.TagKeys);
      await collection.update(pool.scope, pool.id, (record) => ({
        ...record,
        tags: Object.fromEntries(Object.entries(record.tags).filter(([key]) => !removed.has(key))),
      }));
      return {};
    },

    async ListTagsForResource(input, context) {
      const pool = await requirePool(parts, context, poolIdOf(input.ResourceArn));
      return { Tags: pool.tags };
    },
  };
}

/** Throws ResourceNotFoundException. */
function poolIdOf(text = ''): string {
  const arn = parseArn(text);
  if (arn?.service === 'cognito-idp' && arn.resource.startsWith('userpool/'))
    return arn.resource.slice('userpool/'.length);
  throw resourceNotFound(`Resource ${text} does not exist.`);
}
