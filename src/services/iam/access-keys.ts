import { newAccessKeyId, newSecretAccessKey } from '../../identity/access-key-generation.ts';
import type { AccessKeyRecord, UserRecord } from '../../identity/records.ts';
import type { CallContext } from '../../protocols/service.ts';
import type { Stored } from '../../store/store.ts';
import { callersUserName } from './caller-user-name.ts';
import { wholeSeconds } from './dates.ts';
import { accessKeyNotFound, accessKeyNotReadable, quotaExceeded, validationError } from './errors.ts';
import { globalScope, type IamRecords } from './iam-records.ts';
import type { IamHandlers } from './operations.ts';
import { paginate } from './pages.ts';
import { accessKeysOf } from './relations.ts';
import { required } from './required.ts';

type AccessKeyOperations =
  | 'CreateAccessKey'
  | 'ListAccessKeys'
  | 'UpdateAccessKey'
  | 'DeleteAccessKey'
  | 'GetAccessKeyLastUsed';

const MAXIMUM_KEYS = 2;

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html */
export function accessKeyHandlers(iam: IamRecords): IamHandlers<AccessKeyOperations> {
  return {
    async CreateAccessKey(input, context) {
      const key = await iam.change(async () => {
        const owner = await ownerOf(iam, input.UserName, context);
        const present = await accessKeysOf(iam, context.account, owner?.value.name);
        if (present.length >= MAXIMUM_KEYS) throw quotaExceeded('AccessKeysPerUser', MAXIMUM_KEYS);
        const created = newAccessKey(iam, owner?.value.name);
        const creating = iam.accessKeys.putting(
          globalScope(context.account),
          created.accessKeyId,
          created,
          0,
        );
        // Writing the owner makes two calls at the same time see each other, and the owner's deletion.
        return { changes: [creating, ...(owner ? [iam.users.writing(owner)] : [])], result: created };
      });
      return { AccessKey: { ...keyView(key), SecretAccessKey: key.secretAccessKey } };
    },

    async ListAccessKeys(input, context) {
      const owner = await ownerOf(iam, input.UserName, context);
      const keys = await accessKeysOf(iam, context.account, owner?.value.name);
      const { items, ...page } = paginate(keys, (key) => key.id, input);
      return { AccessKeyMetadata: items.map((key) => keyView(key.value)), ...page };
    },

    async UpdateAccessKey(input, context) {
      const status = input.Status;
      if (status !== 'Active' && status !== 'Inactive') {
        throw validationError(
          "1 validation error detected: Value at 'status' failed to satisfy constraint: Member must satisfy enum value set: [Active, Inactive]",
        );
      }
      const id = required(input.AccessKeyId, 'accessKeyId');
      await iam.change(async () => {
        const key = await requireKey(iam, id, input.UserName, context);
        const { scope, revision, value } = key;
        return {
          changes: [iam.accessKeys.putting(scope, id, { ...value, status }, revision)],
          result: undefined,
        };
      });
      return {};
    },

    async DeleteAccessKey(input, context) {
      const id = required(input.AccessKeyId, 'accessKeyId');
      await iam.change(async () => {
        const key = await requireKey(iam, id, input.UserName, context);
        return { changes: [iam.accessKeys.deleting(key.scope, id, key.revision)], result: undefined };
      });
      return {};
    },

    async GetAccessKeyLastUsed(input, { account, caller }) {
      const id = required(input.AccessKeyId, 'accessKeyId');
      const key = await iam.accessKeys.get(globalScope(account), id);
      if (key === undefined) throw accessKeyNotReadable(caller.principal.arn, id);
      const { lastUsed, userName } = key.value;
      return {
        ...(userName === undefined ? {} : { UserName: userName }),
        AccessKeyLastUsed: {
          ServiceName: lastUsed?.service ?? 'N/A',
          Region: lastUsed?.region ?? 'N/A',
          LastUsedDate: lastUsed && wholeSeconds(lastUsed.at),
        },
      };
    },
  };
}

/** The user meant: the one named or, without a name, the caller. Undefined means the account's root. */
async function ownerOf(
  iam: IamRecords,
  userName: string | undefined,
  context: CallContext,
): Promise<Stored<UserRecord> | undefined> {
  if (userName === undefined && context.caller.principal.type === 'Root') return undefined;
  return iam.users.require(context.account, userName ?? callersUserName(context));
}

async function requireKey(
  iam: IamRecords,
  id: string,
  userName: string | undefined,
  context: CallContext,
): Promise<Stored<AccessKeyRecord>> {
  const owner = await ownerOf(iam, userName, context);
  const key = await iam.accessKeys.get(globalScope(context.account), id);
  if (key === undefined || key.value.userName !== owner?.value.name) throw accessKeyNotFound(id);
  return key;
}

function newAccessKey(iam: IamRecords, userName: string | undefined): AccessKeyRecord {
  return {
    accessKeyId: newAccessKeyId('AKIA'),
    secretAccessKey: newSecretAccessKey(),
    status: 'Active',
    createdAt: iam.clock(),
    ...(userName === undefined ? {} : { userName }),
  };
}

function keyView(key: AccessKeyRecord) {
  return {
    UserName: key.userName,
    AccessKeyId: key.accessKeyId,
    Status: key.status,
    CreateDate: wholeSeconds(key.createdAt),
  };
}
