import { parseArn } from '../../identity/arn.ts';
import type { CallContext } from '../../protocols/service.ts';
import type { ServiceError } from '../../protocols/service-error.ts';
import type { Collection, Scope } from '../../store/store.ts';
import { changingKey, findApiKey, plansOfKey } from './api-key-records.ts';
import { atomically } from './atomically.ts';
import { errors } from './errors.ts';
import { type Gateway, scopeOf } from './gateway.ts';

type Tags = Record<string, string>;

/** Something that has tags, wherever it is recorded. Both throw NotFoundException when it is not there. */
export interface TaggedResource {
  readonly read: () => Promise<Tags | undefined>;
  /** Runs `change` again when another writer came first. */
  readonly change: (change: (tags: Tags | undefined) => Tags | undefined) => Promise<void>;
}

/**
 * What an ARN `arn:aws:apigateway:REGION::/PATH` names. Private domain names and their associations have their account in
 * it. Throws BadRequestException for what has no tags.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-tagging-supported-resources.html
 */
export function taggedResource(gateway: Gateway, resourceArn: string, context: CallContext): TaggedResource {
  const arn = parseArn(resourceArn);
  if (arn?.service !== 'apigateway' || arn.region !== context.region) throw errors.invalidTagArn();
  if (arn.account !== '' && arn.account !== context.account) throw errors.invalidTagArn();
  const [empty, kind, ...ids] = arn.resource.split('/');
  if (empty !== '' || kind === undefined || ids.length === 0 || ids.includes(''))
    throw errors.invalidTagArn();
  const scope = scopeOf(context);
  const [id = '', ...more] = ids;
  if (kind === 'restapis' && more[0] === 'stages' && more.length === 2)
    return inCollection(gateway.stages, scope, `${id}/${more[1]}`, errors.stageNotFound());
  if (kind === 'domainnameaccessassociations')
    return inCollection(
      gateway.domainNameAccessAssociations,
      scope,
      ids.join('/'),
      errors.accessAssociationNotFound(),
    );
  if (more.length > 0) throw errors.invalidTagArn();
  switch (kind) {
    case 'restapis':
      return inCollection(gateway.restApis, scope, id, errors.restApiNotFound(context.account, id));
    case 'apikeys':
      return apiKeyTags(gateway, id, context);
    case 'usageplans':
      return inCollection(gateway.usagePlans, scope, id, errors.usagePlanNotFound());
    case 'clientcertificates':
      return inCollection(gateway.clientCertificates, scope, id, errors.clientCertificateNotFound());
    case 'vpclinks':
      return inCollection(gateway.vpcLinks, scope, id, errors.vpcLinkNotFound());
    case 'domainnames':
      return inCollection(gateway.domainNames, scope, id, errors.domainNameNotFound());
    default:
      throw errors.invalidTagArn();
  }
}

function inCollection<T extends { tags?: Tags }>(
  collection: Collection<T>,
  scope: Scope,
  id: string,
  notFound: ServiceError,
): TaggedResource {
  return {
    read: async () => {
      const found = await collection.get(scope, id);
      if (found === undefined) throw notFound;
      return found.value.tags;
    },
    change: async (change) => {
      const updated = await collection.update(scope, id, (record) => {
        const tags = change(record.tags);
        if (tags === undefined) delete record.tags;
        else record.tags = tags;
        return record;
      });
      if (updated === undefined) throw notFound;
    },
  };
}

/** A key's tags are in the index that finds the keys of a tenant. */
function apiKeyTags(gateway: Gateway, id: string, context: CallContext): TaggedResource {
  return {
    read: async () => (await findApiKey(gateway, id, context)).value.tags,
    change: (change) =>
      atomically(async () => {
        const found = await findApiKey(gateway, id, context);
        const { tags: before, ...members } = found.value;
        const tags = change(before);
        const key = { ...members, ...(tags === undefined ? {} : { tags }) };
        const usagePlanIds = await plansOfKey(gateway, found.scope, id);
        await gateway.store.commit(changingKey(gateway, found, key, usagePlanIds));
      }),
  };
}
