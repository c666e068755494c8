import type { BackendPlace } from './settings.ts';

/** The gateway is made of these: calls of them are not passed on. */
const OWN = new Set(['apigateway', 'cloudformation', 'execute-api', 'iam', 'lambda', 'sts']);

/** A `--backend` that can't be used; the message says what to write instead. */
export class InvalidBackend extends Error {
  override readonly name = 'InvalidBackend';
}

/** Reads `SERVICE=URL`, `SERVICE=aws` and the same with `*` for the service. Throws InvalidBackend. */
export function parseBackend(text: string): { readonly service: string; readonly place: BackendPlace } {
  const equals = text.indexOf('=');
  const service = text.slice(0, Math.max(equals, 0));
  const where = text.slice(equals + 1);
  if (service !== '*' && !/^[a-z][a-z0-9.-]{0,62}$/.test(service)) {
    throw new InvalidBackend(
      `--backend takes SERVICE=URL or SERVICE=aws, such as dynamodb=http://127.0.0.1:8000, not ${JSON.stringify(text)}`,
    );
  }
  if (OWN.has(service)) throw new InvalidBackend(`--backend: ${service} is served by the gateway itself`);
  return { service, place: where === 'aws' ? { kind: 'aws' } : { kind: 'endpoint', url: endpointOf(where) } };
}

function endpointOf(text: string): URL {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new InvalidBackend(`--backend: ${JSON.stringify(text)} is neither an http(s) URL nor aws`);
  }
  if (url.username || url.password || url.pathname !== '/' || url.search || url.hash) {
    throw new InvalidBackend(
      `--backend takes a URL without path, query and credentials: ${url.protocol}//${url.host}`,
    );
  }
  return url;
}
