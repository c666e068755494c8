import { checkedIssuer, InvalidIssuer } from '../identity/jwt/issuer-url.ts';
import type { UserPoolSettings } from '../server/user-pool-issuers.ts';
import { UsageError } from './command.ts';

/** As CreateAuthorizer takes it; id as the model of Cognito has it. */
const USER_POOL_ARN =
  /^arn:aws[a-z-]{0,16}:cognito-idp:[a-z]{2,4}(-[a-z]{1,16}){1,3}-[0-9]:[0-9]{12}:userpool\/[\w-]{1,54}_[0-9a-zA-Z]{1,54}$/;

/** Reads `--user-pool ARN=ISSUER_URL` and `--user-pool ARN=aws`. Throws {@link UsageError}. */
export function parseUserPools(texts: readonly string[]): UserPoolSettings {
  const pools = new Map<string, { issuer: string } | 'aws'>();
  for (const text of texts) {
    const equals = text.indexOf('=');
    const arn = text.slice(0, Math.max(equals, 0));
    if (!USER_POOL_ARN.test(arn)) {
      throw new UsageError(
        '--user-pool takes ARN=ISSUER_URL or ARN=aws, with the ARN of a user pool such as ' +
          `arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_Example01, not ${JSON.stringify(text)}`,
      );
    }
    if (pools.has(arn)) throw new UsageError(`--user-pool says twice who signs for ${arn}`);
    const place = text.slice(equals + 1);
    pools.set(arn, place === 'aws' ? place : { issuer: parseIssuer(place) });
  }
  return pools;
}

function parseIssuer(text: string): string {
  try {
    return checkedIssuer(text);
  } catch (error) {
    if (!(error instanceof InvalidIssuer)) throw error;
    throw new UsageError(`--user-pool can't use the issuer ${JSON.stringify(text)}: ${error.message}`);
  }
}

/**
 * Reads `--user-pool-issuer URL`: what the tokens of the gateway's own pools are from, without the pool's id and the slash
 * before it; `{region}` in it stands for the pool's. Throws {@link UsageError}.
 */
export function parseUserPoolIssuer(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const sample = text.replace('{region}', 'us-east-1');
  const url = URL.canParse(sample) ? new URL(sample) : undefined;
  const plain = url && /^https?:$/.test(url.protocol) && `${url.origin}${url.pathname}`.startsWith(sample);
  if (!plain)
    throw new UsageError(
      `--user-pool-issuer takes an address such as https://id.example.com, not ${JSON.stringify(text)}`,
    );
  return text.endsWith('/') ? text.slice(0, -1) : text;
}
