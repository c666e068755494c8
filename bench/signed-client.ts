import { Agent, request } from 'node:http';
import { sign } from '../src/identity/sigv4/sign.ts';
import type { Keys } from '../test/support/gateway-process.ts';

export interface SignedPost {
  readonly url: URL;
  readonly service: string;
  readonly region: string;
  readonly keys: Keys;
  readonly body: string;
  /** Names and values in turn (default: the content type of JSON). */
  readonly headers?: readonly string[];
}

const JSON_HEADERS = ['Content-Type', 'application/json'];

/** Sends signed POST requests over kept connections, as a busy client does. */
export class SignedClient {
  readonly #agent: Agent;

  constructor(connections: number) {
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  /** Resolves to the answer's body; rejects unless the status is 200. */
  post({ url, service, region, keys, body, headers: own = JSON_HEADERS }: SignedPost): Promise<string> {
    const bytes = Buffer.from(body);
    const headers = ['Host', url.host, ...own];
    const toSign = { method: 'POST', path: url.pathname, query: url.search.slice(1), headers, body: bytes };
    const signed = sign(toSign, keys, { service, region, now: Date.now() });
    return new Promise((resolve, reject) => {
      const outgoing = request(
        url,
        {
          method: 'POST',
          agent: this.#agent,
          headers: [...headers, ...signed.headers, 'Content-Length', String(bytes.length)],
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString();
            if (response.statusCode === 200) resolve(text);
            else reject(new Error(`${response.statusCode}: ${text}`));
          });
        },
      );
      outgoing.on('error', reject);
      outgoing.end(bytes);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
