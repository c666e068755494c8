import type { CreateUserPoolClientCommandInput } from '@aws-sdk/client-cognito-identity-provider';
import type { UserPoolClientRecord } from '../../../definitions/user-pools.ts';
import type { UserPool } from '../../../user-pools/user-pool.ts';
import { UserPoolError } from '../../../user-pools/user-pool-error.ts';
import { invalidParameter } from '../errors.ts';

type OAuthSettings = Pick<
  UserPoolClientRecord,
  | 'oauthEnabled'
  | 'oauthFlows'
  | 'oauthScopes'
  | 'callbackUrls'
  | 'logoutUrls'
  | 'defaultRedirectUri'
  | 'supportedIdentityProviders'
>;

const STANDARD_SCOPES = ['phone', 'email', 'openid', 'profile', 'aws.cognito.signin.user.admin'];

/**
 * What the hosted endpoints go by.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-app-idp-settings.html
 */
export function readOAuthSettings(
  input: Omit<CreateUserPoolClientCommandInput, 'ClientName'>,
  pool: UserPool,
  { scopes: custom, hasSecret }: { readonly scopes: readonly string[]; readonly hasSecret: boolean },
): OAuthSettings {
  const enabled = input.AllowedOAuthFlowsUserPoolClient ?? false;
  const flows = [...(input.AllowedOAuthFlows ?? [])];
  const scopes = [...(input.AllowedOAuthScopes ?? [])];
  const callbackUrls = [...(input.CallbackURLs ?? [])];
  const logoutUrls = [...(input.LogoutURLs ?? [])];
  if (enabled && (flows.length === 0 || scopes.length === 0))
    throw invalidParameter(
      'AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.',
    );
  if (flows.includes('client_credentials')) {
    if (flows.length > 1)
      throw invalidFlow('client_credentials flow can not be selected along with code flow or implicit flow.');
    if (!hasSecret)
      throw invalidFlow(
        'client_credentials flow can not be selected if client does not have a client secret.',
      );
  }
  for (const scope of scopes)
    if (!STANDARD_SCOPES.includes(scope) && !custom.includes(scope))
      throw new UserPoolError('ScopeDoesNotExistException', `Invalid scope requested: ${scope}`);
  for (const url of [...callbackUrls, ...logoutUrls]) requireRedirectUrl(url);
  const { DefaultRedirectURI: defaultRedirectUri } = input;
  if (defaultRedirectUri !== undefined && !callbackUrls.includes(defaultRedirectUri))
    throw invalidParameter('DefaultRedirectURI must be in the list of CallbackURLs.');
  const providers = [...(input.SupportedIdentityProviders ?? [])];
  for (const provider of providers)
    if (provider !== 'COGNITO')
      throw invalidParameter(`The provider ${provider} does not exist for User Pool ${pool.id}.`);
  return {
    oauthEnabled: enabled,
    oauthFlows: flows,
    oauthScopes: scopes,
    callbackUrls,
    logoutUrls,
    ...(defaultRedirectUri !== undefined && { defaultRedirectUri }),
    supportedIdentityProviders: providers,
  };
}

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * "An absolute URI, not include a fragment component. HTTPS over HTTP except for http://localhost, http://127.0.0.1 and
 * http://[::1] for testing purposes"; app schemes too.
 */
function requireRedirectUrl(text: string): void {
  if (!URL.canParse(text)) throw invalidParameter(`${text} is not a valid redirect URI.`);
  const url = new URL(text);
  if (text.includes('#')) throw invalidParameter(`${text} must not contain a fragment.`);
  if (url.protocol === 'http:' && !LOOPBACK.has(url.hostname))
    throw invalidParameter(`${text} cannot use the HTTP protocol.`);
  if (['javascript:', 'data:', 'file:', 'vbscript:', 'blob:'].includes(url.protocol))
    throw invalidParameter(`${text} is not a valid redirect URI.`);
}

function invalidFlow(message: string): UserPoolError {
  return new UserPoolError('InvalidOAuthFlowException', message);
}
