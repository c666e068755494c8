import { createPrivateKey, generateKeyPair, randomBytes, sign } from 'node:crypto';
import { promisify } from 'node:util';
import {
  bitString,
  explicit,
  integer,
  nothing,
  objectIdentifier,
  printableString,
  sequence,
  setOf,
  time,
} from './der.ts';

const generate = promisify(generateKeyPair);
const signAsync = promisify(sign);

/** What AWS's certificates say of subject and issuer, which are the same. */
const NAME = sequence(
  attribute('2.5.4.6', 'US'),
  attribute('2.5.4.7', 'Seattle'),
  attribute('2.5.4.3', 'ApiGateway'),
);

/** sha256WithRSAEncryption */
const SIGNATURE_ALGORITHM = sequence(objectIdentifier('1.2.840.113549.1.1.11'), nothing());

export interface CertificateWithKey {
  /** PEM with CRLF between its lines and none at the end, as API Gateway answers it. */
  readonly certificate: string;
  /** PKCS #8 PEM. */
  readonly privateKey: string;
}

/**
 * A certificate as API Gateway generates them: X.509 version 3 without extensions (RFC 5280), RSA of 2048 bits, SHA-256,
 * signed by itself.
 * @param from ms since 1970
 * @param to ms since 1970
 */
export async function newSelfSignedCertificate(from: number, to: number): Promise<CertificateWithKey> {
  const { publicKey, privateKey } = await generate('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const toBeSigned = sequence(
    explicit(0, integer(Buffer.from([2]))),
    integer(newSerialNumber()),
    SIGNATURE_ALGORITHM,
    NAME,
    sequence(time(from), time(to)),
    NAME,
    publicKey,
  );
  const signature = await signAsync('sha256', toBeSigned, createPrivateKey(privateKey));
  const certificate = sequence(toBeSigned, SIGNATURE_ALGORITHM, bitString(signature));
  return { certificate: toPem(certificate), privateKey };
}

/** Eight random bytes, the highest bit set, as AWS's are. */
function newSerialNumber(): Buffer {
  const bytes = randomBytes(8);
  bytes.writeUInt8(bytes.readUInt8(0) | 0x80, 0);
  return bytes;
}

function attribute(type: string, value: string): Buffer {
  return setOf(sequence(objectIdentifier(type), printableString(value)));
}

function toPem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----'].join('\r\n');
}
