import { randomUUID } from 'node:crypto';
import type { PoolUserRecord } from '../../../definitions/user-pools.ts';
import { userNotFound } from '../../../user-pools/sign-in.ts';
import {
  isEmail,
  isPhoneNumber,
  requireRequiredAttributes,
  requireValidAttributes,
  requireWritable,
  type UserAttribute,
  withAttributes,
} from '../../../user-pools/user-attributes.ts';
import {
  type CodeAttribute,
  type CodeDelivery,
  codeMismatch,
  deliveryTo,
  withoutCode,
} from '../../../user-pools/user-codes.ts';
import type { ClientOfPool, UserPool } from '../../../user-pools/user-pool.ts';
import { invalidParameter, notAuthorized } from '../errors.ts';
import { requireClient, requireSecretHash, requireUser } from '../find.ts';
import type { CognitoHandlers, CognitoParts } from '../operations.ts';
import { postConfirmation } from './post-confirmation.ts';
import { givenAttributes } from './user-view.ts';

type Names = 'SignUp' | 'ConfirmSignUp' | 'ResendConfirmationCode';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html and its neighbours. */
export function signUpHandlers({ clock, userPools: parts }: CognitoParts): CognitoHandlers<Names> {
  const { users, codes, signIn, triggers } = parts;
  return {
    async SignUp(input) {
      const client = await requireClient(parts, input.ClientId);
      const { pool } = client;
      const { Username: name = '', Password: password } = input;
      requireSecretHash(client, name, input.SecretHash);
      if (pool.adminCreateUserOnly) throw notAuthorized('SignUp is not permitted for this user pool');
      if (password === undefined) throw invalidParameter('Password is required.');
      const given = givenAttributes(input.UserAttributes);
      requireWritable(client.client, given);
      const { username, attributes } = namedBy(pool, name, given);
      requireValidAttributes(pool, attributes);
      requireRequiredAttributes(pool, attributes);
      const now = clock();
      const user: PoolUserRecord = {
        username,
        sub: uuidOf(username) ?? randomUUID(),
        enabled: true,
        status: 'UNCONFIRMED',
        attributes,
        groups: [],
        codes: {},
        createdAt: now,
        modifiedAt: now,
        password: await signIn.passwordRecord(pool, username, password),
      };
      const answer = await triggers.run(
        'preSignUp',
        { pool, client: client.client, user },
        {
          source: 'PreSignUp_SignUp',
          request: {
            validationData: validationData(input.ValidationData),
            ...(input.ClientMetadata && { clientMetadata: input.ClientMetadata }),
          },
          response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
        },
      );
      const created = signedUp(user, answer ?? {});
      await users.create(pool, created);
      const confirmed = created.status === 'CONFIRMED';
      if (confirmed)
        await postConfirmation(
          parts,
          client,
          created,
          'PostConfirmation_ConfirmSignUp',
          input.ClientMetadata,
        );
      const attribute = confirmed ? undefined : attributeToVerify(pool, created);
      const delivery =
        attribute &&
        (await codes.send(
          { pool, client: client.client, user: created },
          {
            purpose: 'confirm',
            attribute,
            source: 'CustomMessage_SignUp',
            clientMetadata: input.ClientMetadata,
          },
        ));
      return {
        UserConfirmed: confirmed,
        UserSub: created.sub,
        ...(delivery && { CodeDeliveryDetails: delivery }),
      };
    },

    async ConfirmSignUp(input) {
      const client = await requireClient(parts, input.ClientId);
      const { pool } = client;
      requireSecretHash(client, input.Username ?? '', input.SecretHash);
      const user = await findSignedUp(client, input.Username ?? '');
      if (!user)
        throw client.client.preventUserExistenceErrors === 'ENABLED' ? codeMismatch() : userNotFound();
      if (user.status !== 'UNCONFIRMED')
        throw notAuthorized(`User cannot be confirmed. Current status is ${user.status}`);
      await codes.require(pool, user, 'confirm', input.ConfirmationCode ?? '');
      const attribute = attributeToVerify(pool, user);
      const verified = attribute ? [{ name: `${attribute}_verified`, value: 'true' }] : [];
      const confirmed = await users.update(
        pool,
        user.username,
        (present) => ({
          ...withoutCode(present, 'confirm'),
          status: 'CONFIRMED',
          attributes: withAttributes(present.attributes, verified),
          modifiedAt: clock(),
        }),
        { takeAliases: input.ForceAliasCreation === true },
      );
      if (!confirmed) throw userNotFound();
      await postConfirmation(
        parts,
        client,
        confirmed,
        'PostConfirmation_ConfirmSignUp',
        input.ClientMetadata,
      );
      return {};
    },

    async ResendConfirmationCode(input) {
      const client = await requireClient(parts, input.ClientId);
      const { pool } = client;
      const { Username: name = '' } = input;
      requireSecretHash(client, name, input.SecretHash);
      const user = await findSignedUp(client, name);
      if (!user) {
        if (client.client.preventUserExistenceErrors !== 'ENABLED') throw userNotFound();
        return { CodeDeliveryDetails: simulatedDelivery(pool, name) };
      }
      if (user.status !== 'UNCONFIRMED') throw invalidParameter('User is already confirmed.');
      const attribute = attributeToVerify(pool, user);
      if (!attribute) throw invalidParameter('Auto verification not turned on.');
      const delivery = await codes.send(
        { pool, client: client.client, user },
        {
          purpose: 'confirm',
          attribute,
          source: 'CustomMessage_ResendCode',
          clientMetadata: input.ClientMetadata,
        },
      );
      return { CodeDeliveryDetails: delivery };
    },
  };

  async function findSignedUp({ pool }: ClientOfPool, name: string): Promise<PoolUserRecord | undefined> {
    return requireUser(parts, pool, name).catch(() => undefined);
  }
}

/**
 * Who signs up with an address has a UUID for a user name, which is the `sub` too; others are not named like an address
 * that could be an alias. Throws InvalidParameterException.
 */
export function namedBy(
  pool: UserPool,
  name: string,
  given: readonly UserAttribute[],
): { readonly username: string; readonly attributes: UserAttribute[] } {
  const { usernameAttributes, aliasAttributes } = pool;
  if (usernameAttributes.length > 0) {
    const kinds = { email: isEmail(name), phone_number: isPhoneNumber(name) };
    const attribute = usernameAttributes.find((kind) => kinds[kind]);
    if (attribute === undefined) {
      const names = { email: 'an email', phone_number: 'a phone number' };
      const expected = usernameAttributes.map((kind) => names[kind]);
      throw invalidParameter(
        expected.length > 1
          ? `Username should be either ${expected.join(' or ')}.`
          : `Username should be ${expected.join('')}.`,
      );
    }
    const both = given.find((one) => one.name === attribute);
    if (both && both.value !== name)
      throw invalidParameter(`Username and ${attribute} must be the same if both are given.`);
    return { username: randomUUID(), attributes: withAttributes(given, [{ name: attribute, value: name }]) };
  }
  if (aliasAttributes.includes('email') && isEmail(name))
    throw invalidParameter(
      'Username cannot be of email format, since user pool is configured for email alias.',
    );
  if (aliasAttributes.includes('phone_number') && isPhoneNumber(name))
    throw invalidParameter(
      'Username cannot be of phone number format, since user pool is configured for phone number alias.',
    );
  return { username: name, attributes: withAttributes(given, []) };
}

/** The name of users who signed up with an address is their `sub`. */
export function uuidOf(username: string): string | undefined {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(username) ? username : undefined;
}

/** The address that a code is sent to: a phone number first, as AWS has it. */
export function attributeToVerify(pool: UserPool, user: PoolUserRecord): CodeAttribute | undefined {
  return (['phone_number', 'email'] as const).find(
    (name) =>
      pool.autoVerifiedAttributes.includes(name) &&
      user.attributes.some((attribute) => attribute.name === name),
  );
}

/**
 * Where a code would have been sent to somebody who isn't there: "determined by the input username format and
 * verification settings of the user pool".
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html
 */
export function simulatedDelivery(pool: UserPool, name: string): CodeDelivery {
  if (isEmail(name)) return deliveryTo(name, 'email');
  if (isPhoneNumber(name)) return deliveryTo(name, 'phone_number');
  const attribute = pool.autoVerifiedAttributes[0] ?? 'email';
  const destination = attribute === 'email' ? `${name.slice(0, 1)}@${name.slice(-1)}` : '+00000000000';
  return deliveryTo(destination, attribute);
}

/** What the pre sign-up trigger decided. */
function signedUp(user: PoolUserRecord, answer: Record<string, unknown>): PoolUserRecord {
  const has = (name: string) => user.attributes.some((attribute) => attribute.name === name);
  const verified: UserAttribute[] = [];
  if (answer.autoVerifyEmail === true && has('email'))
    verified.push({ name: 'email_verified', value: 'true' });
  if (answer.autoVerifyPhone === true && has('phone_number'))
    verified.push({ name: 'phone_number_verified', value: 'true' });
  return {
    ...user,
    status: answer.autoConfirmUser === true ? 'CONFIRMED' : 'UNCONFIRMED',
    attributes: withAttributes(user.attributes, verified),
  };
}

/** As triggers get it. */
export function validationData(
  given: readonly { Name: string | undefined; Value?: string | undefined }[] | undefined,
): Record<string, string> | null {
  if (!given) return null;
  return Object.fromEntries(given.map(({ Name = '', Value = '' }) => [Name, Value]));
}
