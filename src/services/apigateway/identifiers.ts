import { randomInt } from 'node:crypto';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';

function identifier(length: number): string {
  let id = '';
  for (let index = 0; index < length; index++) id += ALPHABET.charAt(randomInt(ALPHABET.length));
  return id;
}

/** Ten lower-case letters and digits, as AWS names APIs. */
export function newRestApiId(): string {
  return identifier(10);
}

/** Ten characters on the root, which AWS makes with the API; six on what is created below it. */
export function newRootResourceId(): string {
  return identifier(10);
}

export function newResourceId(): string {
  return identifier(6);
}

export function newDeploymentId(): string {
  return identifier(6);
}

/** Of a model, a request validator, an authorizer or a documentation part. */
export function newPartId(): string {
  return identifier(6);
}

/** Of an API key. */
export function newApiKeyId(): string {
  return identifier(10);
}

/**
 * Of API keys that are made together: they begin alike, so that their records are neighbours, which a million of them
 * are written several times as fast for.
 */
export function newApiKeyIds(count: number): string[] {
  const beginning = identifier(6);
  const endings = new Set<string>();
  while (endings.size < count) endings.add(identifier(4));
  return Array.from(endings, (ending) => beginning + ending);
}

/** Of a usage plan, a client certificate or a VPC link. */
export function newAccountResourceId(): string {
  return identifier(6);
}

/** What regional host names begin with after `d-`, and private domain names are told apart by. */
export function newDomainNameId(): string {
  return identifier(10);
}

/** What the host names of CloudFront distributions begin with. */
export function newDistributionId(): string {
  return `d${identifier(13)}`;
}
