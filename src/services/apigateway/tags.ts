import { parseArn } from '../../identity/arn.ts';
import type { CallContext } from '../../protocols/service.ts';
import { withEntry, withoutEntry } from './entries.ts';
import { errors } from './errors.ts';
import { type Family, type Gateway, type Input, type Output, scopeOf } from './gateway.ts';
import { required } from './members.ts';
import { checkTags } from './tag-rules.ts';

type Operation = 'TagResource' | 'UntagResource' | 'GetTags';
type Tags = Record<string, string>;

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-tagging.html */
export function tagOperations(gateway: Gateway): Family<Operation> {
  return {
    TagResource: (input, context) => tagResource(gateway, input, context),
    UntagResource: (input, context) => untagResource(gateway, input, context),
    GetTags: async (input, context) => {
      const found = await readTagged(gateway, required(input.resourceArn, 'resourceArn'), context);
      return { tags: found.tags ?? {} };
    },
  };
}

type Target =
  | { readonly kind: 'restApi'; readonly id: string }
  | { readonly kind: 'stage'; readonly key: string };

/** What an ARN `arn:aws:apigateway:REGION::/restapis/ID[/stages/NAME]` names. */
function targetOf(resourceArn: string, context: CallContext): Target {
  const arn = parseArn(resourceArn);
  if (arn?.service !== 'apigateway' || arn.region !== context.region) throw errors.invalidTagArn();
  const [empty, restApis, id, stages, stageName, ...more] = arn.resource.split('/');
  if (empty !== '' || restApis !== 'restapis' || !id || more.length > 0) throw errors.invalidTagArn();
  if (stages === undefined) return { kind: 'restApi', id };
  if (stages !== 'stages' || !stageName) throw errors.invalidTagArn();
  return { kind: 'stage', key: `${id}/${stageName}` };
}

async function readTagged(
  gateway: Gateway,
  resourceArn: string,
  context: CallContext,
): Promise<{ tags?: Tags }> {
  const target = targetOf(resourceArn, context);
  if (target.kind === 'restApi') {
    const api = await gateway.restApis.get(scopeOf(context), target.id);
    if (api === undefined) throw errors.restApiNotFound(context.account, target.id);
    return api.value;
  }
  const stage = await gateway.stages.get(scopeOf(context), target.key);
  if (stage === undefined) throw errors.stageNotFound();
  return stage.value;
}

async function changeTags(
  gateway: Gateway,
  resourceArn: string,
  context: CallContext,
  change: (tags: Tags | undefined) => Tags | undefined,
): Promise<void> {
  const target = targetOf(resourceArn, context);
  const apply = <T extends { tags?: Tags }>(record: T): T => {
    const tags = change(record.tags);
    if (tags === undefined) delete record.tags;
    else record.tags = tags;
    return record;
  };
  if (target.kind === 'restApi') {
    const updated = await gateway.restApis.update(scopeOf(context), target.id, apply);
    if (updated === undefined) throw errors.restApiNotFound(context.account, target.id);
    return;
  }
  const updated = await gateway.stages.update(scopeOf(context), target.key, apply);
  if (updated === undefined) throw errors.stageNotFound();
}

async function tagResource(
  gateway: Gateway,
  input: Input<'TagResource'>,
  context: CallContext,
): Promise<Output<'TagResource'>> {
  const added = required(input.tags, 'tags');
  await changeTags(gateway, required(input.resourceArn, 'resourceArn'), context, (tags) => {
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
  await changeTags(gateway, required(input.resourceArn, 'resourceArn'), context, (tags) => {
    let left = tags;
    for (const name of names) left = withoutEntry(left, name);
    return left;
  });
  return {};
}
