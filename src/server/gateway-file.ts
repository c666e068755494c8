import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What other programs on this machine may want to know of the gateway that uses a data directory, or used it last. */
export interface GatewayFile {
  /** `http://127.0.0.1:4566` */
  readonly endpoint: string;
  readonly region: string;
  readonly account: string;
}

const NAME = 'gateway.json';

export function writeGatewayFile(directory: string, gateway: GatewayFile): void {
  writeFileSync(join(directory, NAME), `${JSON.stringify(gateway, null, 2)}\n`, { mode: 0o600 });
}

/** Undefined when no gateway has used the directory, or the file is not one of ours. */
export function readGatewayFile(directory: string): GatewayFile | undefined {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(join(directory, NAME), 'utf8'));
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (!('endpoint' in value) || !('region' in value) || !('account' in value)) return undefined;
  const { endpoint, region, account } = value;
  if (typeof endpoint !== 'string' || typeof region !== 'string' || typeof account !== 'string')
    return undefined;
  return { endpoint, region, account };
}
