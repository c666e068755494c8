import type { InitiateAuthCommandOutput } from '@aws-sdk/client-cognito-identity-provider';
import type { PoolUserRecord } from '../../../definitions/user-pools.ts';
import type { ClientOfPool } from '../../../user-pools/user-pool.ts';
import { invalidParameter, notOffered } from '../errors.ts';
import { requireClient, requireClientOf, requirePool, requireSecretHash } from '../find.ts';
import type { CognitoHandlers, CognitoParts } from '../operations.ts';
import { requireClientSecret, required } from './auth-parameters.ts';
import { finishSignIn, refreshedResult } from './authentication-result.ts';

type Answer = Omit<InitiateAuthCommandOutput, '$metadata'>;

interface AuthRequest {
  readonly AuthFlow?: string | undefined;
  readonly AuthParameters?: Readonly<Record<string, string>> | undefined;
  readonly ClientMetadata?: Readonly<Record<string, string>> | undefined;
}

/** What a client must allow for a flow, and whether administrators alone can use it. */
const FLOWS: ReadonlyMap<string, { readonly allowed: string; readonly admin?: boolean }> = new Map([
  ['USER_PASSWORD_AUTH', { allowed: 'ALLOW_USER_PASSWORD_AUTH', admin: false }],
  ['USER_SRP_AUTH', { allowed: 'ALLOW_USER_SRP_AUTH' }],
  ['ADMIN_USER_PASSWORD_AUTH', { allowed: 'ALLOW_ADMIN_USER_PASSWORD_AUTH', admin: true }],
  ['ADMIN_NO_SRP_AUTH', { allowed: 'ALLOW_ADMIN_USER_PASSWORD_AUTH', admin: true }],
  ['REFRESH_TOKEN_AUTH', { allowed: 'ALLOW_REFRESH_TOKEN_AUTH' }],
  ['REFRESH_TOKEN', { allowed: 'ALLOW_REFRESH_TOKEN_AUTH' }],
]);

/**
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminInitiateAuth.html
 */
export function initiateAuthHandlers({
  userPools: parts,
}: CognitoParts): CognitoHandlers<'InitiateAuth' | 'AdminInitiateAuth' | 'GetTokensFromRefreshToken'> {
  const { signIn, srp, tokens } = parts;

  async function initiate(client: ClientOfPool, request: AuthRequest, admin: boolean): Promise<Answer> {
    const { AuthFlow: flow = '', ClientMetadata: clientMetadata } = request;
    const parameters = new Map(Object.entries(request.AuthParameters ?? {}));
    requireFlow(client, flow, admin);
    if (flow === 'REFRESH_TOKEN_AUTH' || flow === 'REFRESH_TOKEN') {
      const refreshToken = required(parameters, 'REFRESH_TOKEN');
      const check = (user: PoolUserRecord) => requireHashOfUser(client, user, parameters.get('SECRET_HASH'));
      const issued = await tokens.refresh(client, refreshToken, { clientMetadata, check });
      return { ChallengeParameters: {}, AuthenticationResult: refreshedResult(issued) };
    }
    const username = required(parameters, 'USERNAME');
    requireSecretHash(client, username, parameters.get('SECRET_HASH'));
    if (flow === 'USER_SRP_AUTH') {
      const challenge = await srp.begin(client, username, required(parameters, 'SRP_A'), { clientMetadata });
      return { ChallengeName: 'PASSWORD_VERIFIER', ChallengeParameters: { ...challenge } };
    }
    const user = await signIn.byPassword(client, username, required(parameters, 'PASSWORD'), {
      clientMetadata,
    });
    return finishSignIn(parts, client, user, clientMetadata);
  }

  return {
    async InitiateAuth(input) {
      return initiate(await requireClient(parts, input.ClientId), input, false);
    },

    async AdminInitiateAuth(input, context) {
      const pool = await requirePool(parts, context, input.UserPoolId);
      return initiate(await requireClientOf(parts, pool, input.ClientId), input, true);
    },

    async GetTokensFromRefreshToken(input) {
      const client = await requireClient(parts, input.ClientId);
      requireFlow(client, 'REFRESH_TOKEN_AUTH', false);
      requireClientSecret(client, input.ClientSecret);
      const issued = await tokens.refresh(client, input.RefreshToken ?? '', {
        clientMetadata: input.ClientMetadata,
      });
      return { AuthenticationResult: refreshedResult(issued) };
    },
  };
}

/** Throws InvalidParameterException. */
function requireFlow({ client }: ClientOfPool, flow: string, admin: boolean): void {
  const known = FLOWS.get(flow);
  if (known === undefined) throw notOffered(`The authentication flow ${flow}`);
  if (known.admin !== undefined && known.admin !== admin)
    throw invalidParameter(
      admin ? 'Initiate Auth method not supported.' : `${flow} can only be used with AdminInitiateAuth.`,
    );
  if (!client.explicitAuthFlows.includes(known.allowed))
    throw invalidParameter(
      known.admin ? 'Auth flow not enabled for this client' : `${flow} flow not enabled for this client`,
    );
}

/**
 * A refresh token names the user, so the request does not: the hash is of the user name, or of what the user signed in with.
 * Throws NotAuthorizedException.
 */
function requireHashOfUser(client: ClientOfPool, user: PoolUserRecord, secretHash: string | undefined): void {
  const addresses = ['email', 'phone_number', 'preferred_username'];
  const others = user.attributes.filter(({ name }) => addresses.includes(name)).map(({ value }) => value);
  requireSecretHash(client, [user.username, user.sub, ...others], secretHash);
}
