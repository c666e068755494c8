import { isIPv6 } from 'node:net';
import type { AlicornOptions } from '../server/alicorn.ts';
import { UsageError } from './command.ts';

/** Reads `--vpc-link ID_OR_NAME=HOST:PORT`. Throws {@link UsageError}. */
export function parseVpcLinks(texts: readonly string[]): NonNullable<AlicornOptions['vpcLinkTargets']> {
  const targets = new Map<string, { host: string; port: number }>();
  for (const text of texts) {
    // A link's name may hold anything; what follows has no equals sign.
    const equals = text.lastIndexOf('=');
    const link = text.slice(0, Math.max(equals, 0));
    const target = link && parseTarget(text.slice(equals + 1));
    if (!target) {
      throw new UsageError(
        `--vpc-link takes ID_OR_NAME=HOST:PORT, such as orders=10.0.0.5:8080, not ${JSON.stringify(text)}`,
      );
    }
    if (targets.has(link)) throw new UsageError(`--vpc-link says twice where ${link} leads`);
    targets.set(link, target);
  }
  return targets;
}

function parseTarget(text: string): { host: string; port: number } | undefined {
  const [, bracketed, name, digits] =
    /^(?:\[([0-9A-Fa-f:.]{2,45})\]|([A-Za-z0-9](?:[A-Za-z0-9._-]{0,252})?)):([0-9]{1,5})$/.exec(text) ?? [];
  const host = bracketed === undefined ? name : isIPv6(bracketed) ? bracketed : undefined;
  const port = Number(digits);
  return host !== undefined && port >= 1 && port <= 65_535 ? { host, port } : undefined;
}
