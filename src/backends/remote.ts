import type { Agent } from 'undici';
import type { Clock } from '../clock.ts';
import { type SigningCredentials, sign } from '../identity/sigv4/sign.ts';
import { BackendError } from './backend.ts';
import { s3Address } from './operations/s3-address.ts';
import type { ServiceCall, ServiceTarget } from './service-call.ts';
import { signingFacts } from './signing-facts.ts';

/** How long an answer may take to begin (longer than a queue's longest poll), and to pause, in ms. */
const ANSWER_TIMEOUT = 900_000;
const CONNECT_TIMEOUT = 5_000;
const CONNECTIONS_PER_ORIGIN = 256;
/** Of one connection; not of the answer. */
const HOP_HEADERS = new Set(['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade']);

export interface RemoteParts {
  readonly clock: Clock;
  /** Where a call goes, `https://dynamodb.eu-west-1.amazonaws.com`. Throws BackendError. */
  readonly origin: (call: ServiceCall) => string;
  /** What it is signed with. Throws BackendError. */
  readonly credentials: () => Promise<SigningCredentials>;
  readonly connections: Connections;
}

/** A service over the network: AWS's own, or an endpoint that speaks as AWS does. Redirects are answers like others. */
export function remoteTarget({ clock, origin, credentials, connections }: RemoteParts): ServiceTarget {
  return {
    async send(call) {
      const where = origin(call);
      const { method, query, region, body, signal } = call;
      const path = pathOf(call);
      const headers = [...call.headers, 'Host', new URL(where).host];
      const signed = sign({ method, path, query, headers, body }, await credentials(), {
        service: signingFacts(call.service).signingName,
        region,
        now: clock(),
      });
      const agent = await connections.agent();
      try {
        const answer = await agent.request({
          origin: where,
          path: query === '' ? path : `${path}?${query}`,
          // Whatever it is, it came over HTTP, or from an API's definition.
          method: method as 'GET',
          headers: [...headers, ...signed.headers],
          body: body.byteLength > 0 || takesBody(method) ? body : null,
          signal,
          responseHeaders: 'raw',
        });
        return { status: answer.statusCode, rawHeaders: keptHeaders(answer.headers), body: answer.body };
      } catch (error) {
        signal.throwIfAborted();
        throw new BackendError(
          `${call.service} at ${where} did not answer: ${error instanceof Error ? error.message : error}`,
        );
      }
    },
  };
}

/** The connections of all remote services. undici is loaded with the first call. */
export class Connections {
  #agent: Promise<Agent> | undefined;

  agent(): Promise<Agent> {
    this.#agent ??= import('undici').then(
      ({ Agent }) =>
        new Agent({
          connections: CONNECTIONS_PER_ORIGIN,
          connect: { timeout: CONNECT_TIMEOUT },
          headersTimeout: ANSWER_TIMEOUT,
          bodyTimeout: ANSWER_TIMEOUT,
          allowH2: false,
        }),
    );
    return this.#agent;
  }

  async close(): Promise<void> {
    await (await this.#agent)?.destroy();
  }
}

/** S3 is addressed by path, which every endpoint takes. */
function pathOf(call: ServiceCall): string {
  if (call.service !== 's3') return call.path;
  const { bucket, byHost } = s3Address(call);
  return byHost ? `/${encodeURIComponent(bucket)}${call.path}` : call.path;
}

function takesBody(method: string): boolean {
  return method === 'POST' || method === 'PUT' || method === 'PATCH';
}

/** undici types headers that are asked for raw as if they were parsed. */
function keptHeaders(headers: unknown): string[] {
  const raw: unknown[] = Array.isArray(headers) ? headers : [];
  const kept: string[] = [];
  for (let index = 0; index < raw.length; index += 2) {
    const name = text(raw[index]);
    if (!HOP_HEADERS.has(name.toLowerCase())) kept.push(name, text(raw[index + 1]));
  }
  return kept;
}

function text(value: unknown): string {
  return Buffer.isBuffer(value) ? value.toString('latin1') : String(value);
}
