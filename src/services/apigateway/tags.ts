import type { CallContext } from '../../protocols/service.ts';
import { withEntry, withoutEntry } from './entries.ts';
import type { Family, Gateway, Input, Output } from './gateway.ts';
import { required } from './members.ts';
import { checkTags } from './tag-rules.ts';
import { taggedResource } from './tagged-resource.ts';

type Operation = 'TagResource' | 'UntagResource' | 'GetTags';

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-tagging.html */
export function tagOperations(gateway: Gateway): Family<Operation> {
  return {
    TagResource: (input, context) => tagResource(gateway, input, context),
    UntagResource: (input, context) => untagResource(gateway, input, context),
    GetTags: async (input, context) => {
      const tagged = taggedResource(gateway, required(input.resourceArn, 'resourceArn'), context);
      return { tags: (await tagged.read()) ?? {} };
    },
  };
}

async function tagResource(
  gateway: Gateway,
  input: Input<'TagResource'>,
  context: CallContext,
): Promise<Output<'TagResource'>> {
  const added = required(input.tags, 'tags');
  const tagged = taggedResource(gateway, required(input.resourceArn, 'resourceArn'), context);
  await tagged.change((tags) => {
    let all = tags;
    for (const [name, value] of Object.entries(added)) all = withEntry(all, name, value);
    if (all !== undefined) checkTags(all, gateway.quotas.tagsPerResource);
    return all;
  });
  return {};
}

async function untagResource(
  gateway: Gateway,
  input: Input<'UntagResource'>,
  context: CallContext,
): Promise<Output<'UntagResource'>> {
  const names = required(input.tagKeys, 'tagKeys');
  const tagged = taggedResource(gateway, required(input.resourceArn, 'resourceArn'), context);
  await tagged.change((tags) => {
    let left = tags;
    for (const name of names) left = withoutEntry(left, name);
    return left;
  });
  return {};
}
