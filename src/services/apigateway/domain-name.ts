import type { DomainName } from '../../definitions/domain-names.ts';
import type { CallContext } from '../../protocols/service.ts';
import type { Scope } from '../../store/store.ts';
import { atomically } from './atomically.ts';
import { checkNoOtherCertificates, checkUploadedCertificate } from './domain-name-certificates.ts';
import { setEndpoint } from './domain-name-endpoint.ts';
import { findDomainName, findSharedDomainName } from './domain-name-lookup.ts';
import { domainNamePatches } from './domain-name-patches.ts';
import { checkDomainName, checkDomainNameSettings, domainNameKey } from './domain-name-rules.ts';
import { checkEndpointConfiguration } from './endpoint-configuration.ts';
import { errors } from './errors.ts';
import { type Family, type Gateway, type Input, type Output, scopeOf, wholeSeconds } from './gateway.ts';
import { newDomainNameId } from './identifiers.ts';
import { defined, required } from './members.ts';
import { readPage } from './pages.ts';
import { applyPatch } from './patch.ts';
import { readResourcePolicy } from './resource-policy.ts';
import { isSecurityPolicy } from './security-policies.ts';
import { checkTags } from './tag-rules.ts';

type Operation =
  | 'CreateDomainName'
  | 'GetDomainName'
  | 'GetDomainNames'
  | 'UpdateDomainName'
  | 'DeleteDomainName';

/** What AWS gives a domain name that asks for none. */
const DEFAULT_SECURITY_POLICY = 'TLS_1_2';

/** https://docs.aws.amazon.com/apigateway/latest/api/API_DomainName.html */
export function domainNameOperations(gateway: Gateway): Family<Operation> {
  return {
    CreateDomainName: (input, context) => createDomainName(gateway, input, context),
    GetDomainName: async (input, context) =>
      describeDomainName((await findDomainName(gateway, input, context)).value),
    GetDomainNames: (input, context) => getDomainNames(gateway, input, context),
    UpdateDomainName: (input, context) => updateDomainName(gateway, input, context),
    DeleteDomainName: (input, context) => deleteDomainName(gateway, input, context),
  };
}

/** Without certificate and key as they were uploaded. */
function describeDomainName(domain: DomainName): Output<'GetDomainName'> {
  const {
    certificateBody: _body,
    certificatePrivateKey: _key,
    certificateChain: _chain,
    certificateUploadDate,
    securityPolicy,
    ...members
  } = domain;
  return {
    ...members,
    ...(certificateUploadDate === undefined
      ? {}
      : { certificateUploadDate: new Date(certificateUploadDate) }),
    ...(isSecurityPolicy(securityPolicy) ? { securityPolicy } : {}),
  };
}

async function createDomainName(
  gateway: Gateway,
  input: Input<'CreateDomainName'>,
  context: CallContext,
): Promise<Output<'CreateDomainName'>> {
  const scope = scopeOf(context);
  const domain = newDomainName(gateway, input, scope);
  const key = domainNameKey(domain.domainName, domain.domainNameId);
  return atomically(async () => {
    const others = await gateway.domainNames.find(key);
    if (others.some((other) => other.scope.region === scope.region)) throw errors.domainNameExists();
    await checkDomainNameQuota(gateway, scope, domain);
    await gateway.domainNames.put(scope, key, domain, 0);
    return describeDomainName(domain);
  });
}

function newDomainName(gateway: Gateway, input: Input<'CreateDomainName'>, scope: Scope): DomainName {
  const name = required(input.domainName, 'domainName');
  checkDomainName(name);
  const tags = input.tags ?? {};
  checkTags(tags, gateway.quotas.tagsPerResource);
  const endpointConfiguration = checkEndpointConfiguration(input.endpointConfiguration);
  const isPrivate = endpointConfiguration.types.includes('PRIVATE');
  const domainNameId = isPrivate ? newDomainNameId() : undefined;
  const { certificateBody, certificatePrivateKey, certificateChain, mutualTlsAuthentication } = input;
  if (certificateBody) checkUploadedCertificate(certificateBody, certificatePrivateKey, certificateChain);
  const domain: DomainName = defined({
    domainName: name,
    domainNameId,
    domainNameArn: domainNameArn(scope, name, domainNameId),
    certificateName: input.certificateName || undefined,
    certificateArn: input.certificateArn || undefined,
    certificateUploadDate: wholeSeconds(gateway.clock),
    certificateBody: certificateBody || undefined,
    certificatePrivateKey: certificatePrivateKey || undefined,
    certificateChain: certificateChain || undefined,
    regionalCertificateName: input.regionalCertificateName || undefined,
    regionalCertificateArn: input.regionalCertificateArn || undefined,
    endpointConfiguration,
    domainNameStatus: 'AVAILABLE' as const,
    securityPolicy: input.securityPolicy ?? DEFAULT_SECURITY_POLICY,
    endpointAccessMode: input.endpointAccessMode,
    mutualTlsAuthentication: mutualTlsAuthentication?.truststoreUri
      ? defined({
          truststoreUri: mutualTlsAuthentication.truststoreUri,
          truststoreVersion: mutualTlsAuthentication.truststoreVersion || undefined,
        })
      : undefined,
    ownershipVerificationCertificateArn: input.ownershipVerificationCertificateArn || undefined,
    policy: input.policy ? readPolicy(gateway, scope, name, domainNameId, input.policy) : undefined,
    routingMode: input.routingMode ?? 'BASE_PATH_MAPPING_ONLY',
    tags: Object.keys(tags).length > 0 ? tags : undefined,
  });
  checkNoOtherCertificates(domain);
  checkDomainNameSettings(domain, scope.region);
  setEndpoint(domain, scope.region);
  return domain;
}

/** Public domain names belong to nobody's account in their ARN. */
function domainNameArn({ region, account }: Scope, name: string, id: string | undefined): string {
  return `arn:aws:apigateway:${region}:${id ? account : ''}:/domainnames/${domainNameKey(name, id)}`;
}

function readPolicy(
  gateway: Gateway,
  scope: Scope,
  name: string,
  id: string | undefined,
  text: string,
): string {
  const owner = `/domainnames/${domainNameKey(name, id)}`;
  return readResourcePolicy(text, scope, owner, gateway.quotas.resourcePolicyLength);
}

async function checkDomainNameQuota(gateway: Gateway, scope: Scope, wanted: DomainName): Promise<void> {
  const isPrivate = wanted.domainNameId !== undefined;
  const maximum = isPrivate ? gateway.quotas.privateDomainNames : gateway.quotas.domainNames;
  const all = await gateway.domainNames.list(scope);
  const same = all.filter(({ value }) => (value.domainNameId !== undefined) === isPrivate);
  if (same.length >= maximum) throw errors.domainNameQuota();
}

/** The account's own, or those of others that it has associated VPC endpoints with. */
async function getDomainNames(
  gateway: Gateway,
  input: Input<'GetDomainNames'>,
  context: CallContext,
): Promise<Output<'GetDomainNames'>> {
  const scope = scopeOf(context);
  if (input.resourceOwner !== 'OTHER_ACCOUNTS') {
    const page = await readPage(gateway.domainNames, scope, '', input);
    return { ...page, items: page.items.map(describeDomainName) };
  }
  const { items, ...page } = await readPage(gateway.domainNameAccessAssociations, scope, '', input);
  const arns = new Set(items.map((item) => item.domainNameArn));
  const found = await Promise.all([...arns].map((arn) => findSharedDomainName(gateway, arn)));
  const others = found.filter((one) => one !== undefined && one.scope.account !== scope.account);
  return { ...page, items: others.flatMap((one) => (one ? [describeDomainName(one.value)] : [])) };
}

async function updateDomainName(
  gateway: Gateway,
  input: Input<'UpdateDomainName'>,
  context: CallContext,
): Promise<Output<'UpdateDomainName'>> {
  return atomically(async () => {
    const found = await findDomainName(gateway, input, context);
    const { scope, value } = found;
    const table = domainNamePatches(
      (text) => readPolicy(gateway, scope, value.domainName, value.domainNameId, text),
      wholeSeconds(gateway.clock),
    );
    const domain = applyPatch(table, structuredClone(value), input.patchOperations);
    checkDomainNameSettings(domain, scope.region);
    setEndpoint(domain, scope.region);
    await gateway.domainNames.put(scope, found.id, domain, found.revision);
    return describeDomainName(domain);
  });
}

/** Its base path mappings go with it. */
async function deleteDomainName(
  gateway: Gateway,
  input: Input<'DeleteDomainName'>,
  context: CallContext,
): Promise<Output<'DeleteDomainName'>> {
  await atomically(async () => {
    const found = await findDomainName(gateway, input, context);
    const associations = await gateway.domainNameAccessAssociations.listAll();
    if (associations.some(({ value }) => value.domainNameArn === found.value.domainNameArn))
      throw errors.domainNameInUse();
    const mappings = await gateway.basePathMappings.list(found.scope, { prefix: `${found.id}/` });
    await gateway.store.commit([
      gateway.domainNames.deleting(found.scope, found.id, found.revision),
      ...mappings.map(({ id }) => gateway.basePathMappings.deleting(found.scope, id)),
    ]);
  });
  return {};
}
