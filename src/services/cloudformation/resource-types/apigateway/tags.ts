import { tagDifference, tagMap } from '../differences.ts';
import type { ResourceContext } from '../resource-type.ts';

interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** Brings the tags of an API or a stage, named by its path (`/restapis/ID`), from `before` to `after`. */
export async function changeTags(
  path: string,
  before: readonly Tag[] | undefined,
  after: readonly Tag[] | undefined,
  { apigateway, partition, region }: ResourceContext,
): Promise<void> {
  const resourceArn = `arn:${partition}:apigateway:${region}::${path}`;
  const { removedKeys, changed } = tagDifference(before, after);
  if (removedKeys.length > 0) await apigateway.UntagResource({ resourceArn, tagKeys: removedKeys });
  if (changed.length > 0) await apigateway.TagResource({ resourceArn, tags: tagMap(changed) });
}
