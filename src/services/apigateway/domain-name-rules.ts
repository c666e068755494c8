import type { DomainName } from '../../definitions/domain-names.ts';
import { checkCertificateArn, checkCertificates } from './domain-name-certificates.ts';
import { errors } from './errors.ts';
import { isSecurityPolicy } from './security-policies.ts';

/** `api.example.com` or `*.example.com`, in lower case as AWS wants it: at most 253 characters, 63 to a label. */
export function checkDomainName(name: string): void {
  if (name === '') throw errors.noDomainName();
  const labels = name.replace(/^\*\./, '').split('.');
  const isName = labels.every((label) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(label));
  if (!isName || name.length > 253) throw errors.invalidDomainName();
}

/** The rules between the settings of a domain name, after its creation and after every update. */
export function checkDomainNameSettings(domain: DomainName, region: string): void {
  const type = domain.endpointConfiguration.types[0] ?? 'EDGE';
  checkCertificates(domain, region);
  checkSecurityPolicy(domain, type);
  if (domain.mutualTlsAuthentication !== undefined) {
    if (type !== 'REGIONAL') throw errors.noMutualTls(type);
    if (!/^s3:\/\/[^/]+\/.+/.test(domain.mutualTlsAuthentication.truststoreUri))
      throw errors.invalidTruststore();
  }
  if (domain.ownershipVerificationCertificateArn !== undefined)
    checkCertificateArn(domain.ownershipVerificationCertificateArn);
  for (const member of ['policy', 'managementPolicy'] as const) {
    if (domain[member] !== undefined && type !== 'PRIVATE') throw errors.onlyPrivate(member);
  }
}

/**
 * Policies named `..._EDGE` are for edge-optimized domain names, other `SecurityPolicy_...` for the others; an access
 * mode needs one of these. https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies.html
 */
function checkSecurityPolicy(domain: DomainName, type: string): void {
  const { securityPolicy, endpointAccessMode } = domain;
  if (!isSecurityPolicy(securityPolicy)) throw errors.invalidSecurityPolicy();
  const isNew = securityPolicy.startsWith('SecurityPolicy_');
  if (isNew && securityPolicy.endsWith('_EDGE') !== (type === 'EDGE')) throw errors.invalidSecurityPolicy();
  if (endpointAccessMode !== undefined && !isNew) throw errors.invalidEndpointAccessMode();
}

/** The id of a domain name's record. */
export function domainNameKey(domainName: string, domainNameId: string | undefined): string {
  return domainNameId ? `${domainName}+${domainNameId}` : domainName;
}
