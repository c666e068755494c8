import type { VpcLink } from '../../definitions/connections.ts';
import { parseArn } from '../../identity/arn.ts';
import type { CallContext } from '../../protocols/service.ts';
import type { Stored } from '../../store/store.ts';
import { atomically } from './atomically.ts';
import { errors } from './errors.ts';
import { type Family, type Gateway, type Input, type Output, scopeOf } from './gateway.ts';
import { newAccountResourceId } from './identifiers.ts';
import { defined, required } from './members.ts';
import { readPage } from './pages.ts';
import { applyPatch, listingRejections, type PatchTable } from './patch.ts';
import { checkTags } from './tag-rules.ts';
import { placesOfVpcLink } from './vpc-link-places.ts';

type Operation = 'CreateVpcLink' | 'GetVpcLink' | 'GetVpcLinks' | 'UpdateVpcLink' | 'DeleteVpcLink';

/** A link has nothing to wait for here: it can be used as soon as its creation, answered PENDING, is recorded. */
const READY = { status: 'AVAILABLE', statusMessage: 'Your vpc link is ready for use' } as const;

/** https://docs.aws.amazon.com/apigateway/latest/api/API_VpcLink.html */
export function vpcLinkOperations(gateway: Gateway): Family<Operation> {
  return {
    CreateVpcLink: (input, context) => createVpcLink(gateway, input, context),
    GetVpcLink: async (input, context) =>
      withTags((await findVpcLink(gateway, input.vpcLinkId, context)).value),
    GetVpcLinks: async (input, context) => {
      const page = await readPage(gateway.vpcLinks, scopeOf(context), '', input);
      return { ...page, items: page.items.map((link) => ({ ...link, ...READY })) };
    },
    UpdateVpcLink: (input, context) => updateVpcLink(gateway, input, context),
    DeleteVpcLink: (input, context) => deleteVpcLink(gateway, input, context),
  };
}

/** What UpdateVpcLink can change. */
const vpcLinkPatches: PatchTable<VpcLink> = {
  rejections: {
    ...listingRejections,
    unknownPath: (step, paths) =>
      step.path.startsWith('/targetArns')
        ? errors.targetArnsFixed()
        : listingRejections.unknownPath(step, paths),
  },
  targets: [
    {
      path: '/name',
      replace: (link, { value }) => {
        if (!value) throw errors.emptyVpcLinkName();
        link.name = value;
      },
    },
    {
      path: '/description',
      replace: (link, { value }) => {
        if (value) link.description = value;
        else delete link.description;
      },
    },
  ],
};

/** Throws NotFoundException. */
async function findVpcLink(
  gateway: Gateway,
  id: string | undefined,
  context: CallContext,
): Promise<Stored<VpcLink>> {
  const found = await gateway.vpcLinks.get(scopeOf(context), required(id, 'vpcLinkId'));
  if (found === undefined) throw errors.vpcLinkNotFound();
  return found;
}

function withTags(link: VpcLink): Output<'GetVpcLink'> {
  return { ...link, ...READY, tags: link.tags ?? {} };
}

async function createVpcLink(
  gateway: Gateway,
  input: Input<'CreateVpcLink'>,
  context: CallContext,
): Promise<Output<'CreateVpcLink'>> {
  const scope = scopeOf(context);
  if (!input.name) throw errors.emptyVpcLinkName();
  const [targetArn, ...others] = required(input.targetArns, 'targetArns');
  if (targetArn === undefined) throw errors.noTargetArn();
  if (others.length > 0) throw errors.severalTargetArns();
  if (parseArn(targetArn) === undefined) throw errors.malformedTargetArn(targetArn);
  const tags = input.tags ?? {};
  checkTags(tags, gateway.quotas.tagsPerResource);
  const { vpcLinks } = gateway.quotas;
  const present = await gateway.vpcLinks.list(scope, { limit: vpcLinks });
  if (present.length >= vpcLinks) throw errors.vpcLinkQuota();
  const link: VpcLink = defined({
    id: newAccountResourceId(),
    name: input.name,
    description: input.description || undefined,
    targetArns: [targetArn],
    tags: Object.keys(tags).length > 0 ? tags : undefined,
  });
  await gateway.vpcLinks.put(scope, link.id, link, 0);
  return { ...link, status: 'PENDING' };
}

async function updateVpcLink(
  gateway: Gateway,
  input: Input<'UpdateVpcLink'>,
  context: CallContext,
): Promise<Output<'UpdateVpcLink'>> {
  const id = required(input.vpcLinkId, 'vpcLinkId');
  const updated = await gateway.vpcLinks.update(scopeOf(context), id, (link) =>
    applyPatch(vpcLinkPatches, link, input.patchOperations),
  );
  if (updated === undefined) throw errors.vpcLinkNotFound();
  return withTags(updated.value);
}

/** A link that a stage's deployment uses stays. */
async function deleteVpcLink(
  gateway: Gateway,
  input: Input<'DeleteVpcLink'>,
  context: CallContext,
): Promise<Output<'DeleteVpcLink'>> {
  await atomically(async () => {
    const found = await findVpcLink(gateway, input.vpcLinkId, context);
    const places = await placesOfVpcLink(gateway, found);
    if (places.length > 0) throw errors.vpcLinkInUse(found.id, places);
    await gateway.vpcLinks.delete(found.scope, found.id, found.revision);
  });
  return {};
}
