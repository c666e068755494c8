import { BlockList, isIP } from 'node:net';
import { PatternError } from './pattern-error.ts';

/** `10.0.0.0/24`, `2001:db8::/32`. Throws PatternError. */
export function compileCidr(text: string): (value: string) => boolean {
  const [address = '', length = '', more] = text.split('/');
  const family = isIP(address);
  const bits = /^\d{1,3}$/.test(length) ? Number(length) : Number.NaN;
  if (family === 0 || more !== undefined || !(bits <= (family === 4 ? 32 : 128))) {
    throw new PatternError('Malformed CIDR, one "/" required');
  }
  const type = family === 4 ? 'ipv4' : 'ipv6';
  const block = new BlockList();
  block.addSubnet(address, bits, type);
  return (value) => isIP(value) === family && block.check(value, type);
}
