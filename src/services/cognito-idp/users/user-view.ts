import type { AttributeType, UserType } from '@aws-sdk/client-cognito-identity-provider';
import type { PoolUserRecord } from '../../../definitions/user-pools.ts';
import { readableAttributes, type UserAttribute } from '../../../user-pools/user-attributes.ts';

/** A user as lists give it. @param names the attributes wanted; absent: all */
export function userView(user: PoolUserRecord, names?: readonly string[]): UserType {
  const attributes = readableAttributes(undefined, user);
  return {
    Username: user.username,
    Attributes: attributeViews(names ? attributes.filter(({ name }) => names.includes(name)) : attributes),
    UserCreateDate: new Date(user.createdAt),
    UserLastModifiedDate: new Date(user.modifiedAt),
    Enabled: user.enabled,
    UserStatus: user.status,
  };
}

export function attributeViews(attributes: readonly UserAttribute[]): AttributeType[] {
  return attributes.map(({ name, value }) => ({ Name: name, Value: value }));
}

/** Attributes as they are kept. */
export function givenAttributes(attributes: readonly AttributeType[] | undefined): UserAttribute[] {
  return (attributes ?? []).map(({ Name = '', Value = '' }) => ({ name: Name, value: Value }));
}
