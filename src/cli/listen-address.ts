import { UsageError } from './command.ts';

export interface ListenAddress {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
}

/** `4566`, `127.0.0.1:4566`, `[::1]:4566` or `:4566` (every address). */
export function parseListenAddress(text: string): ListenAddress {
  const colon = text.lastIndexOf(':');
  const portText = colon < 0 ? text : text.slice(colon + 1);
  let host = colon < 0 ? '127.0.0.1' : text.slice(0, colon);
  if (host === '') host = '::';
  if (host.startsWith('[') && host.endsWith(']')) host = host.slice(1, -1);
  else if (host !== '::' && host.includes(':'))
    throw new UsageError(`write the address as [${host}]:${portText}`);
  const port = Number(portText);
  if (!/^[0-9]{1,5}$/.test(portText) || port > 65_535) {
    throw new UsageError(
      `--listen takes PORT or HOST:PORT with a port from 0 to 65535, not ${JSON.stringify(text)}`,
    );
  }
  return { host, port };
}
