import type { PoolUserRecord } from '../../../definitions/user-pools.ts';
import { attributeOf } from '../../../user-pools/user-attributes.ts';
import { invalidParameter } from '../errors.ts';
import { requirePool } from '../find.ts';
import type { CognitoHandlers, CognitoParts } from '../operations.ts';
import { startOf, tokenAfter } from '../pages.ts';
import { userView } from './user-view.ts';

/** "Limit: 0 to 60" */
const PAGE = 60;
/** Users that one call looks at; a page with a filter may be shorter than asked for, and still not the last. */
const LOOKED_AT = 5_000;
const CHUNK = 500;

/** What `Filter` can be about. https://docs.aws.amazon.com/cognito/latest/developerguide/how-to-manage-user-accounts.html#cognito-user-pools-searching-for-users-using-listusers-api */
const SEARCHABLE = new Set([
  ...['username', 'email', 'phone_number', 'name', 'given_name', 'family_name', 'preferred_username'],
  ...['cognito:user_status', 'status', 'sub'],
]);

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html */
export function listUsersHandler({ userPools: parts }: CognitoParts): CognitoHandlers<'ListUsers'> {
  return {
    async ListUsers(input, context) {
      const pool = await requirePool(parts, context, input.UserPoolId);
      const size = input.Limit || PAGE;
      const matches = readFilter(input.Filter, pool.caseSensitive);
      for (const name of input.AttributesToGet ?? [])
        if (!pool.schema.some((attribute) => attribute.name === name))
          throw invalidParameter('One or more requested attributes do not exist in user pool.');
      const found: PoolUserRecord[] = [];
      let after = startOf(input.PaginationToken);
      let more = true;
      for (let looked = 0; more && looked < LOOKED_AT && found.length < size; ) {
        const some = await parts.users.list(pool, { limit: CHUNK, after });
        more = some.length === CHUNK;
        looked += some.length;
        for (const user of some) {
          if (found.length === size) {
            more = true;
            break;
          }
          after = parts.users.idOf(pool, user);
          if (matches(user)) found.push(user);
        }
      }
      return {
        Users: found.map((user) => userView(user, input.AttributesToGet)),
        ...(more && after !== undefined && { PaginationToken: tokenAfter(after) }),
      };
    },
  };
}

/** `AttributeName Filter-Type "AttributeValue"` with `=` or `^=`. Throws InvalidParameterException. */
function readFilter(filter: string | undefined, caseSensitive: boolean): (user: PoolUserRecord) => boolean {
  if (filter === undefined || filter.trim() === '') return () => true;
  const [, name = '', operator, quoted = ''] =
    /^\s*"?([A-Za-z_:]{1,40})"?\s*(\^?=)\s*"((?:[^"\\]|\\.)*)"\s*$/su.exec(filter) ?? [];
  if (operator === undefined) throw invalidParameter('Error while parsing filter.');
  if (!SEARCHABLE.has(name)) throw invalidParameter(`Invalid search attribute: ${name}`);
  const folded = (text: string) => (caseSensitive && name === 'username' ? text : text.toLowerCase());
  const wanted = folded(quoted.replace(/\\(.)/gsu, '$1'));
  return (user) => {
    const value = folded(searchedValue(user, name) ?? '');
    return operator === '=' ? value === wanted : value.startsWith(wanted);
  };
}

function searchedValue(user: PoolUserRecord, name: string): string | undefined {
  switch (name) {
    case 'username':
      return user.username;
    case 'sub':
      return user.sub;
    case 'status':
      return user.enabled ? 'Enabled' : 'Disabled';
    case 'cognito:user_status':
      return user.status;
    default:
      return attributeOf(user, name);
  }
}
