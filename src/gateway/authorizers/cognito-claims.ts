import type { Claims } from '../../identity/jwt/parse-token.ts';
import type { VerifiedToken } from '../../identity/jwt/token-verifier.ts';
import { type AuthorizerVariables, claimsOf } from './authorizer-variables.ts';

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const TIMES: ReadonlySet<string> = new Set(['exp', 'iat', 'nbf']);

const known = new WeakMap<VerifiedToken, AuthorizerVariables>();

/** What an authorizer says of a token's owner: made once for a token that is remembered. */
export function variablesOf(token: VerifiedToken): AuthorizerVariables {
  let variables = known.get(token);
  if (!variables) {
    variables = claimsOf(claimTexts(token.claims));
    known.set(token, variables);
  }
  return variables;
}

/**
 * Claims as REST APIs pass them on, each as text: lists with commas between their members (`cognito:groups` is `a,b`),
 * and `exp` and `iat` as Java prints a date, while `auth_time` is the number that it was. Of null nothing is passed on.
 * As shown in https://github.com/amazon-archives/amazon-cognito-identity-js/issues/92
 */
export function claimTexts(claims: Claims): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const [name, value] of claims) {
    if (value === null) continue;
    texts.set(name, TIMES.has(name) && typeof value === 'number' ? dateText(value) : textOf(value));
  }
  return texts;
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(textOf).join(',');
  if (typeof value !== 'object') return String(value);
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'bigint' ? JSON.rawJSON(String(member)) : member,
  );
}

/** `Fri Jul 29 18:52:53 UTC 2016`. @param seconds since 1970 */
function dateText(seconds: number): string {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return String(seconds);
  const two = (number: number) => String(number).padStart(2, '0');
  const time = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(':');
  const day = `${DAYS[date.getUTCDay()]} ${MONTHS[date.getUTCMonth()]} ${two(date.getUTCDate())}`;
  return `${day} ${time} UTC ${date.getUTCFullYear()}`;
}
