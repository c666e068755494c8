import type { DomainNameAccessAssociation } from '../../definitions/domain-names.ts';
import { parseArn } from '../../identity/arn.ts';
import type { CallContext } from '../../protocols/service.ts';
import type { Scope, Stored } from '../../store/store.ts';
import { atomically } from './atomically.ts';
import { findSharedDomainName } from './domain-name-lookup.ts';
import { errors } from './errors.ts';
import { type Family, type Gateway, type Input, type Output, scopeOf } from './gateway.ts';
import { defined, required } from './members.ts';
import { pageLimit, pagePosition, pageStart, readPage } from './pages.ts';
import { checkTags } from './tag-rules.ts';

type Operation =
  | 'CreateDomainNameAccessAssociation'
  | 'GetDomainNameAccessAssociations'
  | 'DeleteDomainNameAccessAssociation'
  | 'RejectDomainNameAccessAssociation';

const RESOURCE = '/domainnameaccessassociations/';

/** https://docs.aws.amazon.com/apigateway/latest/api/API_DomainNameAccessAssociation.html */
export function domainNameAccessAssociationOperations(gateway: Gateway): Family<Operation> {
  return {
    CreateDomainNameAccessAssociation: (input, context) => createAssociation(gateway, input, context),
    GetDomainNameAccessAssociations: (input, context) =>
      input.resourceOwner === 'OTHER_ACCOUNTS'
        ? getAssociationsOfOthers(gateway, input, context)
        : readPage(gateway.domainNameAccessAssociations, scopeOf(context), '', input),
    DeleteDomainNameAccessAssociation: (input, context) => deleteAssociation(gateway, input, context),
    RejectDomainNameAccessAssociation: (input, context) => rejectAssociation(gateway, input, context),
  };
}

/** The association of an ARN, in whatever account. Throws NotFoundException. */
async function findAssociation(
  gateway: Gateway,
  associationArn: string | undefined,
): Promise<Stored<DomainNameAccessAssociation>> {
  const arn = parseArn(required(associationArn, 'domainNameAccessAssociationArn'));
  if (arn?.service !== 'apigateway' || !arn.resource.startsWith(RESOURCE))
    throw errors.accessAssociationNotFound();
  const { region, account } = arn;
  const id = arn.resource.slice(RESOURCE.length);
  const found = await gateway.domainNameAccessAssociations.get({ region, account }, id);
  if (found === undefined) throw errors.accessAssociationNotFound();
  return found;
}

/** Whether another account's domain name may be used is decided with the call's permissions. */
async function createAssociation(
  gateway: Gateway,
  input: Input<'CreateDomainNameAccessAssociation'>,
  context: CallContext,
): Promise<Output<'CreateDomainNameAccessAssociation'>> {
  const scope = scopeOf(context);
  const source = required(input.accessAssociationSource, 'accessAssociationSource');
  if (input.accessAssociationSourceType !== 'VPCE' || !/^vpce-[0-9a-z]{1,64}$/.test(source))
    throw errors.invalidAssociationSource();
  const tags = input.tags ?? {};
  checkTags(tags, gateway.quotas.tagsPerResource);
  return atomically(async () => {
    const domain = await findSharedDomainName(gateway, required(input.domainNameArn, 'domainNameArn'));
    if (domain?.value.domainNameId === undefined || domain.scope.region !== scope.region)
      throw errors.invalidDomainNameArn();
    const id = `domainname/${domain.value.domainName}/vpcesource/${source}`;
    const association: DomainNameAccessAssociation = defined({
      domainNameAccessAssociationArn: `arn:aws:apigateway:${scope.region}:${scope.account}:${RESOURCE}${id}`,
      domainNameArn: domain.value.domainNameArn,
      accessAssociationSourceType: 'VPCE' as const,
      accessAssociationSource: source,
      tags: Object.keys(tags).length > 0 ? tags : undefined,
    });
    await checkRoom(gateway, scope, id);
    await gateway.store.commit([
      gateway.domainNames.putting(domain.scope, domain.id, domain.value, domain.revision),
      gateway.domainNameAccessAssociations.putting(scope, id, association, 0),
    ]);
    return association;
  });
}

async function checkRoom(gateway: Gateway, scope: Scope, id: string): Promise<void> {
  if ((await gateway.domainNameAccessAssociations.get(scope, id)) !== undefined)
    throw errors.accessAssociationExists();
  const maximum = gateway.quotas.domainNameAccessAssociations;
  const present = await gateway.domainNameAccessAssociations.list(scope, { limit: maximum });
  if (present.length >= maximum) throw errors.accessAssociationQuota();
}

/** Associations that other accounts made with the account's own domain names. */
async function getAssociationsOfOthers(
  gateway: Gateway,
  input: Input<'GetDomainNameAccessAssociations'>,
  context: CallContext,
): Promise<Output<'GetDomainNameAccessAssociations'>> {
  const limit = pageLimit(input);
  const after = pageStart(input, '') ?? '';
  const own = `arn:aws:apigateway:${context.region}:${context.account}:/domainnames/`;
  const all = await gateway.domainNameAccessAssociations.listAll();
  const others = all
    .filter(({ scope, value }) => scope.account !== context.account && value.domainNameArn.startsWith(own))
    .map(({ value }) => value)
    .sort((one, other) =>
      one.domainNameAccessAssociationArn < other.domainNameAccessAssociationArn ? -1 : 1,
    )
    .filter((value) => value.domainNameAccessAssociationArn > after);
  const items = others.slice(0, limit);
  const last = items.at(-1);
  const more = others.length > limit && last !== undefined;
  return { items, ...(more ? { position: pagePosition(last.domainNameAccessAssociationArn) } : {}) };
}

/** By the account that made it. */
async function deleteAssociation(
  gateway: Gateway,
  input: Input<'DeleteDomainNameAccessAssociation'>,
  context: CallContext,
): Promise<Output<'DeleteDomainNameAccessAssociation'>> {
  const { scope, id } = await findAssociation(gateway, input.domainNameAccessAssociationArn);
  if (scope.account !== context.account || scope.region !== context.region)
    throw errors.accessAssociationNotFound();
  await gateway.domainNameAccessAssociations.delete(scope, id);
  return {};
}

/** By the account that owns the domain name. */
async function rejectAssociation(
  gateway: Gateway,
  input: Input<'RejectDomainNameAccessAssociation'>,
  context: CallContext,
): Promise<Output<'RejectDomainNameAccessAssociation'>> {
  const found = await findAssociation(gateway, input.domainNameAccessAssociationArn);
  const domain = await findSharedDomainName(gateway, required(input.domainNameArn, 'domainNameArn'));
  const isOwn = domain?.scope.account === context.account && domain.scope.region === context.region;
  if (!isOwn || found.value.domainNameArn !== domain.value.domainNameArn)
    throw errors.accessAssociationNotFound();
  await gateway.domainNameAccessAssociations.delete(found.scope, found.id);
  return {};
}
