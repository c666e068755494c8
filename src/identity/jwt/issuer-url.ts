/** An address that can't stand for an issuer. The message says why, for whoever configured it. */
export class InvalidIssuer extends Error {
  override readonly name = 'InvalidIssuer';
}

/**
 * Checks the address of an issuer as somebody configured it and gives it back as it is, for a token's `iss` is compared
 * letter by letter. https, or http on this machine; no query, no fragment, no user. Throws {@link InvalidIssuer}.
 */
export function checkedIssuer(issuer: string): string {
  const url = URL.parse(issuer);
  if (!url) throw new InvalidIssuer('it is no URL');
  if (!isTrustworthy(url)) throw new InvalidIssuer('it must begin with https://, or be on this machine');
  if (url.search || url.hash || issuer.includes('?') || issuer.includes('#')) {
    throw new InvalidIssuer('it may have no query and no fragment');
  }
  if (url.username || url.password) throw new InvalidIssuer('it may name no user');
  return issuer;
}

/** Whether what an address answers is what its owner said: nobody else can answer for it. */
export function isTrustworthy({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}

/** @param hostname as URL has it, so that 127.1 and the like are spelt out */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname)
  );
}

/** The address of what an issuer publishes below its own. @param path without a slash at its beginning */
export function belowIssuer(issuer: string, path: string): URL {
  return new URL(`${issuer.endsWith('/') ? issuer : `${issuer}/`}${path}`);
}
