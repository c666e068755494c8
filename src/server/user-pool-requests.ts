import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HostedEndpoints } from '../user-pools/hosted/hosted-endpoints.ts';
import type { HostedResponse } from '../user-pools/hosted/hosted-request.ts';
import type { BodyReader } from './body.ts';
import type { UserPoolAddress } from './user-pool-address.ts';
import type { UserPoolsLoader } from './user-pools-loader.ts';

/** Bytes; a form with a name, a password and a few tokens has less. */
const MAXIMUM_BODY_SIZE = 64 * 1024;

export interface UserPoolRequestParts {
  readonly loader: Pick<UserPoolsLoader, 'hosted'>;
  readonly bodies: BodyReader;
}

/** Answers what is asked of user pools without an AWS API: their keys, OAuth 2.0 endpoints and pages. */
export class UserPoolRequests {
  readonly #parts: UserPoolRequestParts;

  constructor(parts: UserPoolRequestParts) {
    this.#parts = parts;
  }

  async handle(
    request: IncomingMessage,
    response: ServerResponse,
    url: { readonly address: UserPoolAddress; readonly query: string },
    secure: boolean,
  ): Promise<void> {
    const { bodies, loader } = this.#parts;
    const answer = await bodies.read(request, MAXIMUM_BODY_SIZE, async (body) =>
      answerTo(await loader.hosted(), request, url, secure, Buffer.from(body).toString('utf8')),
    );
    if (answer === 'aborted') return;
    if (typeof answer !== 'string') return send(request, response, answer);
    // What was not read would be taken for the next request.
    response.shouldKeepAlive = false;
    const status = answer === 'too-large' ? 413 : 503;
    send(request, response, { status, headers: { 'cache-control': 'no-store' }, body: '' });
  }
}

async function answerTo(
  hosted: HostedEndpoints,
  { method = 'GET', headers }: IncomingMessage,
  { address, query }: { readonly address: UserPoolAddress; readonly query: string },
  secure: boolean,
  body: string,
): Promise<HostedResponse> {
  // Whatever may be got may be asked after (RFC 9110 section 9.1).
  const asked = method === 'HEAD' ? 'GET' : method;
  if ('document' in address) {
    if (asked === 'GET') return hosted.discovery(address.poolId, address.document);
    return { status: 405, headers: { allow: 'GET' }, body: '' };
  }
  const { domain, base, path } = address;
  return hosted.handle(domain, { method: asked, path, query, headers, body, base, secure });
}

function send(
  { method }: IncomingMessage,
  response: ServerResponse,
  { status, headers, body }: HostedResponse,
): void {
  if (response.destroyed) return;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.setHeader('content-length', Buffer.byteLength(body));
  response.statusCode = status;
  response.end(method === 'HEAD' ? undefined : body);
}
