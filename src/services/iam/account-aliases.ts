import type { CollectionDefinition } from '../../store/store.ts';
import { aliasExists, aliasNotFound } from './errors.ts';
import { globalScope, type IamRecords } from './iam-records.ts';
import type { IamHandlers } from './operations.ts';
import { paginate } from './pages.ts';
import { required } from './required.ts';

/** An account has at most one alias. Id: `alias`. */
const accountAliases: CollectionDefinition<{ alias: string }> = { name: 'iam-account-aliases', version: 1 };
const ONLY = 'alias';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/console_account-alias.html */
export function accountAliasHandlers(
  iam: IamRecords,
): IamHandlers<'CreateAccountAlias' | 'DeleteAccountAlias' | 'ListAccountAliases'> {
  const aliases = iam.store.collection(accountAliases);
  return {
    /** Replaces the account's alias; no two accounts have the same. */
    async CreateAccountAlias(input, { account }) {
      const alias = required(input.AccountAlias, 'accountAlias');
      const taken = (await aliases.listAll()).some(
        (other) => other.value.alias === alias && other.scope.account !== account,
      );
      if (taken) throw aliasExists(alias);
      await aliases.put(globalScope(account), ONLY, { alias });
      return {};
    },

    async DeleteAccountAlias(input, { account }) {
      const alias = required(input.AccountAlias, 'accountAlias');
      await iam.change(async () => {
        const present = await aliases.get(globalScope(account), ONLY);
        if (present?.value.alias !== alias) throw aliasNotFound(alias);
        return { changes: [aliases.deleting(present.scope, ONLY, present.revision)], result: undefined };
      });
      return {};
    },

    async ListAccountAliases(input, { account }) {
      const present = await aliases.get(globalScope(account), ONLY);
      const { items, ...page } = paginate(present ? [present.value.alias] : [], (alias) => alias, input);
      return { AccountAliases: items, ...page };
    },
  };
}
