import type { UserPool } from '../user-pool.ts';
import type { UserPoolParts } from '../user-pool-service.ts';
import { authorize } from './authorize.ts';
import { confirm, showConfirmation } from './confirm.ts';
import { type DiscoveryDocument, discovery } from './discovery.ts';
import { showError } from './error-page.ts';
import { type HostedDependencies, type HostedParts, hostedParts } from './hosted-parts.ts';
import { empty, type HostedRequest, type HostedResponse, preflight } from './hosted-request.ts';
import { login, showLogin } from './login.ts';
import { logout } from './logout.ts';
import { messagePage } from './pages.ts';
import { revoke } from './revoke.ts';
import { showSignUp, signUp } from './sign-up.ts';
import { token } from './token.ts';
import { userInfo } from './user-info.ts';

type Endpoint = (parts: HostedParts, pool: UserPool, request: HostedRequest) => Promise<HostedResponse>;

/** By path, then by method. */
const ENDPOINTS: ReadonlyMap<string, ReadonlyMap<string, Endpoint>> = new Map([
  ['/oauth2/authorize', new Map([['GET', authorize]])],
  ['/oauth2/token', new Map<string, Endpoint>([['POST', token]])],
  ['/oauth2/revoke', new Map<string, Endpoint>([['POST', revoke]])],
  // OpenID Connect Core section 5.3.1: both.
  [
    '/oauth2/userInfo',
    new Map<string, Endpoint>([
      ['GET', userInfo],
      ['POST', userInfo],
    ]),
  ],
  [
    '/login',
    new Map([
      ['GET', showLogin],
      ['POST', login],
    ]),
  ],
  [
    '/signup',
    new Map([
      ['GET', showSignUp],
      ['POST', signUp],
    ]),
  ],
  [
    '/confirm',
    new Map([
      ['GET', showConfirmation],
      ['POST', confirm],
    ]),
  ],
  ['/logout', new Map([['GET', logout]])],
  ['/error', new Map<string, Endpoint>([['GET', async (_parts, _pool, { query }) => showError(query)]])],
]);
/** What pages of other origins may call from scripts. */
const FOR_SCRIPTS: ReadonlySet<string> = new Set(['/oauth2/token', '/oauth2/revoke', '/oauth2/userInfo']);

/**
 * The OAuth 2.0 endpoints and pages of user pools' domains.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-userpools-server-contract-reference.html
 */
export class HostedEndpoints {
  readonly #parts: HostedParts;

  constructor(parts: UserPoolParts, dependencies: HostedDependencies) {
    this.#parts = hostedParts(parts, dependencies);
  }

  /** `/POOL/.well-known/DOCUMENT` */
  discovery(poolId: string, document: DiscoveryDocument): Promise<HostedResponse> {
    return discovery(this.#parts, poolId, document);
  }

  /**
   * Answers a request to a domain.
   * @param domain the prefix, or the id of a pool that has one
   */
  async handle(domain: string, request: HostedRequest): Promise<HostedResponse> {
    const { pools } = this.#parts;
    const pool = domain.includes('_') ? await pools.pool(domain) : await pools.poolOfDomain(domain);
    if (pool?.domain === undefined)
      return messagePage(404, 'Login pages unavailable', 'Please contact an administrator.');
    const methods = ENDPOINTS.get(request.path);
    if (!methods) return messagePage(404, 'Not found', 'There is no such page.');
    const allowed = [...methods.keys()].join(', ');
    if (request.method === 'OPTIONS' && FOR_SCRIPTS.has(request.path)) return preflight(allowed);
    const endpoint = methods.get(request.method);
    return endpoint ? endpoint(this.#parts, pool, request) : empty(405, { allow: allowed });
  }
}
