import type { CallContext, RequiredPermission } from '../../protocols/service.ts';
import { findSharedDomainName } from './domain-name-lookup.ts';
import type { Gateway, Input } from './gateway.ts';

type Members = Readonly<Record<string, unknown>>;
type Patches = NonNullable<Input<'UpdateRestApi'>['patchOperations']>;

export function patchesOf(input: Members): Patches {
  return Array.isArray(input.patchOperations) ? input.patchOperations : [];
}

function patches(input: Members, path: string): boolean {
  return patchesOf(input).some((patch) => patch.path === path || patch.path?.startsWith(`${path}/`));
}

/**
 * What a call needs beside its verb: who may call an API or a domain name, who may associate one, and whose certificates
 * are trusted are permissions of their own.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagement.html
 */
export function furtherActions(operationName: string, input: Members): string[] {
  const actions: string[] = [];
  const isApi = operationName === 'UpdateRestApi';
  const isDomain = operationName === 'UpdateDomainName';
  if (operationName === 'CreateRestApi' && input.policy) actions.push('apigateway:UpdateRestApiPolicy');
  if (operationName === 'CreateDomainName' && input.policy) actions.push('apigateway:UpdateDomainNamePolicy');
  if (operationName === 'CreateDomainName' && input.mutualTlsAuthentication)
    actions.push('apigateway:AddCertificateToDomain');
  if (isApi && patches(input, '/policy')) actions.push('apigateway:UpdateRestApiPolicy');
  if (isDomain && patches(input, '/policy')) actions.push('apigateway:UpdateDomainNamePolicy');
  if (isDomain && patches(input, '/managementPolicy'))
    actions.push('apigateway:UpdateDomainNameManagementPolicy');
  if (isDomain && patches(input, '/mutualTlsAuthentication'))
    actions.push('apigateway:AddCertificateToDomain', 'apigateway:RemoveCertificateFromDomain');
  return actions;
}

/** Private domain names and their associations are resources with their account in the ARN; undefined for all others. */
export function accountResourceArn(
  operationName: string,
  input: Members,
  { region, account }: CallContext,
): string | undefined {
  if (operationName === 'DeleteDomainNameAccessAssociation')
    return String(input.domainNameAccessAssociationArn);
  const { domainName, domainNameId } = input;
  if (typeof domainName !== 'string' || typeof domainNameId !== 'string' || domainNameId === '')
    return undefined;
  const owner = `arn:aws:apigateway:${region}:${account}:/domainnames`;
  const name = `${owner}/${encodeURIComponent(domainName)}+${encodeURIComponent(domainNameId)}`;
  if (!operationName.includes('BasePathMapping')) return name;
  const { basePath } = input;
  const isOne = typeof basePath === 'string' && operationName !== 'CreateBasePathMapping';
  return `${name}/basepathmappings${isOne ? `/${encodeURIComponent(basePath)}` : ''}`;
}

/**
 * What using or refusing a private domain name needs on the domain name itself. Its management policy decides with, so
 * that other accounts can be let in.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-custom-domains-provider-share-cli.html
 */
export async function accessAssociationPermissions(
  gateway: Gateway,
  operationName: string,
  input: Members,
  context: CallContext,
): Promise<RequiredPermission[]> {
  const action = new Map([
    ['CreateDomainNameAccessAssociation', 'apigateway:CreateAccessAssociation'],
    ['RejectDomainNameAccessAssociation', 'apigateway:RejectAccessAssociation'],
  ]).get(operationName);
  const resource = input.domainNameArn;
  if (action === undefined || typeof resource !== 'string') return [];
  const domain = await findSharedDomainName(gateway, resource);
  const resourceAccount = domain?.scope.account ?? context.account;
  const policy = domain?.value.managementPolicy;
  return [{ action, resource, resourceAccount, ...(policy === undefined ? {} : { resourcePolicy: policy }) }];
}
