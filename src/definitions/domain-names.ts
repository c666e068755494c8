import type { CollectionDefinition } from '../store/store.ts';
import type { RestApi } from './rest-api.ts';

/**
 * A host name of the user's own. Record id: the domain name in lower case, or `name+id` if it is private.
 * https://docs.aws.amazon.com/apigateway/latest/api/API_DomainName.html
 */
export interface DomainName {
  domainName: string;
  /** Private domain names only: several may have the same name. */
  domainNameId?: string;
  domainNameArn: string;
  certificateName?: string;
  certificateArn?: string;
  /** ms since 1970, whole seconds. */
  certificateUploadDate?: number;
  /** Certificate, key and chain as PEM, when they were given instead of an ARN. The key is never given out. */
  certificateBody?: string;
  certificatePrivateKey?: string;
  certificateChain?: string;
  regionalDomainName?: string;
  regionalHostedZoneId?: string;
  regionalCertificateName?: string;
  regionalCertificateArn?: string;
  distributionDomainName?: string;
  distributionHostedZoneId?: string;
  endpointConfiguration: RestApi['endpointConfiguration'];
  domainNameStatus: 'AVAILABLE';
  securityPolicy: string;
  endpointAccessMode?: 'BASIC' | 'STRICT';
  mutualTlsAuthentication?: { truststoreUri: string; truststoreVersion?: string };
  ownershipVerificationCertificateArn?: string;
  /** Who may associate a private domain name, JSON text. */
  managementPolicy?: string;
  /** Who may call through a private domain name, JSON text. */
  policy?: string;
  routingMode: 'BASE_PATH_MAPPING_ONLY' | 'ROUTING_RULE_ONLY' | 'ROUTING_RULE_THEN_BASE_PATH_MAPPING';
  tags?: Record<string, string>;
}

/** The base path of a mapping from the domain's root; also a stage that callers name themselves. */
export const NO_BASE_PATH = '(none)';

/**
 * Which API answers below a path of a domain name. Record id: the domain name's record id, a slash and the base path.
 * https://docs.aws.amazon.com/apigateway/latest/api/API_BasePathMapping.html
 */
export interface BasePathMapping {
  /** One path segment, or {@link NO_BASE_PATH}. */
  basePath: string;
  restApiId: string;
  /** Absent when the caller's path names the stage. */
  stage?: string;
}

/**
 * A VPC endpoint from which a private domain name may be called. Record id: the part of the ARN after
 * `/domainnameaccessassociations/`.
 * https://docs.aws.amazon.com/apigateway/latest/api/API_DomainNameAccessAssociation.html
 */
export interface DomainNameAccessAssociation {
  domainNameAccessAssociationArn: string;
  domainNameArn: string;
  accessAssociationSourceType: 'VPCE';
  accessAssociationSource: string;
  tags?: Record<string, string>;
}

export const domainNames: CollectionDefinition<DomainName> = { name: 'rest-domain-names', version: 1 };
export const basePathMappings: CollectionDefinition<BasePathMapping> = {
  name: 'rest-base-path-mappings',
  version: 1,
};
export const domainNameAccessAssociations: CollectionDefinition<DomainNameAccessAssociation> = {
  name: 'rest-domain-name-access-associations',
  version: 1,
};
