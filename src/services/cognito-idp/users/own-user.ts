import type { PoolUserRecord } from '../../../definitions/user-pools.ts';
import { userNotFound } from '../../../user-pools/sign-in.ts';
import {
  attributeOf,
  readableAttributes,
  requireValidAttributes,
  requireWritable,
  type UserAttribute,
  withAttributes,
} from '../../../user-pools/user-attributes.ts';
import { type CodeAttribute, type CodeDelivery, withoutCode } from '../../../user-pools/user-codes.ts';
import type { UserPool } from '../../../user-pools/user-pool.ts';
import { invalidParameter } from '../errors.ts';
import type { CognitoHandlers, CognitoParts } from '../operations.ts';
import { requireAccessToken } from './access-token.ts';
import { attributeViews, givenAttributes } from './user-view.ts';

type Names =
  | 'GetUser'
  | 'UpdateUserAttributes'
  | 'DeleteUserAttributes'
  | 'DeleteUser'
  | 'GetUserAttributeVerificationCode'
  | 'VerifyUserAttribute'
  | 'GlobalSignOut'
  | 'GetUserAuthFactors';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUser.html and its neighbours. */
export function ownUserHandlers({ clock, userPools: parts }: CognitoParts): CognitoHandlers<Names> {
  const { users, codes, tokens } = parts;
  return {
    async GetUser(input) {
      const { client, user } = await requireAccessToken(parts, input.AccessToken);
      return { Username: user.username, UserAttributes: attributeViews(readableAttributes(client, user)) };
    },

    async UpdateUserAttributes(input) {
      const { pool, client, user } = await requireAccessToken(parts, input.AccessToken);
      const given = givenAttributes(input.UserAttributes);
      requireWritable(client, given);
      requireValidAttributes(pool, given, { present: user });
      const changed = unverified(user, given);
      const updated = await users.update(pool, user.username, (present) => ({
        ...present,
        attributes: withAttributes(present.attributes, [...given, ...changed.flags]),
        modifiedAt: clock(),
      }));
      if (!updated) throw userNotFound();
      const delivered: CodeDelivery[] = [];
      for (const attribute of changed.addresses) {
        if (!pool.autoVerifiedAttributes.includes(attribute)) continue;
        const subject = { pool, client, user: updated };
        const { ClientMetadata: clientMetadata } = input;
        const source = 'CustomMessage_UpdateUserAttribute';
        delivered.push(
          await codes.send(subject, { purpose: `verify:${attribute}`, attribute, source, clientMetadata }),
        );
      }
      return { CodeDeliveryDetailsList: delivered };
    },

    async DeleteUserAttributes(input) {
      const { pool, client, user } = await requireAccessToken(parts, input.AccessToken);
      const removed = removals(input.UserAttributeNames);
      requireWritable(client, removed);
      await removeAttributes(parts, pool, user, removed, clock());
      return {};
    },

    async DeleteUser(input) {
      const { pool, user } = await requireAccessToken(parts, input.AccessToken);
      await users.delete(pool, user);
      return {};
    },

    async GetUserAttributeVerificationCode(input) {
      const { pool, client, user } = await requireAccessToken(parts, input.AccessToken);
      const attribute = verifiable(input.AttributeName);
      if (!attributeOf(user, attribute)) throw invalidParameter(`User has no attribute ${attribute}.`);
      const delivery = await codes.send(
        { pool, client, user },
        {
          purpose: `verify:${attribute}`,
          attribute,
          source: 'CustomMessage_VerifyUserAttribute',
          clientMetadata: input.ClientMetadata,
        },
      );
      return { CodeDeliveryDetails: delivery };
    },

    async VerifyUserAttribute(input) {
      const { pool, user } = await requireAccessToken(parts, input.AccessToken);
      const attribute = verifiable(input.AttributeName);
      const purpose = `verify:${attribute}` as const;
      await codes.require(pool, user, purpose, input.Code ?? '');
      await users.update(pool, user.username, (present) => ({
        ...withoutCode(present, purpose),
        attributes: withAttributes(present.attributes, [{ name: `${attribute}_verified`, value: 'true' }]),
        modifiedAt: clock(),
      }));
      return {};
    },

    async GlobalSignOut(input) {
      const { pool, user } = await requireAccessToken(parts, input.AccessToken);
      await tokens.revokeAll(pool, user);
      return {};
    },

    async GetUserAuthFactors(input) {
      const { user } = await requireAccessToken(parts, input.AccessToken);
      return { Username: user.username, ConfiguredUserAuthFactors: ['PASSWORD'] };
    },
  };
}

/** A changed address is not verified any more, unless the same request says that it is. */
export function unverified(
  user: PoolUserRecord,
  given: readonly UserAttribute[],
): { readonly addresses: readonly CodeAttribute[]; readonly flags: readonly UserAttribute[] } {
  const addresses = (['email', 'phone_number'] as const).filter((name) => {
    const changed = given.find((attribute) => attribute.name === name);
    return changed !== undefined && changed.value !== attributeOf(user, name);
  });
  const flags = addresses
    .map((name) => ({ name: `${name}_verified`, value: 'false' }))
    .filter(({ name }) => !given.some((attribute) => attribute.name === name));
  return { addresses, flags };
}

/** Attributes set to nothing. */
export function removals(names: readonly string[] | undefined): UserAttribute[] {
  return (names ?? []).map((name) => ({ name, value: '' }));
}

/** Throws InvalidParameterException, also for attributes that are required. */
export async function removeAttributes(
  { users }: CognitoParts['userPools'],
  pool: UserPool,
  user: PoolUserRecord,
  removed: readonly UserAttribute[],
  now: number,
): Promise<void> {
  requireValidAttributes(pool, removed, { present: user });
  const withFlags = removed.flatMap((attribute) => [
    attribute,
    ...(attribute.name === 'email' || attribute.name === 'phone_number'
      ? [{ name: `${attribute.name}_verified`, value: '' }]
      : []),
  ]);
  await users.update(pool, user.username, (present) => ({
    ...present,
    attributes: withAttributes(present.attributes, withFlags),
    modifiedAt: now,
  }));
}

function verifiable(name = ''): CodeAttribute {
  if (name === 'email' || name === 'phone_number') return name;
  throw invalidParameter(`Attribute ${name} can not be verified.`);
}
