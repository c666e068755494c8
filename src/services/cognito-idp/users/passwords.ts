import type { PoolUserRecord } from '../../../definitions/user-pools.ts';
import { incorrect, userNotFound } from '../../../user-pools/sign-in.ts';
import { attributeOf, withAttributes } from '../../../user-pools/user-attributes.ts';
import { type CodeAttribute, codeMismatch, withoutCode } from '../../../user-pools/user-codes.ts';
import type { ClientOfPool, UserPool } from '../../../user-pools/user-pool.ts';
import { invalidParameter, notAuthorized } from '../errors.ts';
import { requireClient, requirePool, requireSecretHash, requireUser } from '../find.ts';
import type { CognitoHandlers, CognitoParts } from '../operations.ts';
import { requireAccessToken } from './access-token.ts';
import { postConfirmation } from './post-confirmation.ts';
import { simulatedDelivery } from './sign-up.ts';

type Names =
  | 'ForgotPassword'
  | 'ConfirmForgotPassword'
  | 'ChangePassword'
  | 'AdminSetUserPassword'
  | 'AdminResetUserPassword';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ForgotPassword.html and its neighbours. */
export function passwordHandlers({ clock, userPools: parts }: CognitoParts): CognitoHandlers<Names> {
  const { users, codes, signIn, tokens } = parts;
  const hidesUsers = ({ client }: ClientOfPool) => client.preventUserExistenceErrors === 'ENABLED';
  return {
    async ForgotPassword(input) {
      const client = await requireClient(parts, input.ClientId);
      const { pool } = client;
      const { Username: name = '' } = input;
      requireSecretHash(client, name, input.SecretHash);
      const user = await users.find(pool, name);
      // "When a user isn't found, is deactivated, or doesn't have a verified delivery mechanism".
      if (hidesUsers(client) && !canRecover(pool, user))
        return { CodeDeliveryDetails: simulatedDelivery(pool, name) };
      if (!user) throw userNotFound();
      if (!user.enabled) throw notAuthorized('User is disabled.');
      if (user.status === 'FORCE_CHANGE_PASSWORD')
        throw notAuthorized('User password cannot be reset in the current state.');
      const delivery = await codes.send(
        { pool, client: client.client, user },
        {
          purpose: 'forgot',
          attribute: recoveryAttribute(pool, user),
          source: 'CustomMessage_ForgotPassword',
          clientMetadata: input.ClientMetadata,
        },
      );
      return { CodeDeliveryDetails: delivery };
    },

    async ConfirmForgotPassword(input) {
      const client = await requireClient(parts, input.ClientId);
      const { pool } = client;
      const { Username: name = '', Password: password = '' } = input;
      requireSecretHash(client, name, input.SecretHash);
      const user = await users.find(pool, name);
      if (!user?.enabled && hidesUsers(client)) throw codeMismatch();
      if (!user) throw userNotFound();
      if (!user.enabled) throw notAuthorized('User is disabled.');
      await codes.require(pool, user, 'forgot', input.ConfirmationCode ?? '');
      // A code proves the address that it went to.
      const attribute = recoveryAttribute(pool, user);
      const changed = await signIn.setPassword({ pool }, user, password, {
        change: (present) => ({
          ...withoutCode(present, 'forgot'),
          attributes: withAttributes(present.attributes, [{ name: `${attribute}_verified`, value: 'true' }]),
        }),
      });
      await postConfirmation(
        parts,
        client,
        changed,
        'PostConfirmation_ConfirmForgotPassword',
        input.ClientMetadata,
      );
      return {};
    },

    async ChangePassword(input) {
      const { pool, user } = await requireAccessToken(parts, input.AccessToken);
      const { PreviousPassword: previous = '', ProposedPassword: proposed = '' } = input;
      const right = await signIn.passwordMatches(pool, user, previous);
      if (!right) throw incorrect();
      await signIn.setPassword({ pool }, user, proposed);
      return {};
    },

    async AdminSetUserPassword(input, context) {
      const pool = await requirePool(parts, context, input.UserPoolId);
      const user = await requireUser(parts, pool, input.Username);
      await signIn.setPassword({ pool }, user, input.Password ?? '', {
        status: input.Permanent ? 'CONFIRMED' : 'FORCE_CHANGE_PASSWORD',
      });
      return {};
    },

    async AdminResetUserPassword(input, context) {
      const pool = await requirePool(parts, context, input.UserPoolId);
      const user = await requireUser(parts, pool, input.Username);
      if (user.status === 'UNCONFIRMED' || user.status === 'FORCE_CHANGE_PASSWORD')
        throw notAuthorized('User password cannot be reset in the current state.');
      const attribute = recoveryAttribute(pool, user);
      const reset = await users.update(pool, user.username, (present) => ({
        ...present,
        status: 'RESET_REQUIRED',
        modifiedAt: clock(),
      }));
      if (!reset) throw userNotFound();
      await tokens.revokeAll(pool, reset);
      await codes.send(
        { pool, user: reset },
        {
          purpose: 'forgot',
          attribute,
          source: 'CustomMessage_ForgotPassword',
          clientMetadata: input.ClientMetadata,
        },
      );
      return {};
    },
  };
}

/** Throws InvalidParameterException when the user has no address that a code could go to. */
function recoveryAttribute(pool: UserPool, user: PoolUserRecord): CodeAttribute {
  const order = recoveryOrder(pool);
  if (order.includes('admin_only')) throw notAuthorized('Contact administrator to reset password.');
  const attribute = verifiedAttribute(order, user);
  if (attribute !== undefined) return attribute;
  throw invalidParameter(
    'Cannot reset password for the user as there is no registered/verified email or phone_number',
  );
}

/** Whether somebody is there who can get a code, or is told to ask an administrator. */
function canRecover(pool: UserPool, user: PoolUserRecord | undefined): boolean {
  if (!user?.enabled) return false;
  const order = recoveryOrder(pool);
  return order.includes('admin_only') || verifiedAttribute(order, user) !== undefined;
}

function recoveryOrder(pool: UserPool): readonly string[] {
  return pool.recovery ?? ['verified_phone_number', 'verified_email'];
}

function verifiedAttribute(order: readonly string[], user: PoolUserRecord): CodeAttribute | undefined {
  const inOrder = order.map((mechanism) => (mechanism === 'verified_email' ? 'email' : 'phone_number'));
  return inOrder.find((name) => attributeOf(user, name) && attributeOf(user, `${name}_verified`) === 'true');
}
