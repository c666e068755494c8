import type { DomainName } from '../../definitions/domain-names.ts';
import { isEndpointType, isIpAddressType } from './endpoint-configuration.ts';
import { errors } from './errors.ts';
import { listingRejections, type PatchAction, type PatchTable } from './patch.ts';

/** What UpdateDomainName can change; how the settings go together is checked afterwards. */
export function domainNamePatches(readPolicy: (text: string) => string, now: number): PatchTable<DomainName> {
  const arn = (member: 'certificateArn' | 'regionalCertificateArn'): PatchAction<DomainName> => {
    return (domain, step) => {
      setText(member)(domain, step);
      domain.certificateUploadDate = now;
    };
  };
  const policy = (member: 'policy' | 'managementPolicy'): PatchAction<DomainName> => {
    return (domain, { value }) => {
      if (value) domain[member] = readPolicy(value);
      else delete domain[member];
    };
  };
  return {
    rejections: listingRejections,
    targets: [
      addable('/certificateArn', arn('certificateArn')),
      addable('/certificateName', setText('certificateName')),
      { path: '/endpointAccessMode', replace: setAccessMode },
      { path: '/endpointConfiguration/ipAddressType', replace: setIpAddressType },
      { path: '/endpointConfiguration/types/{type}', add: setEndpointType, replace: setEndpointType },
      { path: '/managementPolicy', replace: policy('managementPolicy') },
      { path: '/mutualTlsAuthentication/truststoreUri', replace: setTruststoreUri },
      { path: '/mutualTlsAuthentication/truststoreVersion', replace: setTruststoreVersion },
      {
        path: '/ownershipVerificationCertificateArn',
        replace: setText('ownershipVerificationCertificateArn'),
      },
      { path: '/policy', replace: policy('policy') },
      addable('/regionalCertificateArn', arn('regionalCertificateArn')),
      addable('/regionalCertificateName', setText('regionalCertificateName')),
      { path: '/routingMode', replace: setRoutingMode },
      {
        path: '/securityPolicy',
        replace: (domain, { value }) => {
          domain.securityPolicy = value ?? '';
        },
      },
    ],
  };
}

export function isRoutingMode(value: string | undefined): value is DomainName['routingMode'] {
  return (
    value === 'BASE_PATH_MAPPING_ONLY' ||
    value === 'ROUTING_RULE_ONLY' ||
    value === 'ROUTING_RULE_THEN_BASE_PATH_MAPPING'
  );
}

function addable(path: string, action: PatchAction<DomainName>) {
  return { path, add: action, replace: action };
}

type Text =
  | 'certificateArn'
  | 'certificateName'
  | 'regionalCertificateArn'
  | 'regionalCertificateName'
  | 'ownershipVerificationCertificateArn';

function setText(member: Text): PatchAction<DomainName> {
  return (domain, { value }) => {
    if (value) domain[member] = value;
    else delete domain[member];
  };
}

function setAccessMode(domain: DomainName, { value }: { value: string | undefined }): void {
  if (value !== 'BASIC' && value !== 'STRICT') throw errors.invalidEndpointAccessMode();
  domain.endpointAccessMode = value;
}

function setIpAddressType(domain: DomainName, { value }: { value: string | undefined }): void {
  if (!isIpAddressType(value)) throw errors.invalidIpAddressType();
  if (value === 'ipv4' && domain.endpointConfiguration.types.includes('PRIVATE'))
    throw errors.privateNeedsDualstack();
  domain.endpointConfiguration.ipAddressType = value;
}

/** Public domain names move between edge and region; private ones are private for good. */
function setEndpointType(domain: DomainName, { value }: { value: string | undefined }): void {
  if (!isEndpointType(value)) throw errors.invalidEndpointType();
  const isPrivate = domain.endpointConfiguration.types.includes('PRIVATE');
  if (isPrivate !== (value === 'PRIVATE')) throw errors.privateStaysPrivate();
  domain.endpointConfiguration.types = [value];
}

function setRoutingMode(domain: DomainName, { value }: { value: string | undefined }): void {
  if (!isRoutingMode(value)) {
    const modes = ['BASE_PATH_MAPPING_ONLY', 'ROUTING_RULE_ONLY', 'ROUTING_RULE_THEN_BASE_PATH_MAPPING'];
    throw errors.invalidEnumeration('routingMode', modes);
  }
  domain.routingMode = value;
}

/** An empty URI turns mutual TLS off. */
function setTruststoreUri(domain: DomainName, { value }: { value: string | undefined }): void {
  if (value) domain.mutualTlsAuthentication = { ...domain.mutualTlsAuthentication, truststoreUri: value };
  else delete domain.mutualTlsAuthentication;
}

function setTruststoreVersion(domain: DomainName, { value }: { value: string | undefined }): void {
  const present = domain.mutualTlsAuthentication;
  if (present === undefined) throw errors.noTruststore();
  if (value) present.truststoreVersion = value;
  else delete present.truststoreVersion;
}
