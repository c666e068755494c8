import type { OAuthFlow, UserPoolClientRecord } from '../../definitions/user-pools.ts';
import type { ClientOfPool, UserPool, UserPools } from '../user-pool.ts';
import { type Parameters, readParameters } from './parameters.ts';

/** What an application asks for, checked against its client's settings. */
export interface AuthorizationRequest extends ClientOfPool {
  readonly responseType: 'code' | 'token';
  /** One of the client's callback URLs. */
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly state: string | undefined;
  readonly nonce: string | undefined;
  /** S256 of what the token request has to prove. */
  readonly codeChallenge: string | undefined;
  /** `login`: sign in again; `none`: without showing a page. */
  readonly prompt: string | undefined;
  /** The user name to begin with. */
  readonly loginHint: string | undefined;
  /** The parameters as they came, for the next page. */
  readonly parameters: Parameters;
}

export type AuthorizationOutcome =
  | { readonly kind: 'good'; readonly request: AuthorizationRequest }
  /** Nobody may be sent to where the request says: a page of our own tells the user. */
  | { readonly kind: 'refused'; readonly error: string; readonly clientId: string | undefined }
  /** The application is told at its callback URL. */
  | { readonly kind: 'returned'; readonly error: string; readonly callback: Omit<Callback, 'responseType'> };

/** Where and how an answer is returned to an application. */
export type Callback = Pick<AuthorizationRequest, 'redirectUri' | 'state' | 'responseType'>;

const LONGEST_NONCE = 2048;
const LONGEST_STATE = 8192;
/** RFC 7636 section 4.2: the SHA-256 is 43 letters. */
const S256_CHALLENGE = /^[A-Za-z0-9_-]{43}$/;
const NEED_OPENID = ['email', 'phone', 'profile'];
const FLOW: Readonly<Record<AuthorizationRequest['responseType'], OAuthFlow>> = {
  code: 'code',
  token: 'implicit',
};

/**
 * Reads the parameters of `/oauth2/authorize` and `/login`. Nothing is returned to a callback URL that is not the client's
 * own, letter by letter.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
 */
export async function readAuthorization(
  pools: Pick<UserPools, 'client'>,
  pool: UserPool,
  query: string,
): Promise<AuthorizationOutcome> {
  const parameters = readParameters(query);
  const clientId = parameters?.get('client_id');
  const refused = (error: string): AuthorizationOutcome => ({ kind: 'refused', error, clientId });
  if (!parameters || clientId === undefined) return refused('invalid_request');
  const found = await pools.client(clientId);
  if (found?.pool.id !== pool.id) return refused('invalid_client');
  const { client } = found;
  const redirectUri = parameters.get('redirect_uri') ?? soleRedirectUri(client);
  if (redirectUri === undefined) return refused('invalid_request');
  if (!client.callbackUrls.includes(redirectUri)) return refused('redirect_mismatch');
  const providers = client.supportedIdentityProviders;
  if (!client.oauthEnabled || !providers.includes('COGNITO')) return refused('unauthorized_client');
  return readFor(found, redirectUri, parameters);
}

/** "If the client has one redirect URI, redirect_uri may be left out": the default, by API_UserPoolClientType. */
function soleRedirectUri({ callbackUrls, defaultRedirectUri }: UserPoolClientRecord): string | undefined {
  return defaultRedirectUri ?? (callbackUrls.length === 1 ? callbackUrls[0] : undefined);
}

function readFor(
  { pool, client }: ClientOfPool,
  redirectUri: string,
  parameters: Parameters,
): AuthorizationOutcome {
  const state = parameters.get('state');
  const asked = parameters.get('response_type');
  const responseType = asked === 'token' ? 'token' : 'code';
  const returned = (error: string): AuthorizationOutcome => ({
    kind: 'returned',
    error,
    callback: { redirectUri, state: state?.slice(0, LONGEST_STATE) },
  });
  if (asked !== responseType || (state?.length ?? 0) > LONGEST_STATE) return returned('invalid_request');
  if (!client.oauthFlows.includes(FLOW[responseType])) return returned('unauthorized_client');
  const provider = parameters.get('identity_provider') ?? 'COGNITO';
  if (provider !== 'COGNITO' || parameters.has('idp_identifier')) return returned('invalid_request');
  const challenge = parameters.get('code_challenge');
  if (!goodChallenge(challenge, parameters.get('code_challenge_method'))) return returned('invalid_request');
  const nonce = parameters.get('nonce');
  if ((nonce?.length ?? 0) > LONGEST_NONCE) return returned('invalid_request');
  const scopes = grantedScopes(client, parameters.get('scope'));
  if (!scopes) return returned('invalid_scope');
  return {
    kind: 'good',
    request: {
      ...{ pool, client, responseType, redirectUri, scopes, state, nonce, parameters },
      codeChallenge: challenge,
      prompt: parameters.get('prompt'),
      loginHint: parameters.get('login_hint'),
    },
  };
}

/** "Amazon Cognito supports only S256"; one without the other is an error. */
function goodChallenge(challenge: string | undefined, method: string | undefined): boolean {
  if (challenge === undefined) return method === undefined;
  return method === 'S256' && S256_CHALLENGE.test(challenge);
}

/** "If the client doesn't request any scopes, the authentication server uses all scopes associated with the client." */
function grantedScopes(client: UserPoolClientRecord, asked: string | undefined): string[] | undefined {
  if (asked === undefined) return client.oauthScopes;
  const scopes = [...new Set(asked.split(' ').filter((scope) => scope !== ''))];
  if (!scopes.every((scope) => client.oauthScopes.includes(scope))) return undefined;
  const needsOpenid = scopes.some((scope) => NEED_OPENID.includes(scope));
  return needsOpenid && !scopes.includes('openid') ? undefined : scopes;
}
