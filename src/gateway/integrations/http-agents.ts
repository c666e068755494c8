import { checkServerIdentity, type TLSSocket } from 'node:tls';
import type { Agent, buildConnector } from 'undici';

/** How an endpoint's certificate is verified. */
export type CertificatePolicy = 'verified' | 'anyAuthority';

/** Connections to one origin at a time; further requests wait for one, within their integration's timeout. */
const CONNECTIONS_PER_ORIGIN = 256;
/** Origins with connections at a time: stage variables and mappings choose them, not clients. */
const MAXIMUM_ORIGINS = 10_000;

/** Connections to HTTP endpoints, kept alive and shared by all APIs. Nothing is loaded before the first request. */
export class HttpAgents {
  readonly #agents = new Map<CertificatePolicy, Promise<Agent>>();

  get(policy: CertificatePolicy): Promise<Agent> {
    let agent = this.#agents.get(policy);
    if (!agent) {
      agent = createAgent(policy);
      this.#agents.set(policy, agent);
    }
    return agent;
  }

  /** Closes every connection. */
  async close(): Promise<void> {
    const agents = await Promise.all(this.#agents.values());
    this.#agents.clear();
    await Promise.all(agents.map((agent) => agent.destroy()));
  }
}

async function createAgent(policy: CertificatePolicy): Promise<Agent> {
  const undici = await import('undici');
  return new undici.Agent({
    connections: CONNECTIONS_PER_ORIGIN,
    maxOrigins: MAXIMUM_ORIGINS,
    // The integration's own deadline covers these.
    headersTimeout: 0,
    bodyTimeout: 0,
    ...(policy === 'anyAuthority' ? { connect: anyAuthorityConnector(undici.buildConnector) } : {}),
  });
}

/**
 * With `insecureSkipVerification` API Gateway takes certificates of any authority, and self-signed ones, but "still
 * performs basic certificate validation, which includes checking the certificate's expiration date, hostname, and
 * presence of a root certificate authority".
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-integration-tls-config.html
 */
function anyAuthorityConnector(build: typeof buildConnector): buildConnector.connector {
  const connect = build({ rejectUnauthorized: false, maxCachedSessions: 0 });
  return (options, callback) =>
    connect(options, (...[error, socket]) => {
      if (error) return callback(error, null);
      const problem = 'getPeerCertificate' in socket ? problemOf(socket, options.hostname) : undefined;
      if (!problem) return callback(null, socket);
      socket.destroy();
      callback(problem, null);
    });
}

function problemOf(socket: TLSSocket, hostname: string): Error | undefined {
  const certificate = socket.getPeerCertificate();
  const now = Date.now();
  if (now < Date.parse(certificate.valid_from) || now > Date.parse(certificate.valid_to)) {
    return new Error('the certificate of the endpoint is not valid at this time');
  }
  return checkServerIdentity(hostname, certificate);
}
