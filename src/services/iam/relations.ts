import type { AccessKeyRecord, InstanceProfileRecord, UserRecord } from '../../identity/records.ts';
import type { Stored } from '../../store/store.ts';
import { globalScope, type IamRecords, idOf } from './iam-records.ts';

/** The keys of a user, or the account's root keys, in order of their ids. */
export async function accessKeysOf(
  iam: IamRecords,
  account: string,
  userName: string | undefined,
): Promise<Stored<AccessKeyRecord>[]> {
  const keys = await iam.accessKeys.list(globalScope(account));
  return keys.filter((key) => key.value.userName === userName);
}

/** The users in a group, in order of their names. */
export async function membersOf(
  iam: IamRecords,
  account: string,
  groupName: string,
): Promise<Stored<UserRecord>[]> {
  return (await iam.users.list(account)).filter((user) => isMember(user.value, groupName));
}

/** Whether a user is in a group, whatever the case of the name. */
export function isMember(user: UserRecord, groupName: string): boolean {
  return user.groups.some((name) => idOf(name) === idOf(groupName));
}

/** The instance profiles that hold a role. */
export async function profilesOf(
  iam: IamRecords,
  account: string,
  roleName: string,
): Promise<Stored<InstanceProfileRecord>[]> {
  const profiles = await iam.instanceProfiles.list(account);
  return profiles.filter(
    ({ value }) => value.roleName !== undefined && idOf(value.roleName) === idOf(roleName),
  );
}
