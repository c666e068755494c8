import { badRequest, conflict, limit, notFound, quota } from './error-kinds.ts';

/** Errors of domain names, base path mappings and access associations; those marked are ours, in AWS's manner. */
export const domainNameErrors = {
  // DomainName
  domainNameNotFound: () => notFound('Invalid domain name identifier specified'),
  noDomainName: () => badRequest('No Domain Name specified'),
  /** Ours. */
  invalidDomainName: () => badRequest('Invalid domain name specified'),
  domainNameExists: () => badRequest('The domain name you provided already exists.'),
  noCertificate: (type: string) =>
    badRequest(`A certificate was not provided for the endpoint type ${type}.`),
  wrongCertificate: (type: string, active: string) =>
    badRequest(`Cannot import certificates for ${type} while ${active} is active.`),
  /** Ours. */
  invalidCertificateArn: (arn: string) => badRequest(`Invalid certificate ARN: ${arn}.`),
  certificateRegion: (arn: string, region: string) =>
    badRequest(`Invalid certificate ARN: ${arn}. Certificate must be in '${region}'.`),
  /** Ours. */
  invalidCertificate: () =>
    badRequest(
      'Invalid certificate specified. The body, private key and chain must be PEM and belong together.',
    ),
  /** Ours. */
  privateStaysPrivate: () =>
    badRequest(
      'The endpoint type of a private custom domain name cannot be changed, nor changed to PRIVATE.',
    ),
  /** Ours. */
  onlyPrivate: (member: string) => badRequest(`${member} is only supported for private custom domain names.`),
  /** Ours. */
  noMutualTls: (type: string) =>
    badRequest(`Mutual TLS authentication is not supported for the endpoint type ${type}.`),
  /** Ours. */
  invalidTruststore: () =>
    badRequest('Invalid truststore URI specified. It must be like s3://bucket-name/key-name'),
  /** Ours. */
  noTruststore: () => badRequest('A truststore version needs a truststore URI.'),
  /** Ours. */
  domainNameInUse: () =>
    badRequest('Cannot delete the domain name while domain name access associations refer to it.'),
  domainNameQuota: () => quota('Domain Names', 'account'),

  // BasePathMapping
  basePathMappingNotFound: () => notFound('Invalid base path mapping identifier specified'),
  basePathExists: () => conflict('Base path already exists for this domain name'),
  basePathSlash: () =>
    badRequest(
      "API Gateway V1 doesn't support the slash character (/) in base path mappings. To create a multi-level base path mapping, use API Gateway V2.",
    ),
  /** Ours. */
  invalidBasePath: () => badRequest("Base path only allows letters, numbers and the characters $-_.+!*'()"),
  mappedApiMissing: () => badRequest('Invalid REST API identifier specified'),
  mappedStageMissing: () => badRequest('Invalid stage identifier specified'),
  /** Ours. */
  basePathMappingQuota: (maximum: number) =>
    limit(`A domain name can have at most ${maximum} base path mappings.`),
  /** https://github.com/amplify-education/serverless-domain-manager/issues/406 */
  apiMapped: (restApiId: string) =>
    badRequest(
      `Deleting RestApi ${restApiId} failed. Please remove all base path mappings related to the RestApi in your domains.`,
    ),

  // DomainNameAccessAssociation
  accessAssociationNotFound: () => notFound('Invalid domain name access association identifier specified'),
  /** Ours. */
  accessAssociationExists: () => conflict('The domain name access association already exists'),
  /** Ours. */
  invalidDomainNameArn: () => badRequest('Invalid domain name ARN specified'),
  /** Ours. */
  invalidAssociationSource: () => badRequest('Invalid access association source specified'),
  /** Ours. */
  accessAssociationQuota: () => quota('Domain Name Access Associations', 'account'),
} as const;
