import { fetchJson } from './fetch-json.ts';
import { belowIssuer, isLoopback, isTrustworthy } from './issuer-url.ts';
import { type KeySet, readKeySet } from './key-set.ts';

/** Asks an issuer for its keys. Rejects with an Error that says what is wrong. */
export type LoadKeys = (signal: AbortSignal) => Promise<KeySet>;

/** Loads the keys from where an issuer of AWS, or another one with a fixed place, has them. */
export function keysAt(address: URL): LoadKeys {
  return (signal) => readKeys(address, signal);
}

/**
 * Loads the keys that an OpenID provider's configuration names, `/.well-known/openid-configuration`; of an issuer
 * without one, `/.well-known/jwks.json`.
 * https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig
 */
export function keysOfProvider(issuer: string): LoadKeys {
  const configuration = belowIssuer(issuer, '.well-known/openid-configuration');
  return async (signal) => {
    const { status, json } = await fetchJson(configuration, signal);
    if (status === 404) return readKeys(belowIssuer(issuer, '.well-known/jwks.json'), signal);
    if (status !== 200) throw new Error(`${configuration.href} answers ${status}`);
    return readKeys(keysAddress(json, issuer, configuration), signal);
  };
}

function keysAddress(json: unknown, issuer: string, configuration: URL): URL {
  const members = new Map<string, unknown>(
    typeof json === 'object' && json !== null ? Object.entries(json) : [],
  );
  if (members.get('issuer') !== issuer) throw new Error(`${configuration.href} is of another issuer`);
  const address = members.get('jwks_uri');
  const url = typeof address === 'string' ? URL.parse(address) : null;
  // A provider elsewhere must not choose what is asked on this machine.
  const inward = url && isLoopback(url.hostname) && !isLoopback(configuration.hostname);
  if (!url || !isTrustworthy(url) || inward) throw new Error(`${configuration.href} has no usable jwks_uri`);
  return url;
}

async function readKeys(address: URL, signal: AbortSignal): Promise<KeySet> {
  const { status, json } = await fetchJson(address, signal);
  if (status !== 200) throw new Error(`${address.href} answers ${status}`);
  const keys = readKeySet(json);
  if (!keys) throw new Error(`${address.href} has no key that verifies signatures`);
  return keys;
}
