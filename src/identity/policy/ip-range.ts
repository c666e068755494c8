import { isIPv4, isIPv6 } from 'node:net';

/** Tests an address, in the form of a request's `aws:SourceIp`. */
export type IpRange = (address: string) => boolean;

/**
 * Compiles an address or a range in CIDR form; without a prefix length it is the one address. Undefined when it is
 * neither. An IPv4 address in IPv6 form (`::ffff:192.0.2.1`) is that IPv4 address.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IPAddress
 */
export function compileIpRange(text: string): IpRange | undefined {
  const slash = text.indexOf('/');
  const base = addressBytes(slash < 0 ? text : text.slice(0, slash));
  if (!base) return undefined;
  const length = slash < 0 ? base.length * 8 : prefixLength(text.slice(slash + 1), base.length * 8);
  if (length === undefined) return undefined;
  return (address) => {
    const bytes = testedBytes(address);
    return bytes !== undefined && bytes.length === base.length && samePrefix(bytes, base, length);
  };
}

/** The address that was tested last: policies and lists of proxies test one against many ranges. */
let tested: { readonly address: string; readonly bytes: Uint8Array | undefined } | undefined;

function testedBytes(address: string): Uint8Array | undefined {
  if (tested?.address !== address) tested = { address, bytes: addressBytes(address) };
  return tested.bytes;
}

function prefixLength(text: string, most: number): number | undefined {
  if (!/^\d{1,3}$/.test(text) || Number(text) > most) return undefined;
  return Number(text);
}

function samePrefix(one: Uint8Array, other: Uint8Array, length: number): boolean {
  const whole = length >> 3;
  for (let index = 0; index < whole; index++) if (one[index] !== other[index]) return false;
  const rest = length & 7;
  return rest === 0 || (((one[whole] ?? 0) ^ (other[whole] ?? 0)) & (0xff << (8 - rest)) & 0xff) === 0;
}

/** Four or sixteen bytes; undefined when the text is no address. */
function addressBytes(text: string): Uint8Array | undefined {
  if (isIPv4(text)) return ipv4Bytes(text);
  if (!isIPv6(text) || text.includes('%')) return undefined;
  const bytes = ipv6Bytes(text);
  const mapped =
    bytes.subarray(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff;
  return mapped ? bytes.subarray(12) : bytes;
}

function ipv4Bytes(text: string): Uint8Array {
  const bytes = new Uint8Array(4);
  let at = 0;
  for (const octet of text.split('.')) bytes[at++] = Number(octet);
  return bytes;
}

function ipv6Bytes(text: string): Uint8Array {
  const [head = '', tail] = text.split('::');
  const front = groupBytes(head);
  const back = tail === undefined ? [] : groupBytes(tail);
  const bytes = new Uint8Array(16);
  bytes.set(front);
  bytes.set(back, 16 - back.length);
  return bytes;
}

function groupBytes(groups: string): number[] {
  if (groups === '') return [];
  return groups.split(':').flatMap((group) => {
    if (group.includes('.')) return group.split('.').map(Number);
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}
