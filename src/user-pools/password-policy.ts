import { randomInt } from 'node:crypto';
import type { PasswordPolicy } from '../definitions/user-pools.ts';
import { UserPoolError } from './user-pool-error.ts';

const UPPERCASE = 'ABCDEFGHJKLMNPQRSTUVWXYZ';
const LOWERCASE = 'abcdefghijkmnopqrstuvwxyz';
const NUMBERS = '23456789';
/** https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html */
const SYMBOLS = '^$*.[]{}()?"!@#%&/\\,><\':;|_~`=+-';
const GENERATED_LENGTH = 8;

/** A pool's policy when it is given none. */
export const DEFAULT_PASSWORD_POLICY: PasswordPolicy = {
  minimumLength: 8,
  requireUppercase: true,
  requireLowercase: true,
  requireNumbers: true,
  requireSymbols: true,
  temporaryPasswordValidityDays: 7,
};

/** Throws InvalidPasswordException. */
export function requireGoodPassword(policy: PasswordPolicy, password: string): void {
  const problem = problemOf(policy, password);
  if (problem === undefined) return;
  throw new UserPoolError('InvalidPasswordException', `Password did not conform with policy: ${problem}`);
}

function problemOf(policy: PasswordPolicy, password: string): string | undefined {
  if (password.length < policy.minimumLength) return 'Password not long enough';
  if (policy.requireUppercase && !/[A-Z]/.test(password)) return 'Password must have uppercase characters';
  if (policy.requireLowercase && !/[a-z]/.test(password)) return 'Password must have lowercase characters';
  if (policy.requireNumbers && !/[0-9]/.test(password)) return 'Password must have numeric characters';
  if (policy.requireSymbols && !hasSymbol(password)) return 'Password must have symbol characters';
  return undefined;
}

/** "The space character is also treated as a special character" unless it leads or trails. */
function hasSymbol(password: string): boolean {
  return [...password].some((character) => SYMBOLS.includes(character)) || password.trim().includes(' ');
}

/** A temporary password that every policy likes. */
export function generatedPassword(policy: PasswordPolicy): string {
  const alphabets = [UPPERCASE, LOWERCASE, NUMBERS, '!#%&*+-=?@_'];
  const characters = alphabets.map(pick);
  while (characters.length < Math.max(GENERATED_LENGTH, policy.minimumLength))
    characters.push(pick(alphabets.join('')));
  for (let last = characters.length - 1; last > 0; last--) {
    const other = randomInt(last + 1);
    [characters[last], characters[other]] = [characters[other] ?? '', characters[last] ?? ''];
  }
  return characters.join('');
}

function pick(alphabet: string): string {
  return alphabet[randomInt(alphabet.length)] ?? '';
}
