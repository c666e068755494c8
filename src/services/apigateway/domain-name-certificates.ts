import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import type { DomainName } from '../../definitions/domain-names.ts';
import { parseArn } from '../../identity/arn.ts';
import { errors } from './errors.ts';

/** Where the certificates of edge-optimized domain names are. */
const EDGE_REGION = 'us-east-1';

/** Characters of a certificate, its key or its chain. */
const LONGEST_PEM = 64 * 1024;

/** An endpoint type's certificate: an ARN, or the PEM that was uploaded under a name. */
type Certified = Pick<
  DomainName,
  | 'endpointConfiguration'
  | 'certificateArn'
  | 'certificateName'
  | 'regionalCertificateArn'
  | 'regionalCertificateName'
  | 'certificateBody'
>;

/**
 * Throws BadRequestException unless there is a certificate for the endpoint type, in the region where that type's are. A
 * name alone is none.
 */
export function checkCertificates(domain: Certified, region: string): void {
  const type = domain.endpointConfiguration.types[0] ?? 'EDGE';
  const isRegional = type === 'REGIONAL';
  const arn = isRegional ? domain.regionalCertificateArn : domain.certificateArn;
  if (arn !== undefined) checkCertificateArn(arn, type === 'EDGE' ? EDGE_REGION : region);
  else if (domain.certificateBody === undefined) throw errors.noCertificate(type);
}

/** A domain name is created with certificates of its own endpoint type only. */
export function checkNoOtherCertificates(domain: Certified): void {
  const type = domain.endpointConfiguration.types[0] ?? 'EDGE';
  if (type === 'REGIONAL' && (domain.certificateArn ?? domain.certificateName) !== undefined)
    throw errors.wrongCertificate('EDGE', type);
  if (type !== 'REGIONAL' && (domain.regionalCertificateArn ?? domain.regionalCertificateName) !== undefined)
    throw errors.wrongCertificate('REGIONAL', type);
}

export function checkCertificateArn(text: string, region?: string): void {
  const arn = parseArn(text);
  if (arn?.service !== 'acm' || !arn.resource.startsWith('certificate/'))
    throw errors.invalidCertificateArn(text);
  if (region !== undefined && arn.region !== region) throw errors.certificateRegion(text, region);
}

/** Throws BadRequestException unless the body is a certificate, the key its own, and the chain of certificates too. */
export function checkUploadedCertificate(
  body: string,
  privateKey: string | undefined,
  chain: string | undefined,
): void {
  if ([body, privateKey, chain].some((pem) => (pem?.length ?? 0) > LONGEST_PEM))
    throw errors.invalidCertificate();
  const certificate = readCertificate(body);
  if (privateKey === undefined || !certificate.checkPrivateKey(readPrivateKey(privateKey)))
    throw errors.invalidCertificate();
  if (chain !== undefined) readCertificate(chain);
}

function readCertificate(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw errors.invalidCertificate();
  }
}

function readPrivateKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    throw errors.invalidCertificate();
  }
}
