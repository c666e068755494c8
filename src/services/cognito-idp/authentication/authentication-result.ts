import type {
  AuthenticationResultType,
  InitiateAuthCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import type { PoolUserRecord } from '../../../definitions/user-pools.ts';
import type { IssuedTokens, TokenTrigger } from '../../../user-pools/tokens.ts';
import { missingAttributes } from '../../../user-pools/user-attributes.ts';
import type { ClientOfPool } from '../../../user-pools/user-pool.ts';
import type { UserPoolParts } from '../../../user-pools/user-pool-service.ts';
import { beginNewPassword } from './new-password-session.ts';

type Answer = Omit<InitiateAuthCommandOutput, '$metadata'>;

/** Tokens for somebody who proved the password, or the challenge to choose a new one. */
export async function finishSignIn(
  parts: UserPoolParts,
  client: ClientOfPool,
  user: PoolUserRecord,
  clientMetadata: Readonly<Record<string, string>> | undefined,
): Promise<Answer> {
  if (user.status !== 'FORCE_CHANGE_PASSWORD') {
    const issued = await signedIn(parts, client, user, 'TokenGeneration_Authentication', clientMetadata);
    return { ChallengeParameters: {}, AuthenticationResult: issued };
  }
  const { pool } = client;
  const attributes = Object.fromEntries(user.attributes.map(({ name, value }) => [name, value]));
  const missing = missingAttributes(pool, user.attributes).map((name) => `userAttributes.${name}`);
  return {
    ChallengeName: 'NEW_PASSWORD_REQUIRED',
    Session: await beginNewPassword(parts, client, user),
    ChallengeParameters: {
      USER_ID_FOR_SRP: user.username,
      requiredAttributes: JSON.stringify(missing),
      userAttributes: JSON.stringify(attributes),
    },
  };
}

/** Tells the trigger, then gives tokens. */
export async function signedIn(
  { signIn, tokens }: UserPoolParts,
  client: ClientOfPool,
  user: PoolUserRecord,
  trigger: TokenTrigger,
  clientMetadata: Readonly<Record<string, string>> | undefined,
): Promise<AuthenticationResultType> {
  await signIn.postAuthentication(client, user, { clientMetadata });
  const issued = await tokens.issue({ ...client, user, trigger, clientMetadata });
  const { refreshToken } = issued;
  return { ...refreshedResult(issued), ...(refreshToken !== undefined && { RefreshToken: refreshToken }) };
}

/** Tokens as the API gives them. */
export function refreshedResult({ accessToken, idToken, expiresIn }: IssuedTokens): AuthenticationResultType {
  return {
    AccessToken: accessToken,
    ExpiresIn: expiresIn,
    TokenType: 'Bearer',
    ...(idToken !== undefined && { IdToken: idToken }),
  };
}
