import { isIP } from 'node:net';
import { checkServerIdentity, type TLSSocket } from 'node:tls';
import type { Agent, buildConnector } from 'undici';
import type { ClientCertificate } from '../../definitions/connections.ts';

/** How an endpoint's certificate is verified. */
export type CertificatePolicy = 'verified' | 'anyAuthority';

export interface NetworkAddress {
  readonly host: string;
  readonly port: number;
}

/** How an endpoint is connected to. */
export interface HttpConnection {
  readonly policy: CertificatePolicy;
  /** Where to connect to in place of the host that the endpoint's URI names. */
  readonly target?: NetworkAddress;
  /** Shown to endpoints that ask for one, over TLS. */
  readonly certificate?: ClientCertificate;
}

/** Connections to one origin at a time; further requests wait for one, within their integration's timeout. */
const CONNECTIONS_PER_ORIGIN = 256;
/** Origins with connections at a time: stage variables and mappings choose them, not clients. */
const MAXIMUM_ORIGINS = 10_000;
/** Endpoints are spoken to in HTTP/1.1, as API Gateway does. */
const ALLOW_H2 = false;
/** Ways to connect with connections at a time; the one that was used longest ago makes place. */
const MAXIMUM_AGENTS = 256;

/** Connections to HTTP endpoints, kept alive and shared by all APIs. Nothing is loaded before the first request. */
export class HttpAgents {
  /** By the way to connect, in the order of their last use but for the plain ones, which stay. */
  readonly #agents = new Map<string, Promise<Agent>>();

  get(connection: HttpConnection): Promise<Agent> {
    const key = keyOf(connection);
    let agent = this.#agents.get(key);
    if (agent && isPlain(connection)) return agent;
    if (agent) this.#agents.delete(key);
    else {
      if (this.#agents.size >= MAXIMUM_AGENTS) this.#dropOldest();
      agent = createAgent(connection);
    }
    this.#agents.set(key, agent);
    return agent;
  }

  /** Shows a certificate no longer. Requests in flight finish. */
  forget(clientCertificateId: string): void {
    for (const key of this.#agents.keys()) if (key.endsWith(` ${clientCertificateId}`)) this.#drop(key);
  }

  /** Closes every connection. */
  async close(): Promise<void> {
    const agents = await Promise.all(this.#agents.values());
    this.#agents.clear();
    await Promise.all(agents.map((agent) => agent.destroy()));
  }

  #dropOldest(): void {
    for (const key of this.#agents.keys()) {
      if (!key.includes(' ')) continue;
      this.#drop(key);
      return;
    }
  }

  #drop(key: string): void {
    const agent = this.#agents.get(key);
    this.#agents.delete(key);
    agent?.then((dropped) => dropped.close()).catch(() => {});
  }
}

function isPlain({ target, certificate }: HttpConnection): boolean {
  return !target && !certificate;
}

function keyOf({ policy, target, certificate }: HttpConnection): string {
  if (!target && !certificate) return policy;
  return `${policy} ${target ? `${target.host}:${target.port}` : ''} ${certificate?.clientCertificateId ?? ''}`;
}

async function createAgent(connection: HttpConnection): Promise<Agent> {
  const undici = await import('undici');
  return new undici.Agent({
    connections: CONNECTIONS_PER_ORIGIN,
    maxOrigins: MAXIMUM_ORIGINS,
    allowH2: ALLOW_H2,
    // The integration's own deadline covers these.
    headersTimeout: 0,
    bodyTimeout: 0,
    ...(keyOf(connection) === 'verified' ? {} : { connect: connectorOf(connection, undici.buildConnector) }),
  });
}

function connectorOf(
  { policy, target, certificate }: HttpConnection,
  build: typeof buildConnector,
): buildConnector.connector {
  const connect = build({
    allowH2: ALLOW_H2,
    ...(policy === 'anyAuthority' ? { rejectUnauthorized: false, maxCachedSessions: 0 } : {}),
    ...(certificate ? { cert: certificate.pemEncodedCertificate, key: certificate.privateKey } : {}),
  });
  return (options, callback) =>
    connect(redirected(options, target), (...[error, socket]) => {
      if (error) return callback(error, null);
      const isTls = policy === 'anyAuthority' && 'getPeerCertificate' in socket;
      const problem = isTls ? problemOf(socket, options.hostname) : undefined;
      if (!problem) return callback(null, socket);
      socket.destroy();
      callback(problem, null);
    });
}

/** The name that the server must have stays the URI's, unless that is an address. */
function redirected(
  options: buildConnector.Options,
  target: NetworkAddress | undefined,
): buildConnector.Options {
  if (!target) return options;
  const { host, port } = target;
  const isNamed = options.protocol === 'https:' && !options.servername && !isIP(options.hostname);
  const named = isNamed ? { servername: options.hostname } : {};
  return { ...options, ...named, host, hostname: host, port: String(port) };
}

/**
 * With `insecureSkipVerification` API Gateway takes certificates of any authority, and self-signed ones, but "still
 * performs basic certificate validation, which includes checking the certificate's expiration date, hostname, and
 * presence of a root certificate authority".
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-integration-tls-config.html
 */
function problemOf(socket: TLSSocket, hostname: string): Error | undefined {
  const certificate = socket.getPeerCertificate();
  const now = Date.now();
  if (now < Date.parse(certificate.valid_from) || now > Date.parse(certificate.valid_to)) {
    return new Error('the certificate of the endpoint is not valid at this time');
  }
  return checkServerIdentity(hostname, certificate);
}
