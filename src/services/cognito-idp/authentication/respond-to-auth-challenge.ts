import type { RespondToAuthChallengeCommandOutput } from '@aws-sdk/client-cognito-identity-provider';
import { requireGoodPassword } from '../../../user-pools/password-policy.ts';
import {
  missingAttributes,
  requireValidAttributes,
  requireWritable,
  withAttributes,
} from '../../../user-pools/user-attributes.ts';
import type { ClientOfPool } from '../../../user-pools/user-pool.ts';
import { invalidParameter, invalidSession, notOffered } from '../errors.ts';
import { requireClient, requireClientOf, requirePool, requireSecretHash } from '../find.ts';
import type { CognitoHandlers, CognitoParts } from '../operations.ts';
import { required } from './auth-parameters.ts';
import { finishSignIn, signedIn } from './authentication-result.ts';
import { openNewPassword } from './new-password-session.ts';

type Answer = Omit<RespondToAuthChallengeCommandOutput, '$metadata'>;

interface ChallengeAnswer {
  readonly ChallengeName?: string | undefined;
  readonly ChallengeResponses?: Readonly<Record<string, string>> | undefined;
  readonly Session?: string | undefined;
  readonly ClientMetadata?: Readonly<Record<string, string>> | undefined;
}

/** What attributes of a NEW_PASSWORD_REQUIRED answer are named with. */
const ATTRIBUTE_PREFIX = 'userAttributes.';

/**
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminRespondToAuthChallenge.html
 */
export function respondToAuthChallengeHandlers({
  userPools: parts,
}: CognitoParts): CognitoHandlers<'RespondToAuthChallenge' | 'AdminRespondToAuthChallenge'> {
  const { signIn, srp } = parts;

  async function respond(client: ClientOfPool, answer: ChallengeAnswer, admin: boolean): Promise<Answer> {
    const { ChallengeName: name = '', ClientMetadata: clientMetadata } = answer;
    const responses = new Map(Object.entries(answer.ChallengeResponses ?? {}));
    if (name !== 'PASSWORD_VERIFIER' && name !== 'NEW_PASSWORD_REQUIRED')
      throw notOffered(`The challenge ${name}`);
    const username = required(responses, 'USERNAME');
    requireSecretHash(client, username, responses.get('SECRET_HASH'));
    if (name === 'NEW_PASSWORD_REQUIRED')
      return newPassword(client, responses, answer.Session ?? '', clientMetadata, admin);
    const user = await srp.finish(client, {
      username,
      secretBlock: required(responses, 'PASSWORD_CLAIM_SECRET_BLOCK'),
      signature: required(responses, 'PASSWORD_CLAIM_SIGNATURE'),
      timestamp: required(responses, 'TIMESTAMP'),
    });
    return finishSignIn(parts, client, user, clientMetadata);
  }

  async function newPassword(
    client: ClientOfPool,
    responses: ReadonlyMap<string, string>,
    session: string,
    clientMetadata: ChallengeAnswer['ClientMetadata'],
    admin: boolean,
  ): Promise<Answer> {
    const { pool } = client;
    const password = required(responses, 'NEW_PASSWORD');
    const { user, opened } = await openNewPassword(parts, client, session);
    if (!responsesOfUser(responses, user.username, user.attributes)) throw invalidSession();
    const given = [...responses]
      .filter(([name]) => name.startsWith(ATTRIBUTE_PREFIX))
      .map(([name, value]) => ({ name: name.slice(ATTRIBUTE_PREFIX.length), value }));
    if (!admin) requireWritable(client.client, given);
    requireValidAttributes(pool, given, { present: user });
    const missing = missingAttributes(pool, withAttributes(user.attributes, given));
    if (missing.length > 0)
      throw invalidParameter(`Invalid attributes given, ${missing.join(', ')} is missing`);
    // A password that is refused does not end the session.
    requireGoodPassword(pool.passwordPolicy, password);
    if (!opened.use()) throw invalidSession();
    const changed = await signIn.setPassword(client, user, password, {
      change: (present) => ({ ...present, attributes: withAttributes(present.attributes, given) }),
    });
    const issued = await signedIn(
      parts,
      client,
      changed,
      'TokenGeneration_NewPasswordChallenge',
      clientMetadata,
    );
    return { ChallengeParameters: {}, AuthenticationResult: issued };
  }

  return {
    async RespondToAuthChallenge(input) {
      return respond(await requireClient(parts, input.ClientId), input, false);
    },

    async AdminRespondToAuthChallenge(input, context) {
      const pool = await requirePool(parts, context, input.UserPoolId);
      return respond(await requireClientOf(parts, pool, input.ClientId), input, true);
    },
  };
}

/** Whether the answer names the user that the session is of, by name or by an address. */
function responsesOfUser(
  responses: ReadonlyMap<string, string>,
  username: string,
  attributes: readonly { readonly value: string }[],
): boolean {
  const name = responses.get('USERNAME')?.toLowerCase();
  return name === username.toLowerCase() || attributes.some(({ value }) => value.toLowerCase() === name);
}
