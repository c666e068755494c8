import { randomUUID } from 'node:crypto';
import type { PoolUserRecord } from '../../../definitions/user-pools.ts';
import { generatedPassword } from '../../../user-pools/password-policy.ts';
import { userNotFound } from '../../../user-pools/sign-in.ts';
import {
  readableAttributes,
  requireValidAttributes,
  withAttributes,
} from '../../../user-pools/user-attributes.ts';
import { UserPoolError } from '../../../user-pools/user-pool-error.ts';
import { notAuthorized } from '../errors.ts';
import { requirePool, requireUser } from '../find.ts';
import type { CognitoHandlers, CognitoParts } from '../operations.ts';
import { removals, removeAttributes, unverified } from './own-user.ts';
import { postConfirmation } from './post-confirmation.ts';
import { namedBy, uuidOf, validationData } from './sign-up.ts';
import { attributeViews, givenAttributes, userView } from './user-view.ts';

type Names =
  | 'AdminCreateUser'
  | 'AdminGetUser'
  | 'AdminDeleteUser'
  | 'AdminUpdateUserAttributes'
  | 'AdminDeleteUserAttributes'
  | 'AdminEnableUser'
  | 'AdminDisableUser'
  | 'AdminConfirmSignUp'
  | 'AdminUserGlobalSignOut'
  | 'AdminGetUserAuthFactors';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminCreateUser.html and its neighbours. */
export function adminUserHandlers({ clock, userPools: parts }: CognitoParts): CognitoHandlers<Names> {
  const { users, codes, signIn, tokens, triggers } = parts;
  return {
    async AdminCreateUser(input, context) {
      const pool = await requirePool(parts, context, input.UserPoolId);
      const { Username: name = '', MessageAction: action } = input;
      const clientMetadata = input.ClientMetadata;
      const temporary = input.TemporaryPassword ?? generatedPassword(pool.passwordPolicy);
      if (action === 'RESEND') {
        const present = await requireUser(parts, pool, name);
        if (present.status !== 'FORCE_CHANGE_PASSWORD')
          throw new UserPoolError(
            'UnsupportedUserStateException',
            'Resend not possible. User status is not FORCE_CHANGE_PASSWORD',
          );
        const user = await signIn.setPassword({ pool }, present, temporary, {
          status: 'FORCE_CHANGE_PASSWORD',
        });
        await codes.invite(
          { pool, user },
          { password: temporary, source: 'CustomMessage_AdminCreateUser', clientMetadata },
        );
        return { User: userView(user) };
      }
      const given = givenAttributes(input.UserAttributes);
      const { username, attributes } = namedBy(pool, name, given);
      requireValidAttributes(pool, attributes);
      const now = clock();
      const user: PoolUserRecord = {
        username,
        sub: uuidOf(username) ?? randomUUID(),
        enabled: true,
        status: 'FORCE_CHANGE_PASSWORD',
        attributes,
        groups: [],
        codes: {},
        createdAt: now,
        modifiedAt: now,
        password: await signIn.passwordRecord(pool, username, temporary),
      };
      await triggers.run(
        'preSignUp',
        { pool, user },
        {
          source: 'PreSignUp_AdminCreateUser',
          request: {
            validationData: validationData(input.ValidationData),
            ...(clientMetadata && { clientMetadata }),
          },
          response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
        },
      );
      await users
        .create(pool, user, { takeAliases: input.ForceAliasCreation === true })
        .catch((error: unknown) => {
          throw error instanceof UserPoolError && error.message === 'User already exists'
            ? new UserPoolError('UsernameExistsException', 'User account already exists')
            : error;
        });
      if (action !== 'SUPPRESS')
        await codes.invite(
          { pool, user },
          { password: temporary, source: 'CustomMessage_AdminCreateUser', clientMetadata },
        );
      return { User: userView(user) };
    },

    async AdminGetUser(input, context) {
      const pool = await requirePool(parts, context, input.UserPoolId);
      const user = await requireUser(parts, pool, input.Username);
      return {
        Username: user.username,
        UserAttributes: attributeViews(readableAttributes(undefined, user)),
        UserCreateDate: new Date(user.createdAt),
        UserLastModifiedDate: new Date(user.modifiedAt),
        Enabled: user.enabled,
        UserStatus: user.status,
      };
    },

    async AdminDeleteUser(input, context) {
      const pool = await requirePool(parts, context, input.UserPoolId);
      await users.delete(pool, await requireUser(parts, pool, input.Username));
      return {};
    },

    async AdminUpdateUserAttributes(input, context) {
      const pool = await requirePool(parts, context, input.UserPoolId);
      const user = await requireUser(parts, pool, input.Username);
      const given = givenAttributes(input.UserAttributes);
      requireValidAttributes(pool, given, { present: user });
      await users.update(pool, user.username, (present) => ({
        ...present,
        attributes: withAttributes(present.attributes, [...given, ...unverified(user, given).flags]),
        modifiedAt: clock(),
      }));
      return {};
    },

    async AdminDeleteUserAttributes(input, context) {
      const pool = await requirePool(parts, context, input.UserPoolId);
      const user = await requireUser(parts, pool, input.Username);
      await removeAttributes(parts, pool, user, removals(input.UserAttributeNames), clock());
      return {};
    },

    async AdminEnableUser(input, context) {
      const pool = await requirePool(parts, context, input.UserPoolId);
      const user = await requireUser(parts, pool, input.Username);
      await users.update(pool, user.username, (present) => ({
        ...present,
        enabled: true,
        modifiedAt: clock(),
      }));
      return {};
    },

    async AdminDisableUser(input, context) {
      const pool = await requirePool(parts, context, input.UserPoolId);
      const user = await requireUser(parts, pool, input.Username);
      await users.update(pool, user.username, (present) => ({
        ...present,
        enabled: false,
        modifiedAt: clock(),
      }));
      await tokens.revokeAll(pool, user);
      return {};
    },

    async AdminConfirmSignUp(input, context) {
      const pool = await requirePool(parts, context, input.UserPoolId);
      const user = await requireUser(parts, pool, input.Username);
      if (user.status !== 'UNCONFIRMED')
        throw notAuthorized(`User cannot be confirmed. Current status is ${user.status}`);
      const confirmed = await users.update(pool, user.username, (present) => ({
        ...present,
        status: 'CONFIRMED',
        modifiedAt: clock(),
      }));
      if (!confirmed) throw userNotFound();
      await postConfirmation(
        parts,
        { pool },
        confirmed,
        'PostConfirmation_ConfirmSignUp',
        input.ClientMetadata,
      );
      return {};
    },

    async AdminUserGlobalSignOut(input, context) {
      const pool = await requirePool(parts, context, input.UserPoolId);
      await tokens.revokeAll(pool, await requireUser(parts, pool, input.Username));
      return {};
    },

    async AdminGetUserAuthFactors(input, context) {
      const pool = await requirePool(parts, context, input.UserPoolId);
      const user = await requireUser(parts, pool, input.Username);
      return { Username: user.username, ConfiguredUserAuthFactors: ['PASSWORD'] };
    },
  };
}
