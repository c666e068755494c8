import { type BasePathMapping, NO_BASE_PATH } from '../../definitions/domain-names.ts';
import type { CallContext } from '../../protocols/service.ts';
import type { Change, Scope, Stored } from '../../store/store.ts';
import { atomically } from './atomically.ts';
import { findDomainName } from './domain-name-lookup.ts';
import { errors } from './errors.ts';
import { type Family, type Gateway, type Input, type Output, scopeOf } from './gateway.ts';
import { required } from './members.ts';
import { readPage } from './pages.ts';
import { applyPatch, listingRejections, type PatchTable } from './patch.ts';

type Operation =
  | 'CreateBasePathMapping'
  | 'GetBasePathMapping'
  | 'GetBasePathMappings'
  | 'UpdateBasePathMapping'
  | 'DeleteBasePathMapping';

/** https://docs.aws.amazon.com/apigateway/latest/api/API_BasePathMapping.html */
export function basePathMappingOperations(gateway: Gateway): Family<Operation> {
  return {
    CreateBasePathMapping: (input, context) => createBasePathMapping(gateway, input, context),
    GetBasePathMapping: async (input, context) => (await findBasePathMapping(gateway, input, context)).value,
    GetBasePathMappings: async (input, context) => {
      const domain = await findDomainName(gateway, input, context);
      return readPage(gateway.basePathMappings, domain.scope, `${domain.id}/`, input);
    },
    UpdateBasePathMapping: (input, context) => updateBasePathMapping(gateway, input, context),
    DeleteBasePathMapping: async (input, context) => {
      const found = await findBasePathMapping(gateway, input, context);
      await gateway.basePathMappings.delete(found.scope, found.id);
      return {};
    },
  };
}

/** What UpdateBasePathMapping can change; API and stage are looked for afterwards. */
const basePathMappingPatches: PatchTable<BasePathMapping> = {
  rejections: listingRejections,
  targets: [
    {
      path: '/basePath',
      replace: (mapping, { value }) => {
        mapping.basePath = checkBasePath(value);
      },
    },
    {
      path: '/restapiId',
      replace: (mapping, { value }) => {
        mapping.restApiId = value ?? '';
      },
    },
    { path: '/stage', replace: (mapping, { value }) => setStage(mapping, value) },
  ],
};

/** One path segment of what AWS allows, or `(none)`, which is also what no base path means. */
function checkBasePath(basePath: string | undefined): string {
  if (!basePath || basePath === NO_BASE_PATH) return NO_BASE_PATH;
  if (basePath.includes('/')) throw errors.basePathSlash();
  if (!/^[A-Za-z0-9$\-_.+!*'()]+$/.test(basePath)) throw errors.invalidBasePath();
  return basePath;
}

function setStage(mapping: BasePathMapping, stage: string | undefined): void {
  if (stage && stage !== NO_BASE_PATH) mapping.stage = stage;
  else delete mapping.stage;
}

interface MappingReference {
  readonly domainName: string | undefined;
  readonly domainNameId?: string | undefined;
  readonly basePath: string | undefined;
}

/** Throws NotFoundException. */
async function findBasePathMapping(
  gateway: Gateway,
  input: MappingReference,
  context: CallContext,
): Promise<Stored<BasePathMapping>> {
  const domain = await findDomainName(gateway, input, context);
  const basePath = required(input.basePath, 'basePath') || NO_BASE_PATH;
  const found = await gateway.basePathMappings.get(domain.scope, `${domain.id}/${basePath}`);
  if (found === undefined) throw errors.basePathMappingNotFound();
  return found;
}

/**
 * What keeps the mapped API from being deleted meanwhile. Throws BadRequestException unless API and stage exist.
 */
async function holdingTarget(gateway: Gateway, scope: Scope, mapping: BasePathMapping): Promise<Change[]> {
  const { restApiId, stage } = mapping;
  const api = await gateway.restApis.get(scope, restApiId);
  if (api === undefined) throw errors.mappedApiMissing();
  if (stage !== undefined && (await gateway.stages.get(scope, `${restApiId}/${stage}`)) === undefined)
    throw errors.mappedStageMissing();
  return [gateway.restApis.putting(scope, api.id, api.value, api.revision)];
}

async function createBasePathMapping(
  gateway: Gateway,
  input: Input<'CreateBasePathMapping'>,
  context: CallContext,
): Promise<Output<'CreateBasePathMapping'>> {
  const mapping: BasePathMapping = {
    basePath: checkBasePath(input.basePath),
    restApiId: required(input.restApiId, 'restApiId'),
  };
  setStage(mapping, input.stage);
  return atomically(async () => {
    const domain = await findDomainName(gateway, input, context);
    const held = await holdingTarget(gateway, domain.scope, mapping);
    const maximum = gateway.quotas.basePathMappingsPerDomainName;
    const all = await gateway.basePathMappings.list(domain.scope, { prefix: `${domain.id}/` });
    if (all.some(({ value }) => value.basePath === mapping.basePath)) throw errors.basePathExists();
    if (all.length >= maximum) throw errors.basePathMappingQuota(maximum);
    await gateway.store.commit([
      gateway.domainNames.putting(domain.scope, domain.id, domain.value, domain.revision),
      ...held,
      gateway.basePathMappings.putting(domain.scope, `${domain.id}/${mapping.basePath}`, mapping, 0),
    ]);
    return mapping;
  });
}

async function updateBasePathMapping(
  gateway: Gateway,
  input: Input<'UpdateBasePathMapping'>,
  context: CallContext,
): Promise<Output<'UpdateBasePathMapping'>> {
  return atomically(async () => {
    const { scope, id, value, revision } = await findBasePathMapping(gateway, input, context);
    const mapping = applyPatch(basePathMappingPatches, structuredClone(value), input.patchOperations);
    const held = await holdingTarget(gateway, scope, mapping);
    const newId = id.slice(0, id.lastIndexOf('/') + 1) + mapping.basePath;
    const moves = newId !== id;
    if (moves && (await gateway.basePathMappings.get(scope, newId)) !== undefined)
      throw errors.basePathExists();
    await gateway.store.commit([
      ...held,
      ...(moves ? [gateway.basePathMappings.deleting(scope, id, revision)] : []),
      gateway.basePathMappings.putting(scope, newId, mapping, moves ? 0 : revision),
    ]);
    return mapping;
  });
}

/** Throws BadRequestException when a domain name maps to the API. */
export async function checkNotMapped(
  gateway: Gateway,
  context: CallContext,
  restApiId: string,
): Promise<void> {
  const mappings = await gateway.basePathMappings.list(scopeOf(context));
  if (mappings.some(({ value }) => value.restApiId === restApiId)) throw errors.apiMapped(restApiId);
}
