import type { IncomingMessage } from 'node:http';
import { isIPv4, isIPv6 } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { ProxiedConnection } from '../gateway/target.ts';
import { compileIpRange, type IpRange } from '../identity/policy/ip-range.ts';

/** Where a request comes from. */
export interface ClientConnection {
  /** The client's address; empty when its connection is gone already. */
  readonly sourceIp: string;
  /** Whether the client's connection is one by TLS. */
  readonly secure: boolean;
  /** What trusted proxies say of it; absent when the client is connected itself. */
  readonly proxied?: ProxiedConnection;
}

export type ReadClientConnection = (request: IncomingMessage) => ClientConnection;

/**
 * Says where requests come from. X-Forwarded-For, -Proto and -Port of a connection from one of the trusted proxies are
 * believed, those of any other are only headers. The client is then the last address of X-Forwarded-For that is not
 * itself a trusted proxy: what stands before it, the client may have written.
 * @param trustedProxies addresses and ranges in CIDR form that `compileIpRange` understands
 */
export function clientConnections(trustedProxies: readonly string[]): ReadClientConnection {
  const ranges = trustedProxies.map(rangeOf);
  if (ranges.length === 0) return connected;
  const isTrusted = (address: string) => ranges.some((range) => range(address));
  return (request) => {
    const direct = connected(request);
    if (!isTrusted(direct.sourceIp)) return direct;
    const { headers, socket } = request;
    const sourceIp = clientAddress(direct.sourceIp, textOf(headers['x-forwarded-for']), isTrusted);
    const protocol = lastOf(textOf(headers['x-forwarded-proto'])).toLowerCase();
    const secure = protocol === 'https' || (protocol !== 'http' && direct.secure);
    const port = portOf(lastOf(textOf(headers['x-forwarded-port'])));
    const usual = protocol === 'https' ? 443 : protocol === 'http' ? 80 : (socket.localPort ?? 0);
    return { sourceIp, secure, proxied: { peer: direct.sourceIp, secure, port: port ?? usual } };
  };
}

function rangeOf(text: string): IpRange {
  const range = compileIpRange(text);
  if (!range) throw new TypeError(`${text} is no address and no range of addresses`);
  return range;
}

function connected({ socket }: IncomingMessage): ClientConnection {
  return { sourceIp: plainAddress(socket.remoteAddress ?? ''), secure: socket instanceof TLSSocket };
}

/** Goes back from the nearest proxy. What is no address ends the way: nobody can be believed beyond. */
function clientAddress(peer: string, list: string, isTrusted: (address: string) => boolean): string {
  let nearest = peer;
  for (let end = list.length; end > 0; ) {
    const comma = list.lastIndexOf(',', end - 1);
    const address = forwardedAddress(list.slice(comma + 1, end).trim());
    if (address === undefined) return nearest;
    if (!isTrusted(address)) return address;
    nearest = address;
    end = comma;
  }
  return nearest;
}

/** `192.0.2.1`, `192.0.2.1:443`, `2001:db8::1`, `[2001:db8::1]` or `[2001:db8::1]:443`, without port and brackets. */
function forwardedAddress(text: string): string | undefined {
  if (text.length > 60) return undefined;
  const bracketed = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(text)?.[1];
  if (bracketed !== undefined) return isIPv6(bracketed) ? known(bracketed) : undefined;
  if (isIPv6(text)) return known(text);
  const address = /^([^:]+)(?::\d{1,5})?$/.exec(text)?.[1];
  return address !== undefined && isIPv4(address) ? address : undefined;
}

/** An address with a zone means nothing to anybody but who wrote it. */
function known(address: string): string | undefined {
  return address.includes('%') ? undefined : plainAddress(address);
}

/** An IPv4 client of a socket for both versions is an IPv4 client. */
function plainAddress(address: string): string {
  const mapped = /^::ffff:/i.test(address) ? address.slice('::ffff:'.length) : '';
  return isIPv4(mapped) ? mapped : address.toLowerCase();
}

/** What the nearest proxy wrote. */
function lastOf(list: string): string {
  return list.slice(list.lastIndexOf(',') + 1).trim();
}

function portOf(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? port : undefined;
}

function textOf(header: string | string[] | undefined): string {
  return Array.isArray(header) ? header.join(',') : (header ?? '');
}
