import { randomBytes } from 'node:crypto';
import { formatArn } from '../../identity/arn.ts';

/**
 * The prefixes of unique ids.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
 */
export type IdPrefix = 'AIDA' | 'AGPA' | 'AROA' | 'ANPA' | 'AIPA';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** A new unique id: the prefix and 17 random characters of base 32. */
export function newUniqueId(prefix: IdPrefix): string {
  return prefix + Array.from(randomBytes(17), (byte) => BASE32[byte & 31]).join('');
}

/** ARN of an IAM resource; the path is `/` or `/division/team/`. */
export function iamArn(account: string, kind: string, path: string, name: string): string {
  return formatArn('iam', '', account, `${kind}${path}${name}`);
}
